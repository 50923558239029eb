// Package tiff converts TIFF files to black and white. It reads the bytes of a file and returns the
// bytes of the gray file, with all its pages.
//
//	file -> directories -> pages -+- gray, bilevel, mask ---> strips and tiles as they are
//	                              +- palette ---------------> a gray colour map, the rest as it is
//	                              |  (redrawn if a look changes gray, or is black and white)
//	                              +- JPEG of luma and chroma > luma alone, without loss
//	                              +- RGB, CMYK, YCbCr, Lab --> strips and tiles, each in turn:
//	                                 decompress -> gray -> compress
//
// Strips and tiles are processed on all cores, and a picture is never in memory as a whole. Both
// byte orders and BigTIFF are read; the result has the byte order of the input. 8-bit and 16-bit
// samples keep their depth; longer integers and floating-point numbers become 16 bits. Resolution,
// orientation, texts, the Exif directory and transparency are kept, and a colour profile is
// replaced by a gray one.
//
// Section numbers without a document refer to TIFF 6.0 (Adobe, 1992).
package tiff

import (
	"context"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// Header describes the first page, and the total size of all.
type Header struct {
	codec.Header      // Frames are pages; Pixels are those of all pages, including thumbnails
	Deep         bool // more than 8 bits per sample
	Rounds       bool // more than 16 bits, or floating-point: Decode returns 16 bits
	Narrows      bool // the palette has more than 8 bits: Decode returns 8 bits
	Lossy        bool // stored as JPEG
}

// maxSide bounds a page's width and height in pixels, for 32-bit systems.
const maxSide = 1<<31 - 1

// maxPages bounds the number of linked directories, above that of real files.
const maxPages = 100_000

// ReadHeader reads the headers of a file's pages without decoding pictures. Errors are Damaged, and
// Unsupported for a camera's raw file.
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
		// A value above any limit that does not overflow.
		h.Pixels = min(1<<50, h.Pixels+min(1<<40, int64(w)*int64(height)))
		if i == 0 {
			h.Width, h.Height = w, height
			h.Orientation = d.number(orientation, 1)
			h.Deep = d.number(bitsPerSample, 1) > 8
			h.Narrows = d.number(photometric, -1) == palette && d.number(bitsPerSample, 1) <= 8 && !d.eightBitPalette()
			h.Lossy = d.number(compression, none) == jpegPacked || d.number(compression, none) == oldStyle
			h.Rounds = d.number(bitsPerSample, 1) > 16 || d.number(sampleFormat, 1) == floating
		}
	}
	h.Frames = len(f.pages)
	return h, nil
}

// Gray converts a file to black and white. It does not modify file; the result is file itself if it
// is gray already and keeps its metadata. Errors are of package fault: Damaged, Unsupported,
// TooLarge and Cancelled.
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
	out, err := w.finish()
	r.info.Dropped = r.dropped
	r.info.Dropped.Add(w.dropped...)
	return out, r.info, err
}
