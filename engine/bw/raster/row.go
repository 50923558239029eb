package raster

import (
	"image"
	"image/color"
)

// Deep reports whether a picture has more than 8 bits to a sample.
func Deep(img image.Image) bool {
	switch img.(type) {
	case *image.Gray16, *image.NRGBA64, *image.RGBA64:
		return true
	}
	return false
}

// row8 fills rgb with the colours of row y, and alpha, if it isn't nil, with
// their opacity. Colours are straight, not multiplied with it.
func row8(img image.Image, y int, rgb, alpha []uint8) {
	b := img.Bounds()
	switch img := img.(type) {
	case *image.Gray:
		for i, v := range img.Pix[img.PixOffset(b.Min.X, y):][:b.Dx()] {
			rgb[3*i], rgb[3*i+1], rgb[3*i+2] = v, v, v
		}
		fill(alpha, 0xff)
	case *image.NRGBA:
		pix := img.Pix[img.PixOffset(b.Min.X, y):][:4*b.Dx()]
		for i := 0; len(pix) >= 4 && i+2 < len(rgb); i += 3 {
			rgb[i], rgb[i+1], rgb[i+2] = pix[0], pix[1], pix[2]
			pix = pix[4:]
		}
		if alpha != nil {
			pix = img.Pix[img.PixOffset(b.Min.X, y):][:4*b.Dx()]
			for i := range alpha {
				alpha[i] = pix[4*i+3]
			}
		}
	case *image.RGBA:
		pix := img.Pix[img.PixOffset(b.Min.X, y):][:4*b.Dx()]
		for i := range b.Dx() {
			p := pix[4*i : 4*i+4 : 4*i+4]
			c := color.NRGBA{R: p[0], G: p[1], B: p[2], A: p[3]}
			if p[3] != 0xff {
				c = color.NRGBAModel.Convert(color.RGBA{R: p[0], G: p[1], B: p[2], A: p[3]}).(color.NRGBA)
			}
			rgb[3*i], rgb[3*i+1], rgb[3*i+2] = c.R, c.G, c.B
			if alpha != nil {
				alpha[i] = c.A
			}
		}
	case *image.YCbCr:
		rowOfYCbCr(img, y, rgb)
		fill(alpha, 0xff)
	case *image.NYCbCrA:
		rowOfYCbCr(&img.YCbCr, y, rgb)
		copy(alpha, img.A[img.AOffset(b.Min.X, y):])
	case *image.CMYK:
		pix := img.Pix[img.PixOffset(b.Min.X, y):][:4*b.Dx()]
		for i := range b.Dx() {
			c := pix[4*i : 4*i+4 : 4*i+4]
			rgb[3*i], rgb[3*i+1], rgb[3*i+2] = FromCMYK(c[0], c[1], c[2], c[3])
		}
		fill(alpha, 0xff)
	case *image.Paletted:
		for i, v := range img.Pix[img.PixOffset(b.Min.X, y):][:b.Dx()] {
			var c color.NRGBA
			if int(v) < len(img.Palette) {
				c = color.NRGBAModel.Convert(img.Palette[v]).(color.NRGBA)
			}
			rgb[3*i], rgb[3*i+1], rgb[3*i+2] = c.R, c.G, c.B
			if alpha != nil {
				alpha[i] = c.A
			}
		}
	default:
		for i := range b.Dx() {
			c := color.NRGBAModel.Convert(img.At(b.Min.X+i, y)).(color.NRGBA)
			rgb[3*i], rgb[3*i+1], rgb[3*i+2] = c.R, c.G, c.B
			if alpha != nil {
				alpha[i] = c.A
			}
		}
	}
}

func rowOfYCbCr(img *image.YCbCr, y int, rgb []uint8) {
	b := img.Rect
	if c, ok := chromaOf(img, y); ok {
		c.colours(rgb, img.Y[img.YOffset(b.Min.X, y):][:b.Dx()])
		return
	}
	for i := range b.Dx() {
		x := b.Min.X + i
		at := img.COffset(x, y)
		put(rgb[3*i:], img.Y[img.YOffset(x, y)], int32(img.Cb[at]), int32(img.Cr[at]))
	}
}

// row16 is row8 for pictures with more than 8 bits.
func row16(img image.Image, y int, rgb, alpha []uint16) {
	b := img.Bounds()
	switch img := img.(type) {
	case *image.Gray16:
		pix := img.Pix[img.PixOffset(b.Min.X, y):][:2*b.Dx()]
		for i := range b.Dx() {
			v := word(pix[2*i:])
			rgb[3*i], rgb[3*i+1], rgb[3*i+2] = v, v, v
		}
		fill(alpha, 0xffff)
	case *image.NRGBA64:
		pix := img.Pix[img.PixOffset(b.Min.X, y):][:8*b.Dx()]
		for i := range b.Dx() {
			p := pix[8*i : 8*i+8 : 8*i+8]
			rgb[3*i], rgb[3*i+1], rgb[3*i+2] = word(p), word(p[2:]), word(p[4:])
			if alpha != nil {
				alpha[i] = word(p[6:])
			}
		}
	case *image.RGBA64:
		pix := img.Pix[img.PixOffset(b.Min.X, y):][:8*b.Dx()]
		for i := range b.Dx() {
			p := pix[8*i : 8*i+8 : 8*i+8]
			c := color.NRGBA64{R: word(p), G: word(p[2:]), B: word(p[4:]), A: word(p[6:])}
			if c.A != 0xffff {
				c = color.NRGBA64Model.Convert(color.RGBA64(c)).(color.NRGBA64)
			}
			rgb[3*i], rgb[3*i+1], rgb[3*i+2] = c.R, c.G, c.B
			if alpha != nil {
				alpha[i] = c.A
			}
		}
	default:
		for i := range b.Dx() {
			c := color.NRGBA64Model.Convert(img.At(b.Min.X+i, y)).(color.NRGBA64)
			rgb[3*i], rgb[3*i+1], rgb[3*i+2] = c.R, c.G, c.B
			if alpha != nil {
				alpha[i] = c.A
			}
		}
	}
}

// FromCMYK converts ink, 255 at its fullest, to RGB, for pictures without a profile. It is Pillow's
// formula; other programs differ only in rounding.
func FromCMYK(c, m, y, k uint8) (r, g, b uint8) {
	white := 255 - int(k)
	ink := func(v uint8) uint8 { return uint8(max(0, white-multiply(int(v), white))) }
	return ink(c), ink(m), ink(y)
}

// multiply is a*b/255, rounded, without a division.
func multiply(a, b int) int {
	t := a*b + 128
	return (t>>8 + t) >> 8
}

func word(p []byte) uint16 { return uint16(p[0])<<8 | uint16(p[1]) }

func fill[T uint8 | uint16](s []T, v T) {
	for i := range s {
		s[i] = v
	}
}
