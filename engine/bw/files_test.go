package bw

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"path/filepath"
	"strings"
	"testing"

	_ "image/gif"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"

	"pretobranco/engine/testkit"
)

// everyFormat returns small files of every format that is read, by name. They are in the
// repository, so that a machine with Go alone tests all of them.
func everyFormat(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	found := map[Format]bool{}
	add := func(name string, file []byte) {
		files[name] = file
		found[Sniff(file)] = true
	}
	for _, pattern := range []string{"testdata/made/*", "jpeg/testdata/*.jpg", "heif/testdata/*"} {
		names, err := filepath.Glob(filepath.FromSlash(pattern))
		if err != nil || len(names) < 10 {
			t.Fatalf("%d files in %s, %v", len(names), pattern, err)
		}
		for _, name := range names {
			add(filepath.Base(name), read(t, name))
		}
	}
	var b bytes.Buffer
	img := image.NewNRGBA(image.Rect(0, 0, 61, 43))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * i >> 7)
	}
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	add("png", b.Bytes())
	for _, row := range formats {
		if !found[row.Format] {
			t.Errorf("no file is %s", row.Format)
		}
	}
	return files
}

// TestEveryFormat converts a file of every format to every format that is written, and holds what
// is lossless against the standard library's decoders.
func TestEveryFormat(t *testing.T) {
	t.Parallel()
	for name, file := range everyFormat(t) {
		before, err := ReadHeader(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		width, height := before.Upright()
		for i, format := range []Format{Keep, JPEG, PNG, GIF, BMP, TIFF, WebP} {
			if format != Keep && (len(name)+i)%testkit.Pick(7, 4, 1) > 0 {
				continue
			}
			got, err := Convert(context.Background(), file, Options{Format: format}, ServerLimits)
			if err != nil {
				t.Errorf("%s as %s: %v", name, format, err)
				continue
			}
			after, err := ReadHeader(got.File)
			if err != nil {
				t.Errorf("%s as %s: %v", name, format, err)
				continue
			}
			if w, h := after.Upright(); w != width || h != height {
				t.Errorf("%s as %s: %d x %d became %d x %d", name, format, width, height, w, h)
			}
			if format == Keep || format == PNG {
				sameGray(t, name, file, got)
			}
		}
	}
}

// sameGray compares the pixels of a file with those of a result that is lossless, if the standard
// library reads both. It reads the first frame or page. Samples that a lossy file decodes to are no
// judge: its luma is copied, while the library computes gray from rounded colours.
func sameGray(t *testing.T, name string, file []byte, got Result) {
	t.Helper()
	want, kind, err := image.Decode(bytes.NewReader(file))
	if err != nil || !got.Report.Lossless || kind == "jpeg" || strings.Contains(name, "lossy") || strings.Contains(name, "jpeg") ||
		strings.Contains(name, "group") { // faxes, whose black and white the library exchanges
		return
	}
	img, _, err := image.Decode(bytes.NewReader(got.File))
	if err != nil {
		return
	}
	if img.Bounds().Size() != want.Bounds().Size() {
		t.Errorf("%s: %v became %v", name, want.Bounds(), img.Bounds())
		return
	}
	from, to := want.Bounds().Min, img.Bounds().Min
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			c := color.NRGBAModel.Convert(want.At(from.X+x, from.Y+y)).(color.NRGBA)
			g := color.NRGBAModel.Convert(img.At(to.X+x, to.Y+y)).(color.NRGBA)
			gray := (299*int(c.R) + 587*int(c.G) + 114*int(c.B) + 500) / 1000
			if c.A != g.A || c.A > 0 && (g.R != g.G || g.G != g.B || max(int(g.R)-gray, gray-int(g.R)) > 1) {
				t.Errorf("%s as %s: pixel %d, %d is %v, and was %v", name, got.Report.Format, x, y, g, c)
				return
			}
		}
	}
}
