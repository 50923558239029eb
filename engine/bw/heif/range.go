package heif

import (
	"image"
)

// weights of red and blue in luma, by the matrix's number (ITU-T H.273, table 4). All
// others are taken for BT.601, which is what JFIF has.
var weights = map[int][2]float64{1: {0.2126, 0.0722}, 9: {0.2627, 0.0593}, 10: {0.2627, 0.0593}}

// inJFIF returns a picture whose luma is BT.601's, over all 256 values, as image.YCbCr
// has it: itself if it is so, stretched, or else as colours.
func (c *container) inJFIF(img *image.YCbCr) image.Image {
	if c.limited {
		var luma, chroma [256]uint8
		for i := range 256 {
			luma[i] = clip(float64(i-16) * 255 / 219)
			chroma[i] = clip(float64(i-128)*255/224 + 128)
		}
		through(img.Y, luma)
		through(img.Cb, chroma)
		through(img.Cr, chroma)
	}
	w, ok := weights[c.matrix]
	if !ok {
		return img
	}
	r, b := w[0], w[1]
	g := 1 - r - b
	out := image.NewNRGBA(img.Rect)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			at := img.COffset(x, y)
			l, cb, cr := float64(img.Y[img.YOffset(x, y)]), float64(img.Cb[at])-128, float64(img.Cr[at])-128
			red, blue := l+2*(1-r)*cr, l+2*(1-b)*cb
			p := out.Pix[y*out.Stride+4*x:][:4]
			p[0], p[1], p[2], p[3] = clip(red), clip((l-r*red-b*blue)/g), clip(blue), 255
		}
	}
	return out
}

func through(samples []uint8, table [256]uint8) {
	for i, v := range samples {
		samples[i] = table[v]
	}
}

func clip(v float64) uint8 { return uint8(max(0, min(255, v+0.5))) }
