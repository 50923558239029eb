package raster

import (
	"context"
	"image"
)

// Shrink returns a picture in colour whose long side has at most maxSide pixels, each the mean
// of those that it replaces; of the same size if maxSide is 0 or not smaller. Errors are
// Cancelled, or Internal for a panic.
func Shrink(ctx context.Context, img image.Image, maxSide int) (*image.NRGBA, error) {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	nw, nh := w, h
	if long := max(w, h); maxSide > 0 && long > maxSide {
		nw, nh = max(1, (w*maxSide+long/2)/long), max(1, (h*maxSide+long/2)/long)
	}
	if nw == w {
		return Straight(ctx, img)
	}
	out := image.NewNRGBA(image.Rect(0, 0, nw, nh))
	err := Bands(ctx, w, nh, func(y0, y1 int) {
		rgb, alpha := make([]uint8, 3*w), make([]uint8, w)
		sums := make([][4]uint64, nw)
		for y := y0; y < y1; y++ {
			clear(sums)
			top, bottom := y*h/nh, max(y*h/nh+1, (y+1)*h/nh)
			for sy := top; sy < bottom; sy++ {
				row8(img, b.Min.Y+sy, rgb, alpha)
				for x := range nw {
					for sx := x * w / nw; sx < max(x*w/nw+1, (x+1)*w/nw); sx++ {
						a := uint64(alpha[sx])
						sums[x][0] += uint64(rgb[3*sx]) * a
						sums[x][1] += uint64(rgb[3*sx+1]) * a
						sums[x][2] += uint64(rgb[3*sx+2]) * a
						sums[x][3] += a
					}
				}
			}
			row := out.Pix[y*out.Stride:][:4*nw]
			for x, s := range sums {
				if s[3] == 0 {
					continue
				}
				count := uint64(bottom-top) * uint64(max(x*w/nw+1, (x+1)*w/nw)-x*w/nw)
				for c := range 3 {
					row[4*x+c] = uint8((s[c] + s[3]/2) / s[3])
				}
				row[4*x+3] = uint8((s[3] + count/2) / count)
			}
		}
	})
	return out, err
}

// Straight returns a picture in colour, 8 bits to a sample, with its own copy of the
// pixels. Errors are those of Shrink.
func Straight(ctx context.Context, img image.Image) (*image.NRGBA, error) {
	b := img.Bounds()
	w := b.Dx()
	out := image.NewNRGBA(image.Rect(0, 0, w, b.Dy()))
	err := Bands(ctx, w, b.Dy(), func(y0, y1 int) {
		rgb, alpha := make([]uint8, 3*w), make([]uint8, w)
		for y := y0; y < y1; y++ {
			row8(img, b.Min.Y+y, rgb, alpha)
			row := out.Pix[y*out.Stride:][:4*w]
			for x, a := range alpha {
				p := rgb[3*x : 3*x+3 : 3*x+3]
				row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = p[0], p[1], p[2], a
			}
		}
	})
	return out, err
}
