package heif

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/bw/raster"
	"pretobranco/engine/testkit"
)

// run runs a program in a folder.
func run(t testing.TB, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(testkit.Tool(t, name), args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

// scene draws a picture whose every row, column and quarter differ: colour of 8 or 16 bits, or
// gray. It is smooth, so that no codec has trouble with it.
func scene(width, height int, gray, deep bool) image.Image {
	at := func(x, y int) color.NRGBA64 {
		wave := func(v, period int) int { // 0 to 1000 and back
			v %= 2 * period
			return min(v, 2*period-v) * 1000 / period
		}
		r := 8000 + 24*wave(x, 23) + 24*wave(y, 31)
		g := 6000 + 30*wave(x+2*y, 67) + 20*x
		b := 9000 + 40*wave(3*x+y, 131) + 20*y
		return color.NRGBA64{R: uint16(min(r, 0xffff)), G: uint16(min(g, 0xffff)), B: uint16(min(b, 0xffff)), A: 0xffff}
	}
	rect := image.Rect(0, 0, width, height)
	switch {
	case gray && deep:
		img := image.NewGray16(rect)
		for y := range height {
			for x := range width {
				img.Set(x, y, at(x, y))
			}
		}
		return img
	case gray:
		img := image.NewGray(rect)
		for y := range height {
			for x := range width {
				img.Set(x, y, at(x, y))
			}
		}
		return img
	case deep:
		img := image.NewNRGBA64(rect)
		for y := range height {
			for x := range width {
				img.SetNRGBA64(x, y, at(x, y))
			}
		}
		return img
	}
	img := image.NewNRGBA(rect)
	for y := range height {
		for x := range width {
			img.Set(x, y, at(x, y))
		}
	}
	return img
}

func writePNG(t testing.TB, path string, img image.Image) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readPNG(t testing.TB, path string) image.Image {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// encode has heif-enc make one file of pictures of these sizes, and returns it.
func encode(t testing.TB, sizes []image.Point, gray, deep bool, options ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	args := append([]string{"-p", "preset=ultrafast", "-q", "90"}, options...)
	out := "out.heic"
	if slices.Contains(options, "-A") {
		args, out = append([]string{"-p", "speed=9", "-q", "90"}, options...), "out.avif"
	}
	for n, size := range sizes {
		name := fmt.Sprintf("%05d.png", n)
		writePNG(t, filepath.Join(dir, name), scene(size.X, size.Y, gray, deep))
		args = append(args, name)
	}
	run(t, dir, "heif-enc", append(args, "-o", out)...)
	file, err := os.ReadFile(filepath.Join(dir, out))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// judged returns the pictures of a file as heif-convert has them: the main picture, then the
// others as the file lists them.
func judged(t testing.TB, file []byte) (all []image.Image) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "in.heic"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, dir, "heif-convert", "--quiet", "in.heic", "out.png")
	if _, err := os.Stat(filepath.Join(dir, "out.png")); err == nil {
		return []image.Image{readPNG(t, filepath.Join(dir, "out.png"))}
	}
	names, err := filepath.Glob(filepath.Join(dir, "out-*.png"))
	if err != nil || len(names) == 0 {
		t.Fatalf("heif-convert wrote nothing (%v)", err)
	}
	for n := range names {
		all = append(all, readPNG(t, filepath.Join(dir, fmt.Sprintf("out-%d.png", n+1))))
	}
	return all
}

// shown decodes a file's main picture and turns it, and holds that the header agrees.
func shown(t testing.TB, file []byte, lumaOnly bool) (image.Image, Header, error) {
	t.Helper()
	kind := kindOf(t, file)
	h, err := ReadHeader(kind, file)
	if err != nil {
		return nil, h, err
	}
	img, again, _, err := Decode(context.Background(), kind, file, lumaOnly)
	if err != nil {
		return nil, h, err
	}
	if size := img.Bounds().Size(); h != again || size.X != h.Width || size.Y != h.Height {
		t.Errorf("the header says %+v, the decoder %+v of %v", h, again, size)
	}
	if raster.Deep(img) {
		gray, _, err := raster.Gray(context.Background(), img, nil)
		if err != nil {
			t.Fatal(err)
		}
		if lumaOnly {
			return raster.Orient(gray, h.Orientation), h, nil
		}
		deep := image.NewNRGBA64(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				deep.Set(x, y, img.At(img.Bounds().Min.X+x, img.Bounds().Min.Y+y))
			}
		}
		return raster.Orient(deep, h.Orientation), h, nil
	}
	if lumaOnly {
		if img, _, err = raster.Gray(context.Background(), img, nil); err != nil {
			t.Fatal(err)
		}
	}
	return raster.Orient(img, h.Orientation), h, nil
}

// off returns how far two pictures are from each other, in steps of 8 bits: the mean for each
// colour, and for gray.
func off(t testing.TB, got, want image.Image) (colours [3]float64, gray float64) {
	t.Helper()
	b, w := got.Bounds(), want.Bounds()
	if b.Size() != w.Size() {
		t.Errorf("%v, and not %v", b.Size(), w.Size())
		return [3]float64{999, 999, 999}, 999
	}
	distance := func(a, b uint32) float64 { return float64(max(a, b)-min(a, b)) / 257 }
	n := float64(b.Dx() * b.Dy())
	for y := range b.Dy() {
		for x := range b.Dx() {
			r1, g1, b1, _ := got.At(b.Min.X+x, b.Min.Y+y).RGBA()
			r2, g2, b2, _ := want.At(w.Min.X+x, w.Min.Y+y).RGBA()
			colours[0] += distance(r1, r2) / n
			colours[1] += distance(g1, g2) / n
			colours[2] += distance(b1, b2) / n
			gray += distance((299*r1+587*g1+114*b1)/1000, (299*r2+587*g2+114*b2)/1000) / n
		}
	}
	return colours, gray
}

// alike holds a file's main picture against what heif-convert made of it.
func alike(t testing.TB, name string, file []byte, want image.Image, colours, gray float64) {
	t.Helper()
	for _, lumaOnly := range []bool{false, true} {
		got, _, err := shown(t, file, lumaOnly)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		c, g := off(t, got, want)
		if g > gray || !lumaOnly && max(c[0], c[1], c[2]) > colours {
			t.Errorf("%s, luma only %v: a %T of %v is off by %.2f in gray, %.2f in colours", name, lumaOnly, got, got.Bounds().Size(), g, c)
		}
	}
}

// mains returns copies of a file, each with another of its shown pictures as the main one, in the
// order in which heif-convert writes them.
func mains(t testing.TB, file []byte) (files [][]byte) {
	t.Helper()
	c, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range c.order {
		if picture(i) && !i.hidden && len(i.refers("thmb"))+len(i.refers("auxl")) == 0 {
			files = append(files, withMain(file, i.id))
		}
	}
	return files
}

// withMain returns a copy of a file with another main picture.
func withMain(file []byte, id uint64) []byte {
	out := bytes.Clone(file)
	pitm := find(find(out, "meta")[4:], "pitm")
	pitm[4], pitm[5] = byte(id>>8), byte(id)
	return out
}

// variants are the ways to code a picture that heif-enc has.
var variants = []struct {
	name       string
	gray, deep bool
	options    []string
}{
	{"4:2:0", false, false, []string{"-p", "chroma=420"}},
	{"4:2:2", false, false, []string{"-p", "chroma=422"}},
	{"4:4:4", false, false, []string{"-p", "chroma=444"}},
	{"gray", true, false, nil},
	{"10 bits", false, true, []string{"-b", "10"}},
	{"10 bits 4:4:4", false, true, []string{"-b", "10", "-p", "chroma=444"}},
	{"12 bits 4:2:2", false, true, []string{"-b", "12", "-p", "chroma=422"}},
	{"10 bits gray", true, true, []string{"-b", "10"}},
	{"12 bits gray", true, true, []string{"-b", "12"}},
	{"AVIF", false, false, []string{"-A"}},
	{"AVIF gray", true, false, []string{"-A"}},
}

// TestEverySize compares pictures of every width and every height up to 130 with libheif's. Its
// planes are at least 64 samples wide, which came out as the wrong rows of narrow pictures.
// PRETOBRANCO_EVERY_SIZE makes it every width with every height.
func TestEverySize(t *testing.T) {
	const longest = 130
	step := testkit.Pick(43, 13, 1)
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			for first := 1; first <= longest; first++ {
				var sizes []image.Point
				for width := 1 + (first-1)%step; width <= longest; width += step {
					sizes = append(sizes, image.Pt(width, 1+(width*37+first)%longest))
				}
				file := encode(t, sizes, v.gray, v.deep, v.options...)
				want := judged(t, file)
				files := mains(t, file)
				if len(files) != len(want) {
					t.Fatalf("%d pictures, for heif-convert %d", len(files), len(want))
				}
				for n, file := range files {
					alike(t, fmt.Sprint(want[n].Bounds().Size()), file, want[n], 4, 1)
				}
				if os.Getenv("PRETOBRANCO_EVERY_SIZE") == "" {
					break
				}
			}
		})
	}
}
