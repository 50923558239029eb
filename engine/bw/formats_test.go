package bw

import (
	"bytes"
	"context"
	"image"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/raster"
)

// writable are the formats that a result can have.
var writable = []Format{JPEG, PNG, GIF, BMP, TIFF, WebP}

// Every format goes to every other, and says truly what became of it.
func TestEveryFormatToEvery(t *testing.T) {
	t.Parallel()
	for name, file := range samples(t) {
		before, err := ReadHeader(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range writable {
			got, err := Convert(context.Background(), file, Options{Format: format}, OwnLimits)
			if err != nil {
				t.Errorf("%s as %s: %v", name, format, err)
				continue
			}
			after, err := ReadHeader(got.File)
			if err != nil {
				t.Errorf("%s as %s: the result: %v", name, format, err)
				continue
			}
			r := got.Report
			if r.Format != format || after.Format != format || r.Width != before.Width || after.Width != before.Width || after.Height != before.Height || r.Frames != after.Frames {
				t.Errorf("%s as %s: %+v became %+v, reported as %+v", name, format, before, after, r)
			}
			if after.Frames != before.Frames && !strings.Contains(r.Why, " frames: ") && !strings.Contains(r.Why, " pages: ") {
				t.Errorf("%s as %s: %d frames became %d without a word: %+v", name, format, before.Frames, after.Frames, r)
			}
			if gray, err := Decode(context.Background(), got.File, OwnLimits, 0); err != nil || !isGray(gray) {
				t.Errorf("%s as %s: the result is not gray (%v)", name, format, err)
			}
		}
	}
}

func isGray(img image.Image) bool {
	_, already, err := raster.Gray(context.Background(), img, &codec.Tone{Row8: codec.Neutral.Row8, Row16: codec.Neutral.Row16})
	return err == nil && already
}

// Gray pictures come back as they were.
func TestGrayPassesThrough(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"*gray*", "*bilevel*", "*even*"} {
		for _, name := range made(t, pattern) {
			file := read(t, name)
			got, err := Convert(context.Background(), file, Options{}, OwnLimits)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Report.Gray || !got.Report.Lossless || !bytes.Equal(got.File, file) {
				t.Errorf("%s: %+v, the same bytes: %v", filepath.Base(name), got.Report, bytes.Equal(got.File, file))
			}
		}
	}
}

// What was made gray is gray for the next run.
func TestTwice(t *testing.T) {
	t.Parallel()
	for name, file := range samples(t) {
		once, err := Convert(context.Background(), file, Options{}, OwnLimits)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := Convert(context.Background(), once.File, Options{}, OwnLimits)
		if err != nil || !twice.Report.Gray || !bytes.Equal(once.File, twice.File) {
			t.Errorf("%s: %+v, %v", name, twice.Report, err)
		}
	}
}

func TestPreview(t *testing.T) {
	t.Parallel()
	for name, file := range everyFormat(t) {
		h, err := ReadHeader(file)
		if err != nil {
			t.Fatal(err)
		}
		img, err := Decode(context.Background(), file, OwnLimits, 40)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		w, height := h.Upright()
		b := img.Bounds()
		if max(b.Dx(), b.Dy()) != 40 || (b.Dx() > b.Dy()) != (w > height) {
			t.Errorf("%s: %d x %d became %v", name, w, height, b)
		}
	}
}

// Black and white is the same however a TIFF packs it.
func TestFaxesAlike(t *testing.T) {
	t.Parallel()
	var first []byte
	for _, name := range made(t, "tiff-bilevel-*.tif") {
		got, err := Convert(context.Background(), read(t, name), Options{Format: PNG}, OwnLimits)
		if err != nil {
			t.Fatal(err)
		}
		img, err := Decode(context.Background(), got.File, OwnLimits, 0)
		if err != nil {
			t.Fatal(err)
		}
		gray, err := raster.Shrink(context.Background(), img, 0)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = gray.Pix
		}
		if !bytes.Equal(gray.Pix, first) {
			t.Errorf("%s is another picture", filepath.Base(name))
		}
	}
}
