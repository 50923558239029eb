// Package webp converts WebP files to black and white. It reads the bytes of a file and returns the
// bytes of the gray file. Lossy stays lossy and lossless stays lossless; transparency, frames,
// delays and loop are kept.
//
//	file -> chunks -+- VP8 (lossy) ------> luma bit for bit, without chroma
//	                +- VP8L (lossless) --> pixels -> gray -> VP8L
//	                +- ALPH, ANIM, ANMF -> unchanged
//	                +- ICCP -------------> unchanged: equal red, green and blue are gray with it
//	                +- EXIF, XMP --------> filtered by the options
//
// The container format is described in
// https://developers.google.com/speed/webp/docs/riff_container.
package webp

import (
	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
)

// Header describes a picture.
type Header struct {
	codec.Header     // Orientation by the EXIF chunk
	Loop         int // number of plays, 0 for infinite
	Lossy        bool
}

// ReadHeader reads a file's header without decoding. Errors are Damaged.
func ReadHeader(file []byte) (Header, error) {
	f, err := open(file)
	if err != nil {
		return Header{}, err
	}
	h := Header{Header: codec.Header{Width: f.width, Height: f.height, Orientation: 1}, Loop: f.loop}
	for _, c := range f.chunks {
		switch c.name {
		case "VP8 ":
			h.Lossy = true
			h.Frames++
		case "VP8L":
			h.Frames++
		case "ANMF":
			h.Frames++
			if inner, err := split(c.data, frameHeader); err == nil {
				for _, i := range inner {
					h.Lossy = h.Lossy || i.name == "VP8 "
				}
			}
		case "EXIF":
			h.Orientation = exif.Orientation(exifBlock(c.data))
		}
	}
	if h.Frames == 0 {
		return Header{}, fault.New(fault.Damaged, "the WebP file ends before its picture")
	}
	return h, nil
}
