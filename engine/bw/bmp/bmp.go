// Package bmp converts BMP files to black and white. It reads the bytes of a file and returns the
// bytes of the gray file.
//
//	file -> header -+- palette (1 to 8 bits, RLE too) --> a gray palette, the rest copied
//	                +- colours (16 to 32 bits) ---------> 8 bits with a gray palette,
//	                |                                     or 32 bits, if it is transparent
//	                +- equal red, green and blue -------> the file as it is
//
// All headers are read, from OS/2's of 12 bytes to version 5 of 124, with rows from the bottom up
// or from the top down. The kind of header is kept, with resolution, colour space and profile:
// samples remain RGB with equal values.
//
// Names like biCompression are those of Microsoft's BITMAPINFOHEADER and BITMAPV5HEADER.
package bmp

import (
	"context"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/bw/raster"
)

// Gray converts a file to black and white. It does not modify file; the result is file itself if it
// is gray already. Errors are Damaged, Unsupported and Cancelled.
func Gray(ctx context.Context, file []byte, o codec.Options) ([]byte, codec.Info, error) {
	h, err := readHeader(file)
	if err != nil {
		return nil, codec.Info{}, err
	}
	if err := h.complete(file); err != nil {
		return nil, codec.Info{}, err
	}
	if end := h.end(file); exif.HasColour(file[end:]) {
		file = file[:end]
	}
	o.Tone = o.GrayTone()
	if profile := h.profile(file); profile != nil {
		if plan := icc.PlanFor(profile, icc.Colour); plan.None() || plan.ToSRGB != nil {
			h.unmanaged = true
			if o.Unmapped != nil {
				if tone := o.Unmapped(profile); tone != nil {
					o.Tone = tone
				}
			}
		}
	}
	var out []byte
	var gray bool
	if h.bits <= 8 {
		out, gray = grayPalette(file, h, o.Tone)
	} else if out, gray, err = grayColours(ctx, file, h, o.Tone); err != nil {
		return nil, codec.Info{}, err
	}
	if h.unmanaged && !gray {
		dropProfile(out, h)
	}
	info := codec.Info{Header: h.Header.Header, Gray: gray}
	info.Narrowed = h.Narrows && !(gray && o.Tone.GrayStays)
	return out, info, nil
}

// grayPalette rewrites the palette in a copy of the file.
func grayPalette(file []byte, h header, tone *codec.Tone) (out []byte, gray bool) {
	table := file[h.palette:][:h.entries*h.entrySize]
	rgb, values := make([]uint8, 3*h.entries), make([]uint8, h.entries)
	gray = true
	for i := range h.entries {
		p := table[i*h.entrySize:]
		rgb[3*i], rgb[3*i+1], rgb[3*i+2] = p[2], p[1], p[0]
		gray = gray && p[0] == p[1] && p[1] == p[2]
	}
	if gray && tone.GrayStays {
		return file, true
	}
	tone.Row8(values, rgb)
	out = append([]byte(nil), file...)
	for i, v := range values {
		p := out[h.palette+i*h.entrySize:]
		p[0], p[1], p[2] = v, v, v
	}
	return out, gray
}

// grayColours encodes the picture again.
func grayColours(ctx context.Context, file []byte, h header, tone *codec.Tone) ([]byte, bool, error) {
	img, err := decodeColours(ctx, file, h)
	if err != nil {
		return nil, false, err
	}
	gray, already, err := raster.Gray(ctx, img, tone)
	if err != nil {
		return nil, false, err
	}
	if already && tone.GrayStays {
		return file, true, nil
	}
	return write(gray, h, file, false), already, nil
}

// Header describes a picture.
type Header struct {
	codec.Header
	Bits    int  // per pixel: 1, 2, 4, 8 for palette indexes, 16, 24, 32 for colours
	Narrows bool // a colour has more than 8 bits, of which 8 are read
}

// ReadHeader reads a file's header without reading the picture. It fails where Gray would.
func ReadHeader(file []byte) (Header, error) {
	h, err := readHeader(file)
	return h.Header, err
}

func breaksOff(file []byte) error {
	return fault.New(fault.Damaged, "the BMP file ends after %d bytes", len(file))
}
