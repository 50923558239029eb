package bw

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

// pale is a picture without black and white: its grays run from about 60 to 190, with a few darker and
// lighter pixels.
func pale(width, height int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			v := 60 + 130*x/width
			c := color.NRGBA{uint8(v + y%7), uint8(v), uint8(v - x%5), 255}
			if (x*31+y*17)%997 == 0 {
				c = color.NRGBA{uint8(y), uint8(y), uint8(x), 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func pngOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestAutoLevels has the same black and white point as Pillow's ImageOps.autocontrast with a cutoff of
// 0.5 %, in files of every kind that is read exactly, and the same pixels but for rounding: Pillow
// rounds the gray before, whose contrast then doubles, and rounds down after.
func TestAutoLevels(t *testing.T) {
	folder := t.TempDir()
	var paletted bytes.Buffer
	indexed := image.NewPaletted(image.Rect(0, 0, 200, 100), nil)
	for i := range 200 {
		indexed.Palette = append(indexed.Palette, color.NRGBA{uint8(40 + i/2), uint8(50 + i/2), 70, 255})
	}
	for i := range indexed.Pix {
		indexed.Pix[i] = uint8(i * 7 % 200)
	}
	if err := gif.Encode(&paletted, indexed, nil); err != nil {
		t.Fatal(err)
	}
	gray := image.NewGray(image.Rect(0, 0, 300, 200))
	for i := range gray.Pix {
		gray.Pix[i] = uint8(70 + i%300/4 + i/300/5)
	}
	script := `
import sys
from PIL import Image, ImageOps
for name in sys.argv[1:]:
    before = Image.open(name).convert("RGB").convert("L")
    want = ImageOps.autocontrast(before, cutoff=0.5)
    got = Image.open(name + ".out").convert("L")
    print(max(abs(a - b) for a, b in zip(want.getdata(), got.getdata())), sum(a != b for a, b in zip(before.getdata(), got.getdata())))
`
	args := []string{"-c", script}
	for name, file := range map[string][]byte{"rgb.png": pngOf(t, pale(500, 300)), "gray.png": pngOf(t, gray), "indexed.gif": paletted.Bytes()} {
		out, err := Convert(t.Context(), file, Options{Look: parsed(t, "levels=auto")}, OwnLimits)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, name)
		for path, content := range map[string][]byte{path: file, path + ".out": out.File} {
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		args = append(args, path)
	}
	report, err := exec.Command(testkit.Python(t, "PIL"), args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(report)), "\n") {
		fields := strings.Fields(line)
		off, _ := strconv.Atoi(fields[0])
		if changed, _ := strconv.Atoi(fields[1]); off > 2 || changed == 0 {
			t.Errorf("%s: off by %d, %d pixels changed", filepath.Base(args[2+i]), off, changed)
		}
	}
}

// TestAutoLevelsOfJPEG stay on coefficients: a photo with levels is not compressed a second time, and its
// result is the same as with the numbers that were found. Large photos are measured at a smaller size.
func TestAutoLevelsOfJPEG(t *testing.T) {
	for _, size := range []image.Point{{320, 200}, {2500, 900}} {
		var file bytes.Buffer
		if err := jpeg.Encode(&file, pale(size.X, size.Y), &jpeg.Options{Quality: 95}); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"levels=auto", "red levels=auto"} {
			h, err := ReadHeader(file.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			l, err := measured(t.Context(), file.Bytes(), h, parsed(t, text))
			if err != nil {
				t.Fatal(err)
			}
			black, white := l.Levels().Points()
			if math.Abs(255*black-62) > 5 || math.Abs(255*white-191) > 6 {
				t.Errorf("%s at %v: black %g and white %g", text, size, 255*black, 255*white)
			}
			out, err := Convert(t.Context(), file.Bytes(), Options{Look: parsed(t, text)}, OwnLimits)
			if err != nil {
				t.Fatal(err)
			}
			if out.Report.Quality != 0 || len(out.Report.Notes) != 1 || out.Report.Notes[0].Code != NoteMixed {
				t.Errorf("%s: it was compressed a second time: %+v", text, out.Report)
			}
			fixed, err := Convert(t.Context(), file.Bytes(), Options{Look: l}, OwnLimits)
			if err != nil || !bytes.Equal(fixed.File, out.File) {
				t.Errorf("%s: other bytes than with %s, %v", text, l, err)
			}
		}
	}
}

// TestAutoLevelsOfFrames are the same for all frames of an animation: it does not flicker.
func TestAutoLevelsOfFrames(t *testing.T) {
	var g gif.GIF
	for _, from := range []int{60, 120} {
		frame := image.NewPaletted(image.Rect(0, 0, 64, 64), nil)
		for i := range 64 {
			frame.Palette = append(frame.Palette, color.Gray{uint8(from + i)})
		}
		for i := range frame.Pix {
			frame.Pix[i] = uint8(i % 64)
		}
		g.Image, g.Delay = append(g.Image, frame), append(g.Delay, 10)
	}
	var file bytes.Buffer
	if err := gif.EncodeAll(&file, &g); err != nil {
		t.Fatal(err)
	}
	out, err := Convert(t.Context(), file.Bytes(), Options{Look: parsed(t, "levels=auto")}, OwnLimits)
	if err != nil {
		t.Fatal(err)
	}
	got, err := gif.DecodeAll(bytes.NewReader(out.File))
	if err != nil || len(got.Image) != 2 {
		t.Fatalf("%v", err)
	}
	// From 60 to 183 in both: the first frame has black, the second white.
	for i, at := range []struct{ x, want int }{{0, 0}, {63, 255}} {
		if v := color.GrayModel.Convert(got.Image[i].At(at.x, 0)).(color.Gray).Y; int(v) != at.want {
			t.Errorf("frame %d: %d, want %d", i, v, at.want)
		}
	}
	if v := color.GrayModel.Convert(got.Image[1].At(0, 0)).(color.Gray).Y; v < 100 || v > 140 {
		t.Errorf("the second frame has levels of its own: it begins at %d", v)
	}
}

// TestAutoLevelsOfOne: a picture of one gray, one whose pixels are all transparent, and one pixel stay as they are.
func TestAutoLevelsOfOne(t *testing.T) {
	flat := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	clear := image.NewNRGBA(flat.Rect)
	for i := range flat.Pix {
		flat.Pix[i] = 255
		if i%4 < 3 {
			flat.Pix[i] = 90
		}
	}
	for name, img := range map[string]image.Image{"flat": flat, "clear": clear, "one": flat.SubImage(image.Rect(0, 0, 1, 1))} {
		file := pngOf(t, img)
		auto, err := Convert(context.Background(), file, Options{Look: parsed(t, "levels=auto")}, OwnLimits)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		plain, err := Convert(context.Background(), file, Options{}, OwnLimits)
		if err != nil || !bytes.Equal(auto.File, plain.File) {
			t.Errorf("%s is changed, %v", name, err)
		}
	}
}
