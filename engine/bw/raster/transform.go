package raster

import (
	"context"
	"image"
)

// A Transformer turns pixels of one space into sRGB; package icc has one.
type Transformer interface {
	Channels() int
	Bytes(dst, src []byte)
	Words(dst, src []uint16)
}

// Transform returns a colour picture in sRGB. The transformer must have four channels for an *image.CMYK,
// and three for any other type. Errors are Cancelled, or Internal for a panic.
func Transform(ctx context.Context, img image.Image, t Transformer) (image.Image, error) {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if Deep(img) {
		out := image.NewNRGBA64(image.Rect(0, 0, w, h))
		return out, Bands(ctx, w, h, func(y0, y1 int) {
			rgb, srgb, alpha := make([]uint16, 3*w), make([]uint16, 3*w), make([]uint16, w)
			for y := y0; y < y1; y++ {
				row16(img, b.Min.Y+y, rgb, alpha)
				t.Words(srgb, rgb)
				row := out.Pix[y*out.Stride:][:8*w]
				for x := range w {
					for c, v := range [4]uint16{srgb[3*x], srgb[3*x+1], srgb[3*x+2], alpha[x]} {
						row[8*x+2*c], row[8*x+2*c+1] = uint8(v>>8), uint8(v)
					}
				}
			}
		})
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	ink, _ := img.(*image.CMYK)
	return out, Bands(ctx, w, h, func(y0, y1 int) {
		rgb, srgb, alpha := make([]uint8, 3*w), make([]uint8, 3*w), make([]uint8, w)
		for y := y0; y < y1; y++ {
			if ink != nil {
				fill(alpha, 0xff)
				t.Bytes(srgb, ink.Pix[ink.PixOffset(b.Min.X, b.Min.Y+y):][:4*w])
			} else {
				row8(img, b.Min.Y+y, rgb, alpha)
				t.Bytes(srgb, rgb)
			}
			row := out.Pix[y*out.Stride:][:4*w]
			for x := range w {
				row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = srgb[3*x], srgb[3*x+1], srgb[3*x+2], alpha[x]
			}
		}
	})
}
