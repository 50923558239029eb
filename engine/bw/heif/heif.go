// Package heif reads HEIC, AVIF and JPEG XL pictures. It parses size, orientation, crop, colours
// and metadata before any codec runs; packages hevc and wasm decode the samples.
//
//	HEIC, AVIF: boxes -> items -> main picture -+- plan: its source, rotation and crop
//	                                            +- decoder: coded pictures, composed
//	                                            +- its metadata
//	JPEG XL:    codestream, or boxes with it -> size header
//	                                         +- Exif and xml boxes
//
// Boxes are those of ISO/IEC 14496-12, items and their properties those of ISO/IEC 23008-12
// (HEIF); JPEG XL is ISO/IEC 18181-1 and -2.
package heif

import (
	"context"
	"image"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/wasm"
)

// A Kind is a format.
type Kind int

const (
	HEIC Kind = iota
	AVIF
	JXL
)

// Header describes a picture.
type Header struct {
	codec.Header // cropped as the file says; Pixels have to be decoded, some of which a crop may hide

	Flat     bool // Decode drops the file's transparency
	GainMap  bool // the file has a gain map, which Decode drops
	Pictures int  // number in the file; Decode returns the main one
}

// ReadHeader reads a file's header without decoding. Errors are Damaged and Unsupported.
func ReadHeader(kind Kind, file []byte) (Header, error) {
	if kind == JXL {
		h, err := readJXL(file)
		return Header{Header: codec.Header{Width: h.width, Height: h.height, Orientation: 1, Pixels: int64(h.width) * int64(h.height)}, Pictures: 1}, err
	}
	c, err := open(file)
	if err != nil {
		return Header{}, err
	}
	p, err := c.plan(c.primary, 0)
	if err != nil {
		return Header{}, err
	}
	return c.header(kind, p), nil
}

func (c *container) header(kind Kind, p plan) Header {
	return Header{
		Header: codec.Header{Width: p.shape.crop.Dx(), Height: p.shape.crop.Dy(), Orientation: p.shape.orientation(), Pixels: p.pixels},
		Flat:   kind == HEIC && c.opacity(), GainMap: c.gainMap(), Pictures: c.pictures(),
	}
}

// Decode decodes a picture and its metadata. With lumaOnly it returns gray if luma is the gray of
// the neutral look, otherwise colour. Errors are Damaged, Unsupported, TooLarge for the codec's
// memory, and Cancelled.
func Decode(ctx context.Context, kind Kind, file []byte, lumaOnly bool) (image.Image, Header, codec.Extra, error) {
	if kind == JXL {
		return decodeJXL(ctx, file)
	}
	none := codec.Extra{}
	c, err := open(file)
	if err != nil {
		return nil, Header{}, none, err
	}
	p, err := c.plan(c.primary, 0)
	if err != nil {
		return nil, Header{}, none, err
	}
	d := &decoder{container: c, ctx: ctx, lumaOnly: lumaOnly}
	img, err := d.decode(p.source)
	if err != nil {
		return nil, Header{}, none, err
	}
	if size := img.Bounds().Size(); size.X != p.width || size.Y != p.height {
		return nil, Header{}, none, fault.New(fault.Damaged, "the file's header states %d x %d pixels, but its picture has %d x %d",
			p.width, p.height, size.X, size.Y)
	}
	extra := codec.Extra{Profile: c.profile()}
	if extra.Profile == nil {
		img = c.colours(p.source).toned(img)
	}
	extra.EXIF, extra.XMP = c.metadata()
	extra.Unknown, extra.Resolution = c.unread(), c.primary.aspect()
	return part(img, p.shape.crop), c.header(kind, p), extra, nil
}

func decodeJXL(ctx context.Context, file []byte) (image.Image, Header, codec.Extra, error) {
	header, err := ReadHeader(JXL, file)
	if err != nil {
		return nil, header, codec.Extra{}, err
	}
	// The codec must not decode another picture than the one that was checked against limits.
	img, err := wasm.JXL(ctx, file, func(width, height int) error {
		if width <= 0 || height <= 0 || width > header.Width || height > header.Height {
			return fault.New(fault.Damaged, "the file's header states %d x %d pixels, but its picture has %d x %d", header.Width, header.Height, width, height)
		}
		return nil
	})
	if err != nil {
		return nil, header, codec.Extra{}, err
	}
	h, err := readJXL(file)
	h.straight(img)
	return img, header, jxlExtra(file, h), err
}
