// Package heif reads HEIC, AVIF and JPEG XL pictures. Size, turn, colours and metadata are
// found here, before any codec runs; the pixels come from package wasm.
//
//	HEIC, AVIF: boxes -> meta -> main item -+- ispe, irot, imir, colr
//	                                        +- Exif and XMP items
//	JPEG XL:    codestream, or boxes with it -> size header
//	                                        +- Exif and xml boxes
//
// Boxes are those of ISO/IEC 14496-12, items and their properties those of ISO/IEC 23008-12
// (HEIF); JPEG XL is ISO/IEC 18181-1 and -2.
package heif

import (
	"context"
	"image"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/raster"
	"pretobranco/engine/bw/wasm"
)

// A Kind is a format.
type Kind int

const (
	HEIC Kind = iota
	AVIF
	JXL
)

// Header is what a file says about its picture.
type Header struct {
	Width, Height int
	Orientation   int  // that Decode leaves to the caller, 1 to 8; 1 is upright
	Flat          bool // Decode gives no transparency, though the file has it
}

// ReadHeader reads what a file says about its picture, without looking at it. Errors
// are Damaged and Unsupported.
func ReadHeader(kind Kind, file []byte) (Header, error) {
	if kind == JXL {
		h, err := readJXL(file)
		return Header{Width: h.width, Height: h.height, Orientation: 1}, err
	}
	c, err := open(file)
	if err != nil {
		return Header{}, err
	}
	h := Header{Width: c.width, Height: c.height, Orientation: c.orientation()}
	if kind == HEIC { // its codec turns
		if h.Orientation >= 5 {
			h.Width, h.Height = h.Height, h.Width
		}
		h.Orientation, h.Flat = 1, c.opacity
	}
	return h, nil
}

// Decode reads a picture in colour, turned as ReadHeader says, and what stands beside it.
// Errors are Damaged, Unsupported, TooLarge for what the codec's memory can't hold,
// and Cancelled.
func Decode(ctx context.Context, kind Kind, file []byte) (image.Image, raster.Extra, error) {
	h, err := ReadHeader(kind, file)
	if err != nil {
		return nil, raster.Extra{}, err
	}
	// The codec must not find another picture than the one that was held against limits.
	check := func(width, height int) error {
		if width <= 0 || height <= 0 || width > h.Width || height > h.Height {
			return fault.New(fault.Damaged, "the file speaks of %d x %d pixels, its picture has %d x %d", h.Width, h.Height, width, height)
		}
		return nil
	}
	if kind == JXL {
		img, err := wasm.JXL(ctx, file, check)
		if err != nil {
			return nil, raster.Extra{}, err
		}
		h, err := readJXL(file)
		h.straight(img)
		return img, jxlExtra(file, h), err
	}
	c, err := open(file)
	if err != nil {
		return nil, raster.Extra{}, err
	}
	extra := raster.Extra{Profile: c.profile, EXIF: c.exif, XMP: c.xmp}
	if kind == AVIF {
		img, err := wasm.AVIF(ctx, file, check)
		return img, extra, err
	}
	img, err := wasm.HEIC(ctx, file, check)
	if err != nil && c.grayOnly && fault.KindOf(err) == fault.Damaged {
		err = fault.New(fault.Unsupported, "a HEIC file of gray alone (HEVC 4:0:0) is not supported")
	}
	if err != nil {
		return nil, extra, err
	}
	if ycc, ok := img.(*image.YCbCr); ok {
		return c.inJFIF(ycc), extra, nil
	}
	return img, extra, nil
}
