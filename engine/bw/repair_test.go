package bw

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	stdjpeg "image/jpeg"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

// drawn is a picture with colours, smooth and busy places.
func drawn(width, height int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetNRGBA(x, y, color.NRGBA{uint8(x * 3), uint8(y*2 + x*y%31), uint8(x ^ y), 255})
		}
	}
	return img
}

// breakableJPEG is one as a JPEG file.
func breakableJPEG(t testing.TB, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdjpeg.Encode(&b, drawn(width, height), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func noteOf(r Report, code NoteCode) (n Note, ok bool) {
	for _, n := range r.Notes {
		if n.Code == code {
			return n, true
		}
	}
	return n, false
}

// Every way of converting a photo that breaks off refuses it, with how much is there, or keeps
// what is there where that was asked for; the pixels before the damage are those of the whole
// photo.
func TestDamagedJPEG(t *testing.T) {
	ctx := context.Background()
	file := breakableJPEG(t, 320, 240)
	cut := file[:len(file)*6/10]
	for _, look := range []string{"neutral", "red", "neutral contrast=1.3", "neutral gamma=0.8", "mix(80,30,-10) brightness=0.1", "neutral 1bit=threshold(128)"} {
		for _, format := range []Format{Keep, PNG, TIFF} {
			o := Options{Look: parsed(t, look), Format: format}
			_, err := Convert(ctx, cut, o, ServerLimits)
			if err == nil || fault.KindOf(err) != fault.Damaged || !strings.Contains(err.Error(), "the picture stops at 5") {
				t.Errorf("%s as %s: %v", look, format, err)
			}
			o.Damaged = KeepDamaged
			kept, err := Convert(ctx, cut, o, ServerLimits)
			if err != nil {
				t.Errorf("%s as %s: %v", look, format, err)
				continue
			}
			note, ok := noteOf(kept.Report, NoteDamaged)
			if !ok || len(note.Args) != 1 || note.Args[0][0] != '5' || kept.Report.Lossless {
				t.Errorf("%s as %s: the report is %+v", look, format, kept.Report)
			}
			whole, err := Convert(ctx, file, o, ServerLimits)
			if err != nil || len(whole.Report.Notes) >= len(kept.Report.Notes) {
				t.Errorf("%s as %s: %+v, %v", look, format, whole.Report, err)
			}
			got, want := pixels(t, kept.File), pixels(t, whole.File)
			for y := 0; y < 96; y += 7 { // chroma reaches into the row of blocks before
				for x := 0; x < 320; x += 5 {
					if a, b := got.At(x, y), want.At(x, y); a != b && (o.Format != Keep || look != "neutral 1bit=threshold(128)") {
						t.Fatalf("%s as %s: pixel %d, %d is %v in place of %v", look, format, x, y, a, b)
					}
				}
			}
		}
	}
}

// pixels decodes a file that must be whole.
func pixels(t testing.TB, file []byte) image.Image {
	t.Helper()
	img, err := Decode(context.Background(), file, ServerLimits, 0)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// A photo that lacks nothing but the end of its file is converted without a question, by
// coefficients and by pixels, and the report says so without calling it a loss.
func TestWithoutEnd(t *testing.T) {
	file := breakableJPEG(t, 100, 60)
	for _, end := range []string{"", "\xff", "\x00\x00", "more", strings.Repeat("\x00", 1000), "\xff\xc4\x00\x03\x00"} {
		for _, o := range []Options{{}, {Damaged: RefuseDamaged}, {Damaged: KeepDamaged}, {Look: parsed(t, "red")}, {Format: PNG}, {Look: parsed(t, "neutral gamma=2")}} {
			r, err := Convert(context.Background(), append(bytes.Clone(file[:len(file)-2]), end...), o, ServerLimits)
			if err != nil {
				t.Errorf("%q, %+v: %v", end, o, err)
				continue
			}
			whole, err := Convert(context.Background(), file, o, ServerLimits)
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := noteOf(r.Report, NoteEnd); !ok || len(r.Report.Notes) != len(whole.Report.Notes)+1 || r.Report.Lossless != whole.Report.Lossless {
				t.Errorf("%q, %+v: %+v", end, o, r.Report)
			}
			a, b := pixels(t, r.File), pixels(t, whole.File)
			for y := range 60 {
				for x := range 100 {
					if a.At(x, y) != b.At(x, y) {
						t.Fatalf("%q, %+v: pixel %d, %d differs", end, o, x, y)
					}
				}
			}
		}
	}
	for _, maxSide := range []int{0, 20} {
		if _, d, err := Salvage(context.Background(), file[:len(file)-2], ServerLimits, maxSide); err != nil || !d.Whole() {
			t.Errorf("shown with %v, %v", d, err)
		}
	}
}

// Repair is no way around the limits.
func TestDamagedOverLimits(t *testing.T) {
	file := breakableJPEG(t, 100, 60)
	file = file[:len(file)-100]
	for _, limits := range []Limits{{Pixels: 5000}, {Bytes: 100}} {
		_, err := Convert(context.Background(), file, Options{Damaged: KeepDamaged}, limits)
		_, _, shown := Salvage(context.Background(), file, limits, 0)
		if err == nil || shown == nil || fault.KindOf(err) != fault.TooLarge || fault.KindOf(shown) != fault.TooLarge {
			t.Errorf("%+v: %v, %v", limits, err, shown)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Convert(ctx, file, Options{Damaged: KeepDamaged}, ServerLimits); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// The option is the same on all wires.
func TestDamagedOption(t *testing.T) {
	for _, d := range []DamagePolicy{"", RefuseDamaged, KeepDamaged} {
		got, err := ParseOptions(Options{Damaged: d}.Fields())
		if err != nil || got.Damaged != d {
			t.Errorf("%q became %q, %v", d, got.Damaged, err)
		}
	}
	if _, err := ParseOptions(map[string]any{"damaged": "mend"}); err == nil || !strings.Contains(err.Error(), "refuse, keep") {
		t.Error(err)
	}
	if _, ok := (Options{}).Fields()["damaged"]; ok {
		t.Error("what nobody asked for is sent to servers that may not know it")
	}
}

// libjpeg reads what became of CMYK, YCCK and RGB files that break off without a warning.
func TestDamagedModels(t *testing.T) {
	script := `
import sys
from PIL import Image
img = Image.effect_noise((200, 150), 60).convert("RGB")
img.convert("CMYK").save(sys.argv[1] + "/cmyk.jpg")
img.convert("CMYK").save(sys.argv[1] + "/progressive.jpg", progressive=True)
img.save(sys.argv[1] + "/rgb.jpg", keep_rgb=True)
img.convert("L").save(sys.argv[1] + "/gray.jpg")
`
	dir := t.TempDir()
	run(t, testkit.Python(t, "PIL"), "-c", script, dir)
	names, _ := filepath.Glob(filepath.Join(dir, "*.jpg"))
	if len(names) != 4 {
		t.Fatal(names)
	}
	for _, name := range names {
		file := read(t, name)
		for _, n := range []int{len(file) / 2, len(file) * 9 / 10} {
			for _, look := range []string{"neutral", "red"} {
				o := Options{Damaged: KeepDamaged, Look: parsed(t, look)}
				kept, err := Convert(context.Background(), file[:n], o, ServerLimits)
				if err != nil {
					t.Errorf("%s, %s: %v", name, look, err)
					continue
				}
				out := filepath.Join(dir, "out.jpg")
				if err := os.WriteFile(out, kept.File, 0o600); err != nil {
					t.Fatal(err)
				}
				run(t, testkit.Tool(t, "djpeg"), "-outfile", os.DevNull, out)
			}
		}
	}
}

// Pillow, told to take files that break off, sees the same above the damage.
func TestDamagedAgainstPillow(t *testing.T) {
	dir := t.TempDir()
	const draw = `
import sys
from PIL import Image
img = Image.effect_mandelbrot((200, 150), (-2, -1, 1, 1), 60).convert("RGB")
img = Image.merge("RGB", [img.getchannel(0), img.rotate(90).getchannel(0), Image.effect_noise((200, 150), 50)])
d = sys.argv[1] + "/"
img.save(d + "a.png"); img.quantize(40).save(d + "palette.png"); img.convert("L").save(d + "gray.png")
img.quantize(40).save(d + "a.gif", interlace=0); img.save(d + "a.bmp"); img.quantize(40).save(d + "palette.bmp")
`
	const compare = `
import sys
from PIL import Image, ImageFile
ImageFile.LOAD_TRUNCATED_IMAGES = True
cut, kept, top, bottom = Image.open(sys.argv[1]).convert("RGB").convert("L"), Image.open(sys.argv[2]).convert("L"), int(sys.argv[3]), int(sys.argv[4])
box = (0, top, 200, bottom)
print(max(abs(a - b) for a, b in zip(cut.crop(box).getdata(), kept.crop(box).getdata())))
`
	run(t, testkit.Python(t, "PIL"), "-c", draw, dir)
	names, _ := filepath.Glob(filepath.Join(dir, "*.*"))
	if len(names) != 6 {
		t.Fatal(names)
	}
	parts := []int{40, 75, 97}
	for i, name := range names {
		file := read(t, name)
		for _, part := range testkit.Pick(parts[:1], parts[i%3:i%3+1], parts) {
			cut, kept := filepath.Join(dir, "cut"+filepath.Ext(name)), filepath.Join(dir, "kept"+filepath.Ext(name))
			broken := file[:len(file)*part/100]
			result, err := Convert(context.Background(), broken, Options{Damaged: KeepDamaged}, ServerLimits)
			if err != nil {
				t.Errorf("%s, %d %%: %v", filepath.Base(name), part, err)
				continue
			}
			note, _ := noteOf(result.Report, NoteDamaged)
			percent := 0
			if len(note.Args) == 1 {
				percent, _ = strconv.Atoi(note.Args[0])
			}
			if percent < part-25 || percent > 99 {
				t.Errorf("%s, %d %%: %+v", filepath.Base(name), part, result.Report)
			}
			for path, file := range map[string][]byte{cut: broken, kept: result.File} {
				if err := os.WriteFile(path, file, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			top, bottom := 0, 150*percent/100
			if filepath.Ext(name) == ".gif" { // of which Pillow gives up the last pixels that are there
				bottom -= 4
			}
			if filepath.Ext(name) == ".bmp" { // upside down
				top, bottom = 150-bottom, 150
			}
			if said := strings.TrimSpace(run(t, testkit.Python(t, "PIL"), "-c", compare, cut, kept, strconv.Itoa(top), strconv.Itoa(bottom))); said != "0" {
				t.Errorf("%s, %d %%: it differs by %s from what Pillow sees", filepath.Base(name), part, said)
			}
		}
	}
}

// A TIFF file keeps the strips that can be read: all but the last ones of a file that breaks off, and
// those around one whose data is wrong.
func TestDamagedTIFF(t *testing.T) {
	dir := t.TempDir()
	run(t, testkit.Python(t, "PIL"), "-c", `
import sys
from PIL import Image
img = Image.effect_noise((200, 150), 60).convert("RGB")
for c in ("raw", "tiff_adobe_deflate", "packbits"): img.save(sys.argv[1] + "/" + c + ".tif", compression=c, tiffinfo={278: 10})
`, dir)
	for _, c := range []string{"raw", "tiff_adobe_deflate", "packbits"} {
		file := read(t, filepath.Join(dir, c+".tif"))
		broken := bytes.Clone(file)
		if c == "raw" {
			broken = broken[:len(file)*6/10]
		} else { // their directory is at the end
			for i := len(file) * 6 / 10; i < len(file)*6/10+3000; i++ {
				broken[i] = 0x80
			}
		}
		if _, err := Convert(context.Background(), broken, Options{}, ServerLimits); err == nil || fault.KindOf(err) != fault.Damaged {
			t.Errorf("%s: %v", c, err)
		}
		kept, err := Convert(context.Background(), broken, Options{Damaged: KeepDamaged}, ServerLimits)
		if err != nil {
			t.Errorf("%s: %v", c, err)
			continue
		}
		if _, ok := noteOf(kept.Report, NoteDamaged); !ok || kept.Report.Lossless {
			t.Errorf("%s: %+v", c, kept.Report)
		}
		whole, err := Convert(context.Background(), file, Options{}, ServerLimits)
		if err != nil {
			t.Fatal(err)
		}
		got, want := pixels(t, kept.File), pixels(t, whole.File)
		for y := range 60 {
			for x := range 200 {
				if got.At(x, y) != want.At(x, y) {
					t.Fatalf("%s: pixel %d, %d", c, x, y)
				}
			}
		}
		if c != "raw" && got.At(100, 149) != want.At(100, 149) {
			t.Errorf("%s: what is behind the gap is lost", c)
		}
	}
}
