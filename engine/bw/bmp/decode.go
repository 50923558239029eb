package bmp

import (
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"math/bits"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/raster"
)

// Decode decodes a picture in colour, and returns its ICC profile, if any. Callers should check
// ReadHeader against their limits first. Errors are Damaged, Unsupported and Cancelled.
func Decode(ctx context.Context, file []byte) (image.Image, codec.Extra, error) {
	h, err := readHeader(file)
	if err != nil {
		return nil, codec.Extra{}, err
	}
	if err := h.complete(file); err != nil {
		return nil, codec.Extra{}, err
	}
	extra := codec.Extra{Profile: h.profile(file)}
	if h.size >= 40 {
		extra.Resolution = exif.PerMetre(binary.LittleEndian.Uint32(file[fileHeader+24:]), binary.LittleEndian.Uint32(file[fileHeader+28:]))
	}
	if h.bits <= 8 {
		return decodePalette(file, h), extra, nil
	}
	img, err := decodeColours(ctx, file, h)
	return img, extra, err
}

// row returns the offset of row y from the top.
func (h header) row(y int) int {
	if !h.topDown {
		y = h.Height - 1 - y
	}
	return h.pixels + y*h.stride()
}

func decodePalette(file []byte, h header) *image.Paletted {
	palette := make(color.Palette, 256)
	for i := range palette {
		c := color.NRGBA{A: 255}
		if i < h.entries {
			p := file[h.palette+i*h.entrySize:]
			c.R, c.G, c.B = p[2], p[1], p[0]
		}
		palette[i] = c
	}
	img := image.NewPaletted(image.Rect(0, 0, h.Width, h.Height), palette)
	if h.compression != plain {
		h.walk(file[h.pixels:], func(x, y int, v byte) { // checked by complete
			if !h.topDown {
				y = h.Height - 1 - y
			}
			img.Pix[y*img.Stride+x] = v
		})
		return img
	}
	mask := byte(1<<h.bits - 1)
	for y := range h.Height {
		row, out := file[h.row(y):], img.Pix[y*img.Stride:][:h.Width]
		if h.bits == 8 {
			copy(out, row)
			continue
		}
		for x := range out {
			at := x * h.bits
			out[x] = row[at/8] >> (8 - h.bits - at%8) & mask
		}
	}
	return img
}

// A channel scales the bits of a mask to 8.
type channel struct {
	mask  uint32
	shift int
	table []uint8 // nil if the mask has more than 8 bits
}

func newChannel(mask uint32) channel {
	c := channel{mask: mask, shift: bits.TrailingZeros32(mask)}
	n := bits.OnesCount32(mask)
	if n == 0 {
		c.shift, c.table = 0, []uint8{0}
		return c
	}
	if n > 8 {
		c.shift += n - 8
		n = 8
	}
	top := 1<<n - 1
	c.table = make([]uint8, top+1)
	for i := range c.table {
		c.table[i] = uint8(i * 255 / top)
	}
	return c
}

func (c channel) of(pixel uint32) uint8 { return c.table[pixel&c.mask>>c.shift] }

// decodeColours reads pixels of 16 to 32 bits.
func decodeColours(ctx context.Context, file []byte, h header) (*image.NRGBA, error) {
	img := image.NewNRGBA(image.Rect(0, 0, h.Width, h.Height))
	red, green, blue, alpha := newChannel(h.masks[0]), newChannel(h.masks[1]), newChannel(h.masks[2]), newChannel(h.masks[3])
	err := raster.Bands(ctx, h.Width, h.Height, func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			row, out := file[h.row(y):], img.Pix[y*img.Stride:][:4*h.Width]
			for x := range h.Width {
				p := out[4*x : 4*x+4 : 4*x+4]
				if h.bits == 24 {
					p[0], p[1], p[2], p[3] = row[3*x+2], row[3*x+1], row[3*x], 255
					continue
				}
				var v uint32
				if h.bits == 16 {
					v = uint32(binary.LittleEndian.Uint16(row[2*x:]))
				} else {
					v = binary.LittleEndian.Uint32(row[4*x:])
				}
				p[0], p[1], p[2], p[3] = red.of(v), green.of(v), blue.of(v), 255
				if alpha.mask != 0 {
					p[3] = alpha.of(v)
				}
			}
		}
	})
	return img, err
}
