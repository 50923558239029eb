package bw

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/bw/icc"
	"pretobranco/engine/testkit"
)

// judgeProfiles prints for each file whether littlecms can show its pixels through its profile.
const judgeProfiles = `
import sys, io
from PIL import Image, ImageCms
srgb = ImageCms.createProfile("sRGB")
for name in sys.argv[1:]:
    try:
        with Image.open(name) as image:
            image.load()
            profile, mode = image.info.get("icc_profile"), image.mode
            if mode == "P":
                mode = image.palette.mode
            if mode.startswith("I;16") or mode in ("1", "I", "LA"):
                mode = "L"
            if mode == "RGBA":
                mode = "RGB"
            if not profile:
                print("none", mode)
                continue
            p = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            ImageCms.buildTransform(p, srgb, mode, "RGB")
            print(p.profile.xcolor_space.strip(), mode)
    except Exception as e:
        print("error", type(e).__name__, str(e).replace("\n", " "))
`

// profiledFiles are pictures of every kind with a profile.
func profiledFiles(t *testing.T, profile []byte) map[string][]byte {
	t.Helper()
	gray, deep, clear := image.NewGray(image.Rect(0, 0, 24, 16)), image.NewGray16(image.Rect(0, 0, 24, 16)), image.NewNRGBA(image.Rect(0, 0, 24, 16))
	indexed := image.NewPaletted(gray.Rect, color.Palette{color.White, color.NRGBA{200, 30, 60, 255}, color.NRGBA{20, 130, 60, 255}})
	for i := range gray.Pix {
		gray.Pix[i], deep.Pix[2*i], deep.Pix[2*i+1], indexed.Pix[i] = byte(i), byte(i), 77, byte(i%3)
		clear.SetNRGBA(i%24, i/24, color.NRGBA{byte(i), 99, 7, byte(5 * i)})
	}
	files := map[string][]byte{}
	for name, img := range map[string]image.Image{"colour": colourful(24, 16), "gray": gray, "16 bits": deep, "clear": clear, "palette": indexed} {
		files["PNG, "+name] = beforePicture(drawnPNG(t, img), pngChunk("iCCP", packed("name\x00\x00", profile)))
	}
	order := binary.LittleEndian
	for name, d := range map[string]*ifd{"colour": stripsOf(order), "palette": paletteOf(order), "gray": grayPage(order)} {
		d.values = append(d.values, bytesOf(34675, profile))
		files["TIFF, "+name] = tiffBlock(order, d)
	}
	segment := jpegSegment(0xe2, "ICC_PROFILE\x00\x01\x01", string(profile))
	files["JPEG"] = beforePicture(drawnJPEG(t, 24, 16), segment)
	files["WebP"] = webpOf(t, drawnPNG(t, colourful(24, 16)), profile)
	files["WebP, gray"] = webpOf(t, drawnPNG(t, gray), profile)
	table := gifOf(t)
	at := 13 + 3*(2<<(table[10]&7))
	files["GIF"] = bytes.Join([][]byte{table[:at], []byte("\x21\xff\x0bICCRGBG1012"), inBlocks(profile), table[at:]}, nil)
	return files
}

// paletteOf is a directory of a small picture with a palette.
func paletteOf(order binary.AppendByteOrder) *ifd {
	pix := make([]byte, 64)
	var colours []int
	for i := range 3 * 256 {
		colours = append(colours, i*i%65536&^255)
	}
	for i := range pix {
		pix[i] = byte(4 * i)
	}
	return &ifd{strips: pix, at: 273, values: []value{short(order, 256, 8), short(order, 257, 8), short(order, 258, 8), short(order, 259, 1), short(order, 262, 3),
		short(order, 277, 1), short(order, 278, 8), short(order, 320, colours...), {279, 4, 1, order.AppendUint32(nil, 64)}}}
}

// grayPage is a directory of a small gray picture.
func grayPage(order binary.AppendByteOrder) *ifd {
	d := paletteOf(order)
	d.values[4] = short(order, 262, 1)
	d.values = append(d.values[:7], d.values[8])
	return d
}

// Every reader accepts the profile of every result: littlecms makes a transform of it for the pixels
// that Pillow reads, and libpng, libwebp and vips don't warn. Readers see the pixels of a WebP and of
// a palette as RGB, and those of a gray PNG, TIFF or JPEG as gray.
func TestReadersAcceptProfiles(t *testing.T) {
	t.Parallel()
	interpreter := testkit.Python(t, "PIL.ImageCms")
	mixed := rgbProfile() // three curves: no gray profile can replace it
	at := bytes.Index(mixed, []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01"))
	mixed[at+13]++
	profiles := map[string][]byte{"gamma": rgbProfile(), "sRGB": icc.Colours(icc.SRGBGray()), "three curves": mixed, "gray": icc.GrayGamma(1.8), "bad": rgbProfile()[:200]}
	folder := t.TempDir()
	var paths, names []string
	var to []Format
	n := 0
	for _, kind := range slices.Sorted(maps.Keys(profiles)) {
		files := profiledFiles(t, profiles[kind])
		for _, name := range slices.Sorted(maps.Keys(files)) {
			for _, format := range writable {
				for _, look := range []string{"neutral", "gamma=1.3", "1bit=otsu"} {
					if n++; n%testkit.Pick(11, 5, 1) > 0 {
						continue
					}
					got := convertedTo(t, files[name], format, look)
					path := filepath.Join(folder, fmt.Sprintf("%d%s", len(paths), format.Info().Extensions[0]))
					if err := os.WriteFile(path, got.File, 0o600); err != nil {
						t.Fatal(err)
					}
					paths, names, to = append(paths, path), append(names, fmt.Sprintf("%s with profile %s as %s, %s", name, kind, format, look)), append(to, format)
				}
			}
		}
	}
	out, err := exec.Command(interpreter, append([]string{"-c", judgeProfiles}, paths...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(paths) {
		t.Fatalf("%d verdicts for %d files", len(lines), len(paths))
	}
	for i, line := range lines {
		var space, mode string
		fmt.Sscan(line, &space, &mode)
		switch {
		case space == "error":
			t.Errorf("%s: %s", names[i], line)
		case space == "none" && !strings.Contains(names[i], "bad") && !strings.Contains(names[i], "gray as") && to[i] != BMP && to[i] != GIF && !strings.Contains(names[i], "profile gray") && !strings.Contains(names[i], "three curves"):
			t.Errorf("%s: the profile is gone", names[i])
		}
	}
	judge := func(tool string, arguments ...string) {
		testkit.Tool(t, tool)
		for from := 0; from < len(paths); from += 200 {
			list := paths[from:min(len(paths), from+200)]
			out, err := exec.Command(tool, append(arguments, list...)...).CombinedOutput()
			for line := range strings.Lines(string(out)) {
				if text := strings.ToLower(strings.ReplaceAll(line, folder, "")); strings.Contains(text, "warn") || strings.Contains(text, "error") || strings.Contains(text, "profile") {
					t.Errorf("%s: %s (%v)", tool, line, err)
				}
			}
		}
	}
	judge("vipsheader")
	judge("identify")
	for i := 0; i < len(paths); i++ {
		if to[i] != PNG {
			paths = append(paths[:i], paths[i+1:]...)
			to = append(to[:i], to[i+1:]...)
			i--
		}
	}
	judge("pngcheck", "-q")
}
