package bw

import (
	"context"
	"image"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/raster"
)

// measureSide is the long side in pixels at which automatic levels are found. It is the same
// everywhere, so that a photo has the same levels wherever it is converted; noise and single pixels
// count for little at this size, and JPEG is decoded to it quickly.
const measureSide = 1024

// measured returns a look with its automatic levels as those of a file. All frames of an animation
// have the same. Errors are those of Convert.
func measured(ctx context.Context, file []byte, h Header, l Look) (Look, error) {
	if !l.Levels().Auto {
		return l, nil
	}
	p, err := h.Format.Info().codec.Decode(ctx, file, codec.Hints{MaxSide: measureSide, AllFrames: h.Frames > 1, Luma: toneOf(l.Base()).OfLuma})
	if err != nil {
		return Look{}, err
	}
	var counts [256]int64
	for _, f := range p.Frames {
		img, _, err := manage(ctx, f.Image, p.Extra.Profile)
		if err == nil {
			err = count(ctx, img, l.Base(), &counts)
		}
		if err != nil {
			return Look{}, err
		}
	}
	return l.Measured(&counts), nil
}

// Measured returns a look with its automatic levels as those of a decoded picture; looks without are
// returned as they are. Errors are Cancelled and Internal.
func Measured(ctx context.Context, img image.Image, l Look) (Look, error) {
	if !l.Levels().Auto {
		return l, nil
	}
	var counts [256]int64
	if err := count(ctx, img, l.Base(), &counts); err != nil {
		return Look{}, err
	}
	return l.Measured(&counts), nil
}

// Histogram counts the pixels of a decoded picture that have each level of gray with a look, before its
// 1-bit method and with automatic levels as none. Transparent pixels do not count. Errors are Cancelled
// and Internal.
func Histogram(ctx context.Context, img image.Image, l Look) (counts [256]int64, err error) {
	err = count(ctx, img, grayOf(l), &counts)
	return counts, err
}

// count adds the histogram of a picture's gray to counts, at measureSide if it is larger.
func count(ctx context.Context, img image.Image, l Look, counts *[256]int64) error {
	if b := img.Bounds(); max(b.Dx(), b.Dy()) > measureSide || raster.Deep(img) {
		small, err := raster.Shrink(ctx, img, measureSide)
		if err != nil {
			return err
		}
		img = small
	}
	gray, _, err := raster.Gray(ctx, img, toneOf(l))
	if err != nil {
		return err
	}
	switch gray := gray.(type) {
	case *image.Gray:
		for y := range gray.Rect.Dy() {
			for _, v := range gray.Pix[y*gray.Stride:][:gray.Rect.Dx()] {
				counts[v]++
			}
		}
	case *image.NRGBA:
		for y := range gray.Rect.Dy() {
			row := gray.Pix[y*gray.Stride:][:4*gray.Rect.Dx()]
			for i := 0; i < len(row); i += 4 {
				if row[i+3] > 0 {
					counts[row[i]]++
				}
			}
		}
	}
	return nil
}
