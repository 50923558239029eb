// Package tiff makes a TIFF file black and white: the bytes of a file in, the bytes of
// the gray file out, all of its pages.
//
//	file -> directories -> pages -+- gray, bilevel, mask ---> strips and tiles as they are
//	                              +- palette ---------------> a gray colour map, the rest as it is
//	                              |  (redrawn where a look changes gray, or ends in black and white)
//	                              +- JPEG of luma and chroma > luma alone, without loss
//	                              +- RGB, CMYK, YCbCr, Lab --> strips and tiles, each in turn:
//	                                 decompress -> gray -> compress
//
// Strips and tiles are worked on by all cores, and a picture is never in memory as a
// whole. Both byte orders and BigTIFF are read; the result has the byte order of the file.
// 8 bits stay 8 and 16 stay 16, longer numbers and fractions become 16. Resolution, orientation, texts and an Exif directory
// stay, transparency does, and a colour profile is replaced by a gray one.
//
// A section number alone refers to TIFF 6.0 (Adobe, 1992).
package tiff

import (
	"context"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// Header is what a file says about its first page, and how much there is of all.
type Header struct {
	codec.Header      // Frames are pages; Pixels are those of all pages, thumbnails too
	Deep         bool // it has more than 8 bits to a sample
	Rounds       bool // it has more than 16, or fractions, of which Decode gives 16
	Narrows      bool // its palette has more than 8, of which Decode gives 8
	Lossy        bool // it is stored as JPEG
}

// maxSide bounds a page's width and height, in pixels: what 32-bit systems can count.
const maxSide = 1<<31 - 1

// maxPages bounds a chain of directories. Each costs a file some bytes, so that it is no
// limit for a real file.
const maxPages = 100_000

// ReadHeader reads what a file says about its pages, without looking at any
// picture. Errors are Damaged, and Unsupported for a camera's raw file.
func ReadHeader(file []byte) (Header, error) {
	f, err := open(file)
	if err != nil {
		return Header{}, err
	}
	if f.raw() {
		return Header{}, fault.New(fault.Unsupported, "a camera's raw file is not supported")
	}
	var h Header
	for i, d := range f.pages {
		w, height := d.number(imageWidth, 0), d.number(imageLength, 0)
		if w <= 0 || height <= 0 || w > maxSide || height > maxSide {
			return Header{}, fault.New(fault.Damaged, "page %d of the TIFF file has %d x %d pixels", i+1, w, height)
		}
		// Enough to be over any limit, and not to overflow.
		h.Pixels = min(1<<50, h.Pixels+min(1<<40, int64(w)*int64(height)))
		if i == 0 {
			h.Width, h.Height = w, height
			h.Orientation = d.number(orientation, 1)
			h.Deep = d.number(bitsPerSample, 1) > 8
			h.Narrows = d.number(photometric, -1) == palette && !d.eightBitPalette()
			h.Lossy = d.number(compression, none) == jpegPacked || d.number(compression, none) == oldStyle
			h.Rounds = d.number(bitsPerSample, 1) > 16 || d.number(sampleFormat, 1) == floating
		}
	}
	h.Frames = len(f.pages)
	return h, nil
}

// Gray makes a TIFF file black and white. The file itself is not changed; the result is
// the file if it was gray already and keeps its metadata. Errors are of package fault:
// Damaged, Unsupported, TooLarge and Cancelled.
func Gray(ctx context.Context, file []byte, o codec.Options) ([]byte, codec.Info, error) {
	h, err := ReadHeader(file)
	if err != nil {
		return nil, codec.Info{}, err
	}
	f, err := open(file)
	if err != nil {
		return nil, codec.Info{}, err
	}
	o.Tone = o.GrayTone()
	r := &rewriter{ctx: ctx, file: f, options: o, info: codec.Info{Header: h.Header, Gray: true}}
	w := newWriter(f.order)
	for i := range f.pages {
		page, err := r.page(f.pages[i])
		if err != nil {
			return nil, codec.Info{}, err
		}
		w.page(page)
	}
	if r.info.Gray && !r.redrawn && !r.changed && o.Metadata == codec.KeepMetadata {
		return file, r.info, nil
	}
	r.info.Dropped = r.dropped
	out, err := w.finish()
	return out, r.info, err
}
