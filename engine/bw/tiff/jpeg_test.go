package tiff

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"testing"

	"pretobranco/engine/bw/codec"
)

// oldFashioned is a TIFF file with a JPEG of the old style.
func oldFashioned(t testing.TB, img image.Image, kind int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	order := byteOrder(bigEndian)
	samples, depths := 3, []int{8, 8, 8}
	if kind == blackIsZero {
		samples, depths = 1, []int{8}
	}
	bounds := img.Bounds()
	made := func(at int) []byte {
		p := page{directory: &directory{order: order}, segments: [][]byte{b.Bytes()}}
		for _, e := range []entry{
			longs(order, imageWidth, bounds.Dx()), longs(order, imageLength, bounds.Dy()), shorts(order, bitsPerSample, depths...),
			shorts(order, compression, oldStyle), shorts(order, photometric, kind), shorts(order, samplesPerPixel, samples),
			longs(order, rowsPerStrip, bounds.Dy()), shorts(order, 512, 1), longs(order, oldJPEG, at), longs(order, oldJPEGLength, b.Len()),
		} {
			p.entries = set(p.entries, e)
		}
		w := newWriter(order)
		w.page(p)
		out, err := w.finish()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	return made(bytes.Index(made(0), b.Bytes()[:10]))
}

// A JPEG of the old style comes out as one of the new style, luma untouched; one that is gray
// and loses its texts, too. Its tags once kept offsets of the file that came in.
func TestOldJPEG(t *testing.T) {
	colours := field(40, 32)
	for i := 3; i < len(colours.Pix); i += 4 {
		colours.Pix[i] = 255
	}
	gray := image.NewGray(colours.Rect)
	for i := range gray.Pix {
		gray.Pix[i] = colours.Pix[4*i]
	}
	for kind, img := range map[int]image.Image{yCbCr: colours, blackIsZero: gray} {
		file := oldFashioned(t, img, kind)
		want, _, err := Decode(context.Background(), file)
		if err != nil {
			t.Fatal(err)
		}
		out, info, err := Gray(context.Background(), file, codec.Options{Metadata: codec.DropMetadata})
		if err != nil || info.Gray != (kind == blackIsZero) {
			t.Fatalf("%+v, %v", info, err)
		}
		for _, result := range [][]byte{out, tool(t, out, "tiffcp", "-c", "none")} {
			back, _, err := Decode(context.Background(), result)
			if err != nil {
				t.Fatal(err)
			}
			worst := 0
			for y := range 32 {
				for x := range 40 {
					r, g, b, _ := want.At(x, y).RGBA()
					v, _, _, _ := back.At(x, y).RGBA()
					diff := int(v>>8) - int(codec.Luma(uint8(r>>8), uint8(g>>8), uint8(b>>8)))
					worst = max(worst, diff, -diff)
				}
			}
			if kind == blackIsZero && worst > 0 || worst > 12 { // image/jpeg's quality, and colours clipped
				t.Errorf("kind %d: off by %d", kind, worst)
			}
		}
	}
}
