package tiff

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"testing"

	xtiff "golang.org/x/image/tiff"

	"pretobranco/engine/bw/codec"
)

// changed returns a file in which the first directory's entries of a tag are changed: 2 bytes of
// tag, 2 of type, 4 of count, 4 of value.
func changedEntry(t testing.TB, file []byte, tag uint16, change func(order byteOrder, e, file []byte)) []byte {
	t.Helper()
	out := bytes.Clone(file)
	order := byteOrder(littleEndian)
	if out[0] == 'M' {
		order = bigEndian
	}
	at := int(order.Uint32(out[4:]))
	for i := range int(order.Uint16(out[at:])) {
		if e := out[at+2+12*i:][:12]; order.Uint16(e) == tag {
			change(order, e, out)
			return out
		}
	}
	t.Fatalf("no tag %d", tag)
	return nil
}

func renamed(to uint16) func(byteOrder, []byte, []byte) {
	return func(order byteOrder, e, _ []byte) { order.PutUint16(e, to) }
}

// pageFile is a file of one page.
func pageFile(t testing.TB, order byteOrder, segments [][]byte, entries ...entry) []byte {
	t.Helper()
	w := newWriter(order)
	w.page(page{directory: &directory{order: order, entries: entries}, segments: segments})
	out, err := w.finish()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// lumaOf is the neutral gray of a picture.
func lumaOf(img image.Image) *image.Gray {
	out := image.NewGray(img.Bounds())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			r, g, b, _ := img.At(x, y).RGBA()
			out.SetGray(x, y, color.Gray{Y: codec.Luma(uint8(r>>8), uint8(g>>8), uint8(b>>8))})
		}
	}
	return out
}

// apart is the largest difference between two pictures' gray.
func apart(t testing.TB, a, b image.Image) (most int) {
	t.Helper()
	x, y := lumaOf(a), lumaOf(b)
	if x.Rect != y.Rect {
		t.Fatalf("%v and %v", x.Rect, y.Rect)
	}
	for i, v := range x.Pix {
		most = max(most, int(v)-int(y.Pix[i]), int(y.Pix[i])-int(v))
	}
	return most
}

// asLibtiff compares what becomes of a file with what libtiff reads in it, by Gray and by Decode.
func asLibtiff(t *testing.T, name string, file []byte, most int) {
	t.Helper()
	want, err := decoded(tool(t, file, "tiff2rgba"))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if img, err := decoded(file); err != nil {
		t.Errorf("%s: %v", name, err)
	} else if d := apart(t, img, want); d > most {
		t.Errorf("%s: decoded, it differs from libtiff's by %d", name, d)
	}
	out, _, err := Gray(context.Background(), file, codec.Options{})
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	back, err := decoded(tool(t, out, "tiff2rgba"))
	if err != nil {
		t.Errorf("%s: libtiff reads no result: %v", name, err)
	} else if d := apart(t, back, want); d > most {
		t.Errorf("%s: the result differs from libtiff's by %d", name, d)
	}
}

// rgbFile is a picture without its transparency, in one strip.
func rgbFile(t testing.TB, img *image.NRGBA) []byte {
	var pixels []byte
	for i := range len(img.Pix) / 4 {
		pixels = append(pixels, img.Pix[4*i:4*i+3]...)
	}
	order := bigEndian
	return pageFile(t, order, [][]byte{pixels}, longs(order, imageWidth, img.Rect.Dx()), longs(order, imageLength, img.Rect.Dy()), shorts(order, compression, none), longs(order, rowsPerStrip, img.Rect.Dy()),
		shorts(order, bitsPerSample, 8, 8, 8), shorts(order, photometric, rgb), shorts(order, samplesPerPixel, 3), shorts(order, planarConfig, 1))
}

func opaqueField(width, height int) *image.NRGBA {
	img := field(width, height)
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255
	}
	return img
}

// Scanners omit the sizes of strips, or write zeros, or fewer than there are strips. Such a file was
// damaged, though libtiff finds the data.
func TestSizesOfStrips(t *testing.T) {
	intact := tool(t, written(t, opaqueField(40, 32), xtiff.Uncompressed), "tiffcp", "-c", "none")
	for _, way := range [][]string{{"-c", "none", "-r", "32"}, {"-c", "none", "-r", "5"}, {"-c", "lzw", "-r", "7"}, {"-c", "zip", "-r", "40"}, {"-c", "packbits", "-r", "9"}} {
		made := tool(t, intact, "tiffcp", way...)
		want, err := decoded(made)
		if err != nil {
			t.Fatal(err)
		}
		for name, change := range map[string]func(byteOrder, []byte, []byte){
			"no sizes": renamed(65000),
			"zeros": func(order byteOrder, e, file []byte) {
				values := e[8:]
				if size := sizes[order.Uint16(e[2:])] * int(order.Uint32(e[4:])); size > 4 {
					values = file[order.Uint32(e[8:]):][:size]
				}
				clear(values)
			},
			"fewer": func(order byteOrder, e, _ []byte) {
				if n := order.Uint32(e[4:]); n > 2 {
					order.PutUint32(e[4:], n-1)
				}
			},
			"too small": func(order byteOrder, e, _ []byte) {
				if order.Uint32(e[4:]) == 1 && way[1] == "none" {
					clear(e[8:])
					order.PutUint16(e[2:], 3)
					order.PutUint16(e[8:], 7)
				}
			},
		} {
			file := changedEntry(t, made, stripByteCounts, change)
			got, err := decoded(file)
			if err != nil {
				t.Errorf("%v, %s: %v", way, name, err)
				continue
			}
			if d := apart(t, got, want); d > 0 {
				t.Errorf("%v, %s: it differs by %d", way, name, d)
			}
			out, _, err := Gray(context.Background(), file, codec.Options{})
			if err != nil {
				t.Errorf("%v, %s: %v", way, name, err)
				continue
			}
			if back, err := decoded(tool(t, out, "tiff2rgba")); err != nil || apart(t, back, want) > 1 {
				t.Errorf("%v, %s: libtiff reads another result, %v", way, name, err)
			}
		}
	}
}

// A fax that broke off has fewer rows than its header says; libtiff leaves the others white. It was
// damaged as soon as its pixels were needed.
func TestFaxOfFewerRows(t *testing.T) {
	file, _, err := Encode(context.Background(), []image.Image{drawnPage(90, 30)}, codec.Extra{}, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, way := range []string{"g3:1d", "g3:2d", "g3:1d:fill", "g3:2d:fill", "g4"} {
		made := tool(t, file, "tiffcp", "-c", way, "-r", "30")
		whole, err := decoded(made)
		if err != nil {
			t.Fatal(err)
		}
		for _, rows := range []int{31, 40, 300} {
			taller := func(order byteOrder, e, _ []byte) {
				clear(e[8:])
				order.PutUint16(e[2:], 3)
				order.PutUint16(e[8:], uint16(rows))
			}
			short := changedEntry(t, changedEntry(t, made, imageLength, taller), rowsPerStrip, taller)
			img, err := decoded(short)
			if err != nil {
				t.Errorf("%s, %d rows: %v", way, rows, err)
				continue
			}
			for y := range rows {
				for x := range 90 {
					want := color.Gray{Y: 255}
					if y < 30 {
						want = color.GrayModel.Convert(whole.At(x, y)).(color.Gray)
					}
					if got := color.GrayModel.Convert(img.At(x, y)).(color.Gray); got != want {
						t.Fatalf("%s, %d rows: (%d, %d) is %v, want %v", way, rows, x, y, got, want)
					}
				}
			}
		}
	}
}

// Tiles under the tags of strips, as in libtiff's cramps-tile.tif.
func TestTilesUnderStripTags(t *testing.T) {
	for i, source := range [][]byte{rgbFile(t, opaqueField(40, 33)), written(t, lumaOf(field(40, 33)), xtiff.Uncompressed)} {
		for _, way := range []string{"none", "packbits", "zip"} {
			tiled := tool(t, source, "tiffcp", "-t", "-w", "16", "-l", "16", "-c", way)
			asLibtiff(t, fmt.Sprint("plain tiles, ", i, way), tiled, 1)
			asLibtiff(t, fmt.Sprint("tiles, ", i, way), changedEntry(t, changedEntry(t, tiled, tileOffsets, renamed(stripOffsets)), tileByteCounts, renamed(stripByteCounts)), 1)
		}
	}
}

// Signed samples are read as libtiff reads them, palettes may have indexes of 16 bits, and luma and
// chroma may be in planes. All three were refused.
func TestRareSamples(t *testing.T) {
	img := opaqueField(23, 17)
	for _, order := range []byteOrder{bigEndian, littleEndian} {
		sized := []entry{longs(order, imageWidth, 23), longs(order, imageLength, 17), shorts(order, compression, none), longs(order, rowsPerStrip, 17)}
		var rgb8, rgb16, planes, indexes []byte
		colours := make([]int, 3*65536)
		for i := range 23 * 17 {
			p := img.Pix[4*i:]
			rgb8 = append(rgb8, p[0], p[1], p[2])
			for c, v := range p[:3] {
				rgb16 = order.AppendUint16(rgb16, uint16(v)*257)
				colours[c*65536+i*150] = int(v) * 257
			}
			indexes = order.AppendUint16(indexes, uint16(i*150))
		}
		var segments [][]byte
		for c := range 3 {
			planes = nil
			for i := range 23 * 17 {
				y, cb, cr := color.RGBToYCbCr(img.Pix[4*i], img.Pix[4*i+1], img.Pix[4*i+2])
				planes = append(planes, []byte{y, cb, cr}[c])
			}
			segments = append(segments, planes)
		}
		of := func(more ...entry) []entry { return append(append([]entry(nil), sized...), more...) }
		asLibtiff(t, "signed", pageFile(t, order, [][]byte{rgb8}, of(shorts(order, bitsPerSample, 8, 8, 8), shorts(order, photometric, rgb), shorts(order, samplesPerPixel, 3), shorts(order, sampleFormat, 2, 2, 2))...), 1)
		asLibtiff(t, "signed, 16 bits", pageFile(t, order, [][]byte{rgb16}, of(shorts(order, bitsPerSample, 16, 16, 16), shorts(order, photometric, rgb), shorts(order, samplesPerPixel, 3), shorts(order, sampleFormat, 2, 2, 2))...), 1)
		asLibtiff(t, "planes", pageFile(t, order, segments, of(shorts(order, bitsPerSample, 8, 8, 8), shorts(order, photometric, yCbCr), shorts(order, samplesPerPixel, 3), shorts(order, planarConfig, 2), shorts(order, subsampling, 1, 1))...), 2)
		deep := pageFile(t, order, [][]byte{indexes}, of(shorts(order, bitsPerSample, 16), shorts(order, photometric, palette), shorts(order, samplesPerPixel, 1), shorts(order, colorMap, colours...))...)
		got, err := decoded(deep)
		if err != nil || apart(t, got, img) > 0 {
			t.Errorf("a palette of 16 bits: %v", err)
		}
		out, _, err := Gray(context.Background(), deep, codec.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if back, err := decoded(out); err != nil || apart(t, back, img) > 0 {
			t.Errorf("a palette of 16 bits, gray: %v", err)
		}
	}
	source := rgbFile(t, img)
	for _, way := range [][]string{{"-p", "separate", "-c", "jpeg:r:95"}, {"-p", "separate", "-c", "jpeg:r:95", "-r", "16"}, {"-p", "separate", "-c", "zip", "-r", "4"}} {
		asLibtiff(t, fmt.Sprint(way), tool(t, source, "tiffcp", way...), 14) // a second compression
	}
}

// Subsampled chroma, in sizes that are no multiple of a unit.
func TestUnitsOfChroma(t *testing.T) {
	order := bigEndian
	for _, unit := range [][2]int{{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}, {4, 2}, {4, 4}} {
		for _, size := range [][2]int{{16, 16}, {17, 15}, {1, 1}, {3, 5}, {29, 7}} {
			if unit[1] == 4 && size[0] != 16 {
				continue // libtiff reads too few bytes of such a strip
			}
			img := opaqueField(size[0], size[1])
			var segments [][]byte
			const rows = 8
			for top := 0; top < size[1]; top += rows {
				var data []byte
				for y := top; y < min(size[1], top+rows); y += unit[1] {
					for x := 0; x < size[0]; x += unit[0] {
						var cb, cr byte
						for k := range unit[0] * unit[1] {
							c := img.NRGBAAt(min(size[0]-1, x+k%unit[0]), min(size[1]-1, y+k/unit[0]))
							var v byte
							v, cb, cr = color.RGBToYCbCr(c.R, c.G, c.B)
							data = append(data, v)
						}
						data = append(data, cb/2+64, cr/2+64) // no colour is out of reach
					}
				}
				segments = append(segments, data)
			}
			file := pageFile(t, order, segments, longs(order, imageWidth, size[0]), longs(order, imageLength, size[1]), shorts(order, bitsPerSample, 8, 8, 8), shorts(order, compression, none),
				shorts(order, photometric, yCbCr), shorts(order, samplesPerPixel, 3), longs(order, rowsPerStrip, rows), shorts(order, subsampling, unit[0], unit[1]))
			asLibtiff(t, fmt.Sprint(unit, size), file, 4)
		}
	}
}
