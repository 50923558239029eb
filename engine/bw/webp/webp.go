// Package webp makes a WebP file black and white: the bytes of a file in, the bytes of the
// gray file out, lossy as lossy and lossless as lossless, with transparency, frames, delays
// and loop.
//
//	file -> chunks -+- VP8 (lossy) ------> its luma, bit for bit, without chroma
//	                +- VP8L (lossless) --> pixels -> gray -> VP8L
//	                +- ALPH, ANIM, ANMF -> as they are
//	                +- ICCP -------------> as it is: equal red, green and blue are gray by it
//	                +- EXIF, XMP --------> by the metadata's rules
//
// The container is that of https://developers.google.com/speed/webp/docs/riff_container.
package webp

import (
	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
)

// Header is what a file says about its picture.
type Header struct {
	codec.Header     // Orientation by the EXIF chunk
	Loop         int // how often an animation plays, 0 for ever
	Lossy        bool
}

// ReadHeader reads what a file says about its picture, without looking at it. Errors
// are Damaged.
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
		return Header{}, fault.New(fault.Damaged, "the WebP file breaks off before its picture")
	}
	return h, nil
}
