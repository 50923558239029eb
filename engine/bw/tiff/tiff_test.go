package tiff

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"strings"
	"testing"

	xtiff "golang.org/x/image/tiff"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
)

// field draws colours with transparency.
func field(width, height int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetNRGBA(x, y, color.NRGBA{uint8(x * 4), uint8(y*6 + x), uint8(x * y), uint8(128 + x)})
		}
	}
	return img
}

// written is a file of x/image/tiff's.
func written(t testing.TB, img image.Image, c xtiff.CompressionType) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := xtiff.Encode(&b, img, &xtiff.Options{Compression: c, Predictor: c == xtiff.Deflate}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGray(t *testing.T) {
	img := field(50, 40)
	wide := image.NewNRGBA64(img.Rect)
	for i := range 2000 {
		wide.Set(i%50, i/50, color.NRGBA64{uint16(i * 31), uint16(i * 17), uint16(i * 5), 65535})
	}
	for _, source := range []image.Image{img, wide} {
		for _, c := range []xtiff.CompressionType{xtiff.Uncompressed, xtiff.Deflate} {
			got, info, err := Gray(context.Background(), written(t, source, c), codec.Options{})
			if err != nil || info.Gray || info.Recompressed || info.Width != 50 {
				t.Fatalf("%+v, %v", info, err)
			}
			back, _, err := Decode(context.Background(), got)
			if err != nil {
				t.Fatal(err)
			}
			for y := range 40 {
				for x := range 50 {
					if source == image.Image(img) {
						a, b := img.NRGBAAt(x, y), back.(*image.NRGBA).NRGBAAt(x, y)
						if v := codec.Luma(a.R, a.G, a.B); b != (color.NRGBA{v, v, v, a.A}) {
							t.Fatalf("%v became %v", a, b)
						}
						continue
					}
					a, b := wide.NRGBA64At(x, y), back.(*image.NRGBA64).NRGBA64At(x, y)
					if v := codec.Luma16(a.R, a.G, a.B); b != (color.NRGBA64{v, v, v, a.A}) {
						t.Fatalf("%v became %v", a, b)
					}
				}
			}
		}
	}
}

func TestEncode(t *testing.T) {
	gray, deep := image.NewGray(image.Rect(0, 0, 700, 500)), image.NewGray16(image.Rect(0, 0, 7, 5))
	clear, wide := image.NewNRGBA(deep.Rect), image.NewNRGBA64(deep.Rect)
	for i := range gray.Pix {
		gray.Pix[i] = uint8(i * 7)
	}
	for i := range 35 {
		x, y, v := i%7, i/7, uint8(i*5)
		deep.SetGray16(x, y, color.Gray16{Y: uint16(i * 999)})
		clear.SetNRGBA(x, y, color.NRGBA{v, v, v, 200})
		wide.SetNRGBA64(x, y, color.NRGBA64{uint16(i * 999), uint16(i * 999), uint16(i * 999), 5000})
	}
	for _, img := range []image.Image{gray, deep, clear, wide} {
		file, _, err := Encode(context.Background(), []image.Image{img}, codec.Extra{Resolution: exif.NewResolution(300, 300, 1), XMP: []byte("<x/>")}, false)
		if err != nil {
			t.Fatal(err)
		}
		back, extra, err := Decode(context.Background(), file)
		if err != nil || extra.Resolution != exif.NewResolution(300, 300, 1) || string(extra.XMP) != "<x/>" {
			t.Fatalf("%T: %+v, %v", img, extra, err)
		}
		b := img.Bounds()
		for y := range b.Dy() {
			for x := range b.Dx() {
				r, _, _, a := img.At(x, y).RGBA()
				r2, _, _, a2 := back.At(x, y).RGBA()
				if r != r2 || a != a2 {
					t.Fatalf("%T: pixel %d, %d is %d %d, not %d %d", img, x, y, r2, a2, r, a)
				}
			}
		}
	}
}

// A chain that bites its own tail has as many pages as it has.
func TestLoop(t *testing.T) {
	file := written(t, field(5, 5), xtiff.Uncompressed)
	at := binary.LittleEndian.Uint32(file[4:])
	n := uint32(binary.LittleEndian.Uint16(file[at:]))
	binary.LittleEndian.PutUint32(file[at+2+12*n:], at)
	h, err := ReadHeader(file)
	if err != nil || h.Frames != 1 {
		t.Errorf("%+v, %v", h, err)
	}
}

// A raw file's first page is a thumbnail, and was once taken for the picture.
func TestRaw(t *testing.T) {
	tiny := written(t, field(16, 12), xtiff.Uncompressed)
	f, err := open(tiny)
	if err != nil {
		t.Fatal(err)
	}
	with := func(change func(p *page)) []byte {
		r := &rewriter{file: f}
		p := r.beside(f.pages[0], false)
		l, err := layoutOf(f.pages[0], tiny)
		if err != nil {
			t.Fatal(err)
		}
		strip, err := l.raw(0)
		if err != nil {
			t.Fatal(err)
		}
		p.segments = [][]byte{strip}
		change(&p)
		w := newWriter(f.order)
		w.page(p)
		out, err := w.finish()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	canon := append(append(bytes.Clone(tiny[:8]), "CR\x02\x00"...), tiny[8:]...)
	binary.LittleEndian.PutUint32(canon[4:], 4+binary.LittleEndian.Uint32(tiny[4:]))
	for name, file := range map[string][]byte{
		"DNG":     with(func(p *page) { p.entries = set(p.entries, blob(dngVersion, []byte{1, 4, 0, 0})) }),
		"filters": with(func(p *page) { p.entries = set(p.entries, shorts(f.order, photometric, colorFilters)) }),
		"inside": with(func(p *page) {
			inner := page{directory: &directory{order: f.order, entries: []entry{shorts(f.order, photometric, colorFilters)}}}
			p.sub = map[uint16][]page{subDirectories: {inner}}
		}),
		"CR2": canon,
	} {
		_, _, err := Gray(context.Background(), file, codec.Options{})
		if err == nil || fault.KindOf(err) != fault.Unsupported || !strings.Contains(err.Error(), "raw") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := Gray(context.Background(), with(func(*page) {}), codec.Options{}); err != nil {
		t.Error(err)
	}
}

func TestCutShort(t *testing.T) {
	file := written(t, field(20, 20), xtiff.Deflate)
	for n := range file {
		if _, _, err := Gray(context.Background(), file[:n], codec.Options{}); err == nil || fault.KindOf(err) != fault.Damaged {
			t.Fatalf("cut to %d of %d bytes: %v", n, len(file), err)
		}
	}
}

// Writers that omit the last link, or leave something else in its place, make files that every
// other program reads. A link to a page that was cut off is damage.
func TestLastLink(t *testing.T) {
	order := binary.LittleEndian
	file := func(link []byte, resolution uint32, pages uint16) []byte {
		b := order.AppendUint32(order.AppendUint16([]byte("II"), 42), 10)
		b = append(b, 200, 0) // a row of one pixel
		entry := func(tag, kind uint16, count, value uint32) {
			b = order.AppendUint32(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, tag), kind), count), value)
		}
		b = order.AppendUint16(b, 10)
		entry(imageWidth, 4, 1, 1)
		entry(imageLength, 4, 1, 1)
		entry(bitsPerSample, 3, 1, 8)
		entry(compression, 3, 1, 1)
		entry(photometric, 3, 1, blackIsZero)
		entry(stripOffsets, 4, 1, 8)
		entry(rowsPerStrip, 4, 1, 1)
		entry(stripByteCounts, 4, 1, 1)
		entry(282, 5, 1, resolution)
		entry(pageNumber, 3, 2, uint32(pages)<<16)
		b = append(b, link...)
		if resolution > 0 {
			b = append(b, 72, 0, 0, 0, 1, 0, 0, 0)
		}
		return b
	}
	const end = 10 + 2 + 10*12
	word := func(v uint32) []byte { return order.AppendUint32(nil, v) }
	for name, test := range map[string]struct {
		file  []byte
		whole bool
	}{
		"a link":                          {file(word(0), end+4, 0), true},
		"cut before the link":             {file(nil, 0, 0), true},
		"cut in the link":                 {file(word(0)[:2], 0, 0), true},
		"values in place of the link":     {file(nil, end, 0), true},
		"an odd link":                     {file(word(0xffff), end+4, 0), true},
		"a link behind the last page":     {file(word(0x10000), end+4, 1), true},
		"a link to a page that is absent": {file(word(0x10000), end+4, 2), false},
		"the same without page numbers":   {file(word(0x10000), end+4, 0), false},
	} {
		_, h, err := Gray(context.Background(), test.file, codec.Options{})
		if whole := err == nil; whole != test.whole {
			t.Errorf("%s: %+v, %v", name, h, err)
		}
	}
}

func TestPredictor(t *testing.T) {
	for _, depth := range []int{8, 16} {
		for samples := 1; samples < 5; samples++ {
			row := 7 * samples * depth / 8
			data := make([]byte, 3*row)
			for i := range data {
				data[i] = byte(i * i * 31)
			}
			there := bytes.Clone(data)
			predict(there, bigEndian, row, samples, depth)
			undoPredictor(there, bigEndian, row, samples, depth)
			if !bytes.Equal(there, data) {
				t.Errorf("%d bits, %d samples: there and back is elsewhere", depth, samples)
			}
		}
	}
}

// FuzzGray holds that nothing crashes or hangs, that what comes out is gray to us, of the same pages
// and size, and that what has pixels keeps them.
func FuzzGray(f *testing.F) {
	f.Add(written(f, field(9, 7), xtiff.Uncompressed))
	f.Add(written(f, field(9, 7), xtiff.Deflate))
	f.Add(written(f, image.NewPaletted(image.Rect(0, 0, 5, 5), color.Palette{color.White, color.Black}), xtiff.Uncompressed))
	fax, _, err := Encode(context.Background(), []image.Image{drawnPage(40, 30)}, codec.Extra{}, true)
	if err != nil {
		f.Fatal(err)
	}
	tag := []byte{compression >> 8, compression & 0xff, 0, 3, 0, 0, 0, 1, 0, ccittG4}
	for _, packed := range []byte{ccittG4, ccittG3, ccittRLE} {
		f.Add(bytes.Replace(fax, tag, append(bytes.Clone(tag[:9]), packed), 1))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		h, err := ReadHeader(file)
		if err != nil || h.Pixels > 1<<16 {
			return
		}
		img, _, unreadable := Decode(context.Background(), file)
		got, _, err := Gray(context.Background(), file, codec.Options{})
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		again, err := ReadHeader(got)
		if err != nil || again.Frames != h.Frames || again.Width != h.Width || again.Height != h.Height {
			t.Fatalf("%+v became %+v, %v", h, again, err)
		}
		if _, info, err := Gray(context.Background(), got, codec.Options{}); err != nil || !info.Gray {
			t.Fatalf("the gray is not gray: %+v, %v", info, err)
		}
		if unreadable != nil {
			return
		}
		if back, _, err := Decode(context.Background(), got); err != nil || back.Bounds() != img.Bounds() {
			t.Fatalf("the gray has no pixels any more: %v", err)
		}
	})
}
