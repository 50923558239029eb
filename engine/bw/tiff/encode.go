package tiff

import (
	"bytes"
	"context"
	"image"

	"github.com/klauspost/compress/zlib"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/raster"
)

// Encode encodes gray pictures, of the types that package raster lists, as pages with deflated
// strips. With bilevel, *image.Gray is stored with 1 bit per pixel in Group 4: samples of 128 and
// more are white. The metadata is stored in the first page, profile and resolution in all pages;
// the parts that TIFF can't hold are returned. Errors are TooLarge, Cancelled, or Internal for
// another type of image.
func Encode(ctx context.Context, pages []image.Image, e codec.Extra, bilevel bool) ([]byte, exif.Parts, error) {
	first, dropped := describe(e)
	order := first.order
	w := newWriter(order)
	for i, img := range pages {
		segments, form, err := pack(ctx, order, img, bilevel)
		if err != nil {
			return nil, nil, err
		}
		p := page{directory: &directory{order: order}, sub: map[uint16][]page{}}
		if i == 0 {
			p = first
		}
		p.segments = segments
		if len(pages) > 1 {
			form = append(form, longs(order, newSubfileType, onePage), shorts(order, pageNumber, min(i, 0xffff), min(len(pages), 0xffff)))
		}
		if r := e.Resolution; r.Known() {
			unit := 2
			if r.Relative {
				unit = 1
			}
			form = append(form, rational(order, xResolution, r.X), rational(order, yResolution, r.Y), shorts(order, resolutionUnit, unit))
		}
		if len(e.Profile) > 0 {
			form = append(form, blob(colorProfile, e.Profile))
		}
		for _, f := range form {
			p.entries = set(p.entries, f)
		}
		w.page(p)
	}
	out, err := w.finish()
	dropped.Add(w.dropped...)
	return out, dropped, err
}

// describe returns a page without a picture, with the metadata of a file in the byte order of its
// EXIF block, and the parts that were dropped.
func describe(e codec.Extra) (page, exif.Parts) {
	r := &rewriter{}
	p, ok := r.block(e.EXIF)
	if !ok {
		p = page{directory: &directory{order: bigEndian}, sub: map[uint16][]page{}}
		if len(e.EXIF) > 0 {
			r.dropped.Add(exif.PartEXIF)
		}
	}
	var resources []byte
	if len(e.Photoshop) > 0 {
		resources = exif.JoinPhotoshop(e.IPTC, e.Photoshop)
	}
	for _, b := range []entry{{tag: xmpPacket, kind: 1, data: e.XMP}, {tag: photoshopResources, kind: 1, data: resources}, {tag: iptcRecords, kind: 7, data: e.IPTC}} {
		if b.count = len(b.data); b.count > 0 {
			p.entries = set(p.entries, b)
		}
	}
	if len(e.Comment) > 0 {
		if _, described := p.find(imageDescription); described {
			r.dropped.Add(exif.PartComment)
		} else {
			text := append(bytes.ReplaceAll(e.Comment, []byte{0}, []byte{' '}), 0)
			p.entries = set(p.entries, entry{tag: imageDescription, kind: 2, count: len(text), data: text})
		}
	}
	return p, r.dropped
}

// pack compresses a gray picture in strips, on all cores, and returns the entries that describe
// them.
func pack(ctx context.Context, order byteOrder, img image.Image, bilevel bool) (segments [][]byte, form []entry, err error) {
	b := img.Bounds()
	width, height := b.Dx(), b.Dy()
	samples, depth := 1, 8
	var fill func(row []byte, y int)
	word := func(to, from []byte) { order.PutUint16(to, uint16(from[0])<<8|uint16(from[1])) }
	switch img := img.(type) {
	case *image.Gray:
		if bilevel {
			return packBilevel(ctx, order, img)
		}
		fill = func(row []byte, y int) { copy(row, img.Pix[y*img.Stride:]) }
	case *image.Gray16:
		depth = 16
		fill = func(row []byte, y int) {
			for x := range width {
				word(row[2*x:], img.Pix[y*img.Stride+2*x:])
			}
		}
	case *image.NRGBA:
		samples = 2
		fill = func(row []byte, y int) {
			for x := range width {
				p := img.Pix[y*img.Stride+4*x:]
				row[2*x], row[2*x+1] = p[0], p[3]
			}
		}
	case *image.NRGBA64:
		samples, depth = 2, 16
		fill = func(row []byte, y int) {
			for x := range width {
				p := img.Pix[y*img.Stride+8*x:]
				word(row[4*x:], p)
				word(row[4*x+2:], p[6:])
			}
		}
	default:
		return nil, nil, fault.New(fault.Internal, "a %T can't be written as a gray TIFF file", img)
	}
	size := width * samples * depth / 8
	rows := max(1, min(height, 1<<18/size))
	segments, err = strips(ctx, height, rows, func(top, bottom int) []byte {
		data := make([]byte, size*(bottom-top))
		for y := top; y < bottom; y++ {
			fill(data[(y-top)*size:][:size], y)
		}
		predict(data, order, size, samples, depth)
		var b bytes.Buffer
		z, _ := zlib.NewWriterLevel(&b, 5) // a valid level
		z.Write(data)
		z.Close()
		return b.Bytes()
	})
	depths := []int{depth, depth}
	form = []entry{
		longs(order, imageWidth, width),
		longs(order, imageLength, height),
		shorts(order, bitsPerSample, depths[:samples]...),
		shorts(order, compression, deflate),
		shorts(order, photometric, blackIsZero),
		shorts(order, samplesPerPixel, samples),
		longs(order, rowsPerStrip, rows),
		shorts(order, planarConfig, 1),
		shorts(order, predictor, 2),
	}
	if samples > 1 {
		form = append(form, shorts(order, extraSamples, 2))
	}
	return segments, form, err
}

// packBilevel is pack for black and white. Strips are large, as each starts without a reference
// row.
func packBilevel(ctx context.Context, order byteOrder, img *image.Gray) (segments [][]byte, form []entry, err error) {
	width, height := img.Rect.Dx(), img.Rect.Dy()
	rows := max(1, min(height, 1<<21/width))
	segments, err = strips(ctx, height, rows, func(top, bottom int) []byte { return packFax(img, top, bottom) })
	return segments, []entry{
		longs(order, imageWidth, width),
		longs(order, imageLength, height),
		shorts(order, bitsPerSample, 1),
		shorts(order, compression, ccittG4),
		shorts(order, photometric, whiteIsZero),
		shorts(order, samplesPerPixel, 1),
		longs(order, rowsPerStrip, rows),
	}, err
}

// strips compresses strips on all cores.
func strips(ctx context.Context, height, rows int, strip func(top, bottom int) []byte) ([][]byte, error) {
	segments := make([][]byte, (height+rows-1)/rows)
	err := raster.Bands(ctx, 1<<20, len(segments), func(from, to int) {
		for i := from; i < to; i++ {
			segments[i] = strip(i*rows, min(height, (i+1)*rows))
		}
	})
	return segments, err
}
