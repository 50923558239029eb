package picture

import (
	"image"
	"image/draw"
	"sync/atomic"
)

// flatten turns a picture into the finest level, with one byte a pixel if it is gray
// and opaque, whatever type it comes in.
func flatten(img image.Image) (l level, opaque bool) {
	b := img.Bounds()
	l = level{w: b.Dx(), h: b.Dy(), bytes: 4}
	switch img := img.(type) {
	case *image.Gray:
		l.bytes, l.pix = 1, tight(img.Pix, img.Stride, l.w, l.h)
		return l, true
	case *image.Gray16:
		l.bytes, l.pix = 1, make([]byte, l.w*l.h)
		rows(l.h, func(from, to int) {
			for y := from; y < to; y++ {
				for x := range l.w {
					l.pix[y*l.w+x] = img.Pix[y*img.Stride+2*x]
				}
			}
		})
		return l, true
	case *image.RGBA:
		l.pix, opaque = tight(img.Pix, img.Stride, 4*l.w, l.h), img.Opaque()
	case *image.YCbCr:
		if img.Rect.Min == (image.Point{}) && compact(img.SubsampleRatio) {
			l.ycc = img
			if l.colourless() {
				return level{w: l.w, h: l.h, bytes: 1, pix: tight(img.Y, img.YStride, l.w, l.h)}, true
			}
			return l, true
		}
	case *image.NRGBA:
		// Opaque pixels are the same with and without premultiplication.
		if opaque = img.Opaque(); opaque {
			l.pix = tight(img.Pix, img.Stride, 4*l.w, l.h)
		}
	}
	if l.pix == nil {
		rgba := image.NewRGBA(image.Rect(0, 0, l.w, l.h))
		rows(l.h, func(from, to int) {
			strip := image.Rect(0, from, l.w, to)
			draw.Draw(rgba, strip, img, b.Min.Add(strip.Min), draw.Src)
		})
		l.pix, opaque = rgba.Pix, rgba.Opaque()
	}
	if opaque && l.colourless() {
		return l.gray(), true
	}
	return l, opaque
}

// compact reports whether levels keep luma and chroma of this ratio as they are.
func compact(r image.YCbCrSubsampleRatio) bool {
	switch r {
	case image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio444:
		return true
	}
	return false
}

// tight returns the rows of a picture one behind the other, without a copy if they are.
func tight(pix []byte, stride, width, h int) []byte {
	if stride == width {
		return pix[:width*h]
	}
	out := make([]byte, width*h)
	for y := range h {
		copy(out[y*width:], pix[y*stride:][:width])
	}
	return out
}

// colourless says that red, green and blue are the same everywhere.
func (l level) colourless() bool {
	if l.ycc != nil {
		return uniform(l.ycc.Cb) && uniform(l.ycc.Cr)
	}
	var colour atomic.Bool
	rows(l.h, func(from, to int) {
		pix := l.pix[4*l.w*from : 4*l.w*to]
		for i := 0; i+4 <= len(pix) && !colour.Load(); i += 4 * 1024 {
			for k := i; k+4 <= min(len(pix), i+4*1024); k += 4 {
				if pix[k] != pix[k+1] || pix[k] != pix[k+2] {
					colour.Store(true)
					return
				}
			}
		}
	})
	return !colour.Load()
}

// uniform reports whether a plane of chroma has no colour.
func uniform(plane []byte) bool {
	for _, v := range plane {
		if v != 128 {
			return false
		}
	}
	return true
}

// gray keeps one byte of four.
func (l level) gray() level {
	out := level{w: l.w, h: l.h, bytes: 1, pix: make([]byte, l.w*l.h)}
	rows(l.h, func(from, to int) {
		for i := from * l.w; i < to*l.w; i++ {
			out.pix[i] = l.pix[4*i]
		}
	})
	return out
}
