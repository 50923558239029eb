package tiff

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// headless makes a TIFF file of a drawing in colour: one strip of JPEG data, whose tables are fields
// of the directory.
func headless(t testing.TB, img image.Image, proc int, more ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	var tables []byte
	var quantization, dc, ac, at []int
	data := b.Bytes()[2:]
	for data[1] != 0xda {
		size := 2 + int(data[2])<<8 + int(data[3])
		for s := data[4:size]; len(s) > 0 && (data[1] == 0xdb || data[1] == 0xc4); {
			n, list := 64, &quantization
			if data[1] == 0xc4 {
				n, list = 16, &dc
				for _, count := range s[1:17] {
					n += int(count)
				}
				if s[0]>>4 == 1 {
					list = &ac
				}
			}
			*list = append(*list, len(tables))
			tables = append(tables, s[1:1+n]...)
			s = s[1+n:]
		}
		data = data[size:]
	}
	data = data[2+int(data[2])<<8+int(data[3]) : len(data)-2]

	order := byteOrder(bigEndian)
	made := func(base int) []byte {
		of := func(list []int) []int {
			at = at[:0]
			for _, i := range []int{0, 1, 1} {
				at = append(at, base+list[i])
			}
			return at
		}
		p := page{directory: &directory{order: order}, segments: [][]byte{data}}
		for _, e := range append([]entry{
			longs(order, imageWidth, img.Bounds().Dx()), longs(order, imageLength, img.Bounds().Dy()), shorts(order, bitsPerSample, 8, 8, 8),
			shorts(order, compression, oldStyle), shorts(order, photometric, yCbCr), shorts(order, samplesPerPixel, 3),
			longs(order, rowsPerStrip, img.Bounds().Dy()), shorts(order, subsampling, 2, 2), shorts(order, 512, proc),
			longs(order, 519, of(quantization)...), longs(order, 520, of(dc)...), longs(order, 521, of(ac)...),
		}, more...) {
			p.entries = set(p.entries, e)
		}
		w := newWriter(order)
		w.page(p)
		out, err := w.finish()
		if err != nil {
			t.Fatal(err)
		}
		return append(out, tables...)
	}
	return made(len(made(0)) - len(tables))
}

// Old-style JPEG data without headers, as libtiff's zackthecat.tif has it, was not read. libtiff
// is the judge of it, and of a luma that does not have the whole range.
func TestHeadlessJPEG(t *testing.T) {
	img := field(40, 32)
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255
	}
	var narrow = longs(bigEndian, referenceBlack, 16, 235, 128, 240, 128, 240)
	for name, c := range map[string]struct {
		file  []byte
		exact bool
	}{"of the whole range": {headless(t, img, 1), true}, "from 16 to 235": {headless(t, img, 1, narrow), false}} {
		out, info, err := Gray(context.Background(), c.file, codec.Options{})
		if err != nil || info.Gray {
			t.Fatalf("%s: %+v, %v", name, info, err)
		}
		got, _, err := Decode(context.Background(), out)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		judged, err := decoded(tool(t, c.file, "tiff2rgba"))
		if err != nil {
			t.Fatal(err)
		}
		worst := 0
		for y := range 32 {
			for x := range 40 {
				r, g, b, _ := judged.At(x, y).RGBA()
				v, _, _, _ := got.At(x, y).RGBA()
				luma := int((299*r + 587*g + 114*b) / 1000 >> 8)
				worst = max(worst, int(v>>8)-luma, luma-int(v>>8))
			}
		}
		if most := map[bool]int{true: 12, false: 20}[c.exact]; worst > most { // colours outside of RGB are clipped
			t.Errorf("%s: a pixel differs from libtiff's by %d", name, worst)
		}
	}
	if _, _, err := Gray(context.Background(), headless(t, img, 14), codec.Options{}); fault.KindOf(err) != fault.Unsupported {
		t.Errorf("lossless JPEG: %v", err)
	}
	file := headless(t, img, 1)
	if _, _, err := Gray(context.Background(), file[:len(file)-20], codec.Options{}); err == nil {
		t.Error("cut in a table")
	}
}

func decoded(file []byte) (image.Image, error) {
	img, _, err := Decode(context.Background(), file)
	return img, err
}
