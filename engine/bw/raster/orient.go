package raster

import "image"

// Orient returns a gray picture, or a colour one with 8 bits, turned by an orientation (Exif 2.32,
// 4.6.5); img itself if it is upright.
//
//	1 upright       3 half a turn       5 mirrored along \    7 mirrored along /
//	2 mirrored -    4 mirrored |        6 a quarter right     8 a quarter left
func Orient(img image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return img
	}
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	turned := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		turned = image.Rect(0, 0, h, w)
	}
	var from, to []byte
	var stride, toStride, size int
	var out image.Image
	switch img := img.(type) {
	case *image.Gray:
		o := image.NewGray(turned)
		out, from, stride, to, toStride, size = o, img.Pix, img.Stride, o.Pix, o.Stride, 1
	case *image.Gray16:
		o := image.NewGray16(turned)
		out, from, stride, to, toStride, size = o, img.Pix, img.Stride, o.Pix, o.Stride, 2
	case *image.NRGBA:
		o := image.NewNRGBA(turned)
		out, from, stride, to, toStride, size = o, img.Pix, img.Stride, o.Pix, o.Stride, 4
	case *image.NRGBA64:
		o := image.NewNRGBA64(turned)
		out, from, stride, to, toStride, size = o, img.Pix, img.Stride, o.Pix, o.Stride, 8
	default:
		return Orient(toNRGBA(img), orientation)
	}
	for y := range turned.Dy() {
		for x := range turned.Dx() {
			sx, sy := x, y
			switch orientation {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, h-1-x
			case 7:
				sx, sy = w-1-y, h-1-x
			case 8:
				sx, sy = w-1-y, x
			}
			copy(to[y*toStride+x*size:][:size], from[sy*stride+sx*size:][:size])
		}
	}
	return out
}

// toNRGBA returns any picture as straight 8-bit colours.
func toNRGBA(img image.Image) *image.NRGBA {
	b := img.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	rgb, alpha := make([]uint8, 3*b.Dx()), make([]uint8, b.Dx())
	for y := range b.Dy() {
		row8(img, b.Min.Y+y, rgb, alpha)
		row := out.Pix[y*out.Stride:]
		for x := range b.Dx() {
			row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = rgb[3*x], rgb[3*x+1], rgb[3*x+2], alpha[x]
		}
	}
	return out
}
