package bw

import (
	"bytes"
	"context"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/raster"
)

// writable are the formats that a result can have.
var writable = WrittenFormats()

// TestConformance holds the codec of every row of the table of formats to what the row claims. A new
// row is tested without a new test.
func TestConformance(t *testing.T) {
	t.Parallel()
	names := map[string]Format{}
	for _, row := range Formats() {
		if row.Label == "" || !strings.HasPrefix(row.Media, "image/") || len(row.Extensions) == 0 || row.codec.Sniff == nil || row.codec.ReadHeader == nil || row.codec.Decode == nil {
			t.Errorf("%s: the row is incomplete: %+v", row.Format, row)
		}
		for _, ext := range row.Extensions {
			if other := names[ext]; other != "" {
				t.Errorf("%s is an extension of %s and %s", ext, other, row.Format)
			}
			names[ext] = row.Format
			if FormatOf("a"+strings.ToUpper(ext)) != row.Format {
				t.Errorf("%s has the format %q", ext, FormatOf("a"+ext))
			}
			o, err := ParseOptions(map[string]any{"format": ext[1:]})
			if row.Written() != (err == nil) || err == nil && o.Format != row.Format {
				t.Errorf("the option %s is %q, %v", ext[1:], o.Format, err)
			}
		}
		if row.DecodeCost.Time <= 0 || row.DecodeCost.Memory <= 0 {
			t.Errorf("%s: the cost of decoding is %+v", row.Format, row.DecodeCost)
		}
		for n := range 64 { // any beginning is refused, not read beyond its end
			row.codec.Sniff(make([]byte, n))
			if _, err := row.codec.ReadHeader(make([]byte, n)); err == nil {
				t.Errorf("%s: %d zeros have a header", row.Format, n)
			}
		}
		if !row.Written() {
			if row.Lossy || row.Lossless || row.Alpha != NoAlpha || row.SixteenBit || row.Frames != OneFrame || row.EncodeCost != (Cost{}) {
				t.Errorf("%s is not written, but its row describes written files", row.Format)
			}
			continue
		}
		if row.EncodeCost.Time <= 0 || row.EncodeCost.Memory <= 0 {
			t.Errorf("%s: the cost of encoding is %+v", row.Format, row.EncodeCost)
		}
		if !row.Lossy && !row.Lossless {
			t.Errorf("%s is written neither with nor without loss", row.Format)
		}
		conforms(t, row)
	}
}

// conforms writes a picture of two frames with 16 bits and half transparency, and reads it again.
func conforms(t *testing.T, row FormatInfo) {
	deep := image.NewNRGBA64(image.Rect(0, 0, 20, 10))
	for i := range 200 {
		v := uint8(i)
		copy(deep.Pix[8*i:], []byte{v, 77, v, 77, v, 77, uint8(i % 2 * 100), 0})
	}
	img := image.Image(deep)
	if !row.SixteenBit {
		img = raster.In8Bits(img)
	}
	if row.Alpha == NoAlpha {
		img = raster.Flatten(img)
	}
	p := &codec.Picture{Frames: []codec.Frame{{Image: img}}}
	if row.Frames != OneFrame && !row.SixteenBit {
		p.Frames = append(p.Frames, p.Frames[0])
	}
	file, err := row.codec.Encode(t.Context(), p, 90)
	if err != nil {
		t.Errorf("%s: %v", row.Format, err)
		return
	}
	h, err := ReadHeader(file)
	if err != nil || h.Format != row.Format || h.Width != 20 || h.Height != 10 || h.Frames != len(p.Frames) || !Complete(file) {
		t.Errorf("%s: header %+v, complete: %v, %v", row.Format, h, Complete(file), err)
		return
	}
	back, err := row.codec.Decode(t.Context(), file, codec.Hints{AllFrames: row.Frames == Animation && len(p.Frames) > 1})
	if err != nil {
		t.Errorf("%s: %v", row.Format, err)
		return
	}
	got := back.Frames[0].Image
	if raster.Deep(got) != row.SixteenBit || raster.Opaque(got) != (row.Alpha == NoAlpha) {
		t.Errorf("%s: 16 bits: %v, opaque: %v; the row claims otherwise", row.Format, raster.Deep(got), raster.Opaque(got))
	}
	if !row.Lossy && row.Alpha == FullAlpha {
		for i := range 200 {
			x, y := i%20, i/20
			r1, g1, b1, a1 := img.At(x, y).RGBA()
			if r2, g2, b2, a2 := got.At(x, y).RGBA(); r1 != r2 || g1 != g2 || b1 != b2 || a1 != a2 {
				t.Errorf("%s claims to be lossless: pixel %d,%d is %v, was %v", row.Format, x, y, got.At(x, y), img.At(x, y))
				return
			}
		}
	}
	if row.codec.Complete != nil && Complete(file[:len(file)-1]) {
		t.Errorf("%s: complete without its last byte", row.Format)
	}
}

// TestReadme checks the README's table of formats against the table in the code: every format has a row,
// and only those that are written say how.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "\n## Formats\n")
	section, _, _ = strings.Cut(section, "\n## ")
	for _, row := range Formats() {
		found := false
		for line := range strings.Lines(section) {
			cells := strings.Split(line, "|")
			if len(cells) < 5 || !slices.Contains(strings.Split(strings.TrimSpace(cells[1]), ", "), row.Label) {
				continue
			}
			found = true
			if other := strings.HasPrefix(strings.TrimSpace(cells[4]), "as JPEG"); other == row.Written() {
				t.Errorf("%s: the README has %q as written", row.Label, strings.TrimSpace(cells[4]))
			}
		}
		if !found {
			t.Errorf("%s has no row in the README", row.Label)
		}
	}
	for _, row := range WrittenFormats() {
		if !strings.Contains(string(readme), "`"+string(row)+"`") {
			t.Errorf("the README does not list the option %s", row)
		}
	}
}

// TestPackaging checks that the packages register every format of the table with the desktop.
func TestPackaging(t *testing.T) {
	for _, file := range []struct {
		path string
		name func(FormatInfo) string
	}{
		{"linux/desktop", func(f FormatInfo) string { return f.Media + ";" }},
		{"linux/metainfo.xml", func(f FormatInfo) string { return "<mediatype>" + f.Media + "</mediatype>" }},
		{"windows/installer.nsi", func(f FormatInfo) string { return `Type "` + f.Extensions[0] + `"` }},
	} {
		text, err := os.ReadFile("../../assets/packaging/" + file.path)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range Formats() {
			if name := file.name(row); !strings.Contains(string(text), name) {
				t.Errorf("%s lacks %s", file.path, name)
			}
		}
	}
}

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
