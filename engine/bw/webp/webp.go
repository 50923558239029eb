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
	"context"
	"image"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
)

// An Encoder writes a gray picture, in one of the 8-bit types of package raster, as a
// still WebP file. Quality is 1 to 100, and 0 for lossless.
type Encoder func(ctx context.Context, img image.Image, quality int) ([]byte, error)

// Options say what Gray makes of a file. The zero value is the neutral tone with all
// metadata, but for Encode.
type Options struct {
	Metadata codec.Metadata

	// Encode writes what can't be kept as it is: lossless pictures.
	Encode Encoder

	// Thumbnail makes the thumbnail inside EXIF gray, both JPEG; an error drops
	// it. If Thumbnail is nil, it stays.
	Thumbnail func(jpeg []byte) ([]byte, error)
}

// Info tells what Gray found.
type Info struct {
	Header      // of the file that came in
	Gray   bool // no pixel had a colour

	// BadProfile tells that the file has a colour profile that is damaged or for another kind of
	// pixel. It counts for none, as for viewers, and is not in the result.
	BadProfile bool

	Dropped exif.Parts // what the result lacks besides, though nobody asked for that
}

// ErrNeedsPixels is returned for a colour profile that no gray profile can stand
// in for: the pixels must be converted to sRGB first.
var ErrNeedsPixels = fault.New(fault.Unsupported, "the picture's colour profile has no gray counterpart")

// Header is what a file says about its picture.
type Header struct {
	Width, Height int
	Frames        int
	Loop          int // how often an animation plays, 0 for ever
	Lossy         bool
	Orientation   int // by its EXIF chunk; 1 is upright
}

// ReadHeader reads what a file says about its picture, without looking at it. Errors
// are Damaged.
func ReadHeader(file []byte) (Header, error) {
	f, err := open(file)
	if err != nil {
		return Header{}, err
	}
	h := Header{Width: f.width, Height: f.height, Loop: f.loop, Orientation: 1}
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
