package raster

import (
	"context"
	"image"
	"sync/atomic"

	"pretobranco/engine/bw/codec"
)

// Gray makes a picture gray, in one of the types that the package comment lists:
// with more than 8 bits if it has them, with transparency if any pixel is not opaque.
// It also reports whether every pixel was gray already. The result may be img itself. Errors are
// Cancelled, and Internal for a panic in tone.
func Gray(ctx context.Context, img image.Image, tone *codec.Tone) (gray image.Image, already bool, err error) {
	if tone == nil {
		tone = codec.Neutral
	}
	switch img := img.(type) {
	case *image.Gray:
		if tone.GrayStays {
			return img, true, nil
		}
		gray, err := retoned(ctx, img, tone)
		return gray, true, err
	case *image.Gray16:
		if tone.GrayStays {
			return img, true, nil
		}
	case *image.YCbCr:
		if tone.OfLuma && tone.GrayStays {
			return lumaOf(img), false, nil
		}
		if tone.OfLuma {
			gray, err := retoned(ctx, lumaOf(img), tone)
			return gray, false, err
		}
	case *image.NYCbCrA:
		if tone == codec.Neutral {
			return lumaAndAlpha(img), false, nil
		}
	}
	opaque := Opaque(img)
	if Deep(img) {
		return gray16(ctx, img, tone, opaque)
	}
	return gray8(ctx, img, tone, opaque)
}

// retoned applies a tone to a picture that is gray already.
func retoned(ctx context.Context, img *image.Gray, tone *codec.Tone) (*image.Gray, error) {
	b := img.Rect
	width := b.Dx()
	table := tone.Table()
	out := image.NewGray(image.Rect(0, 0, width, b.Dy()))
	err := Bands(ctx, width, b.Dy(), func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			from, to := img.Pix[img.PixOffset(b.Min.X, b.Min.Y+y):][:width], out.Pix[y*out.Stride:][:width]
			for x, v := range from {
				to[x] = table[v]
			}
		}
	})
	return out, err
}

// lumaOf returns the luma of a full-range JFIF picture, which is its neutral gray.
func lumaOf(img *image.YCbCr) *image.Gray {
	at := img.YOffset(img.Rect.Min.X, img.Rect.Min.Y)
	return &image.Gray{Pix: img.Y[at:], Stride: img.YStride, Rect: image.Rect(0, 0, img.Rect.Dx(), img.Rect.Dy())}
}

// lumaAndAlpha is lumaOf for a picture with transparency.
func lumaAndAlpha(img *image.NYCbCrA) image.Image {
	if img.Opaque() {
		return lumaOf(&img.YCbCr)
	}
	b := img.Rect
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		luma, alpha := img.Y[img.YOffset(b.Min.X, b.Min.Y+y):], img.A[img.AOffset(b.Min.X, b.Min.Y+y):]
		row := out.Pix[y*out.Stride:][:4*b.Dx()]
		for x := range b.Dx() {
			v := luma[x]
			row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = v, v, v, alpha[x]
		}
	}
	return out
}

func gray8(ctx context.Context, img image.Image, tone *codec.Tone, opaque bool) (image.Image, bool, error) {
	b := img.Bounds()
	width := b.Dx()
	var colour atomic.Bool
	var plain *image.Gray
	var clear *image.NRGBA
	if opaque {
		plain = image.NewGray(image.Rect(0, 0, width, b.Dy()))
	} else {
		clear = image.NewNRGBA(image.Rect(0, 0, width, b.Dy()))
	}
	err := Bands(ctx, width, b.Dy(), func(y0, y1 int) {
		rgb := make([]uint8, 3*width)
		var gray, alpha []uint8
		if !opaque {
			gray, alpha = make([]uint8, width), make([]uint8, width)
		}
		for y := y0; y < y1; y++ {
			row8(img, b.Min.Y+y, rgb, alpha)
			if !colour.Load() && !neutralRow(rgb) {
				colour.Store(true)
			}
			if opaque {
				tone.Row8(plain.Pix[y*plain.Stride:][:width], rgb)
				continue
			}
			tone.Row8(gray, rgb)
			out := clear.Pix[y*clear.Stride:][:4*width]
			for i, v := range gray {
				out[4*i], out[4*i+1], out[4*i+2], out[4*i+3] = v, v, v, alpha[i]
			}
		}
	})
	if err != nil {
		return nil, false, err
	}
	if opaque {
		return plain, !colour.Load(), nil
	}
	return clear, !colour.Load(), nil
}

func gray16(ctx context.Context, img image.Image, tone *codec.Tone, opaque bool) (image.Image, bool, error) {
	b := img.Bounds()
	width := b.Dx()
	var colour atomic.Bool
	var plain *image.Gray16
	var clear *image.NRGBA64
	if opaque {
		plain = image.NewGray16(image.Rect(0, 0, width, b.Dy()))
	} else {
		clear = image.NewNRGBA64(image.Rect(0, 0, width, b.Dy()))
	}
	err := Bands(ctx, width, b.Dy(), func(y0, y1 int) {
		rgb, gray := make([]uint16, 3*width), make([]uint16, width)
		var alpha []uint16
		if !opaque {
			alpha = make([]uint16, width)
		}
		for y := y0; y < y1; y++ {
			row16(img, b.Min.Y+y, rgb, alpha)
			if !colour.Load() && !neutralRow(rgb) {
				colour.Store(true)
			}
			tone.Row16(gray, rgb)
			if opaque {
				out := plain.Pix[y*plain.Stride:][:2*width]
				for i, v := range gray {
					out[2*i], out[2*i+1] = uint8(v>>8), uint8(v)
				}
				continue
			}
			out := clear.Pix[y*clear.Stride:][:8*width]
			for i, v := range gray {
				h, l := uint8(v>>8), uint8(v)
				out[8*i], out[8*i+1], out[8*i+2], out[8*i+3], out[8*i+4], out[8*i+5] = h, l, h, l, h, l
				out[8*i+6], out[8*i+7] = uint8(alpha[i]>>8), uint8(alpha[i])
			}
		}
	})
	if err != nil {
		return nil, false, err
	}
	if opaque {
		return plain, !colour.Load(), nil
	}
	return clear, !colour.Load(), nil
}

// neutralRow reports whether red, green and blue are the same all along.
func neutralRow[T uint8 | uint16](rgb []T) bool {
	for ; len(rgb) >= 3; rgb = rgb[3:] {
		if rgb[0] != rgb[1] || rgb[1] != rgb[2] {
			return false
		}
	}
	return true
}

// In8Bits returns a gray picture with 8 bits to a sample.
func In8Bits(img image.Image) image.Image {
	b := img.Bounds()
	switch img := img.(type) {
	case *image.Gray16:
		out := image.NewGray(b)
		for y := range b.Dy() {
			row := img.Pix[y*img.Stride:]
			for x := range b.Dx() {
				out.Pix[y*out.Stride+x] = from16(word(row[2*x:]))
			}
		}
		return out
	case *image.NRGBA64:
		out := image.NewNRGBA(b)
		for y := range b.Dy() {
			row := img.Pix[y*img.Stride:]
			for i := range 4 * b.Dx() {
				out.Pix[y*out.Stride+i] = from16(word(row[2*i:]))
			}
		}
		return out
	}
	return img
}

// Narrows reports whether a picture has samples that In8Bits rounds. 16 bits that are 8 bits
// spread over them lose nothing.
func Narrows(img image.Image) bool {
	var pix []byte
	var row, stride int
	switch img := img.(type) {
	case *image.Gray16:
		pix, row, stride = img.Pix, 2*img.Rect.Dx(), img.Stride
	case *image.NRGBA64:
		pix, row, stride = img.Pix, 8*img.Rect.Dx(), img.Stride
	default:
		return false
	}
	for y := range img.Bounds().Dy() {
		for line := pix[y*stride:][:row]; len(line) >= 2; line = line[2:] {
			if line[0] != line[1] {
				return true
			}
		}
	}
	return false
}

// HalfClear reports whether a gray picture of 8 bits has pixels that are neither opaque nor
// fully transparent.
func HalfClear(img image.Image) bool {
	clear, ok := img.(*image.NRGBA)
	if !ok {
		return false
	}
	for y := range clear.Rect.Dy() {
		row := clear.Pix[y*clear.Stride:][:4*clear.Rect.Dx()]
		for i := 3; i < len(row); i += 4 {
			if row[i] != 0 && row[i] != 255 {
				return true
			}
		}
	}
	return false
}

// from16 rounds to the nearest of 256 steps.
func from16(v uint16) uint8 { return uint8((uint32(v) + 128) / 257) }

// Flatten returns a gray picture composited on white.
func Flatten(img image.Image) image.Image {
	b := img.Bounds()
	clear, ok := img.(*image.NRGBA)
	if !ok {
		return img
	}
	out := image.NewGray(b)
	for y := range b.Dy() {
		row := clear.Pix[y*clear.Stride:]
		for x := range b.Dx() {
			alpha := int(row[4*x+3])
			out.Pix[y*out.Stride+x] = uint8((int(row[4*x])*alpha + 255*(255-alpha) + 127) / 255)
		}
	}
	return out
}

// WithoutAlpha returns the gray of a gray picture, also where it is transparent.
func WithoutAlpha(img *image.NRGBA) *image.Gray {
	b := img.Rect
	out := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		row := img.Pix[img.PixOffset(b.Min.X, b.Min.Y+y):][:4*b.Dx()]
		for x := range b.Dx() {
			out.Pix[y*out.Stride+x] = row[4*x]
		}
	}
	return out
}

// SetAlpha returns gray with the transparency of a picture of the same size.
func SetAlpha(gray *image.Gray, clear *image.NRGBA) *image.NRGBA {
	out := toNRGBA(gray)
	b := clear.Rect
	for y := range b.Dy() {
		row := clear.Pix[clear.PixOffset(b.Min.X, b.Min.Y+y):][:4*b.Dx()]
		for x := range b.Dx() {
			out.Pix[y*out.Stride+4*x+3] = row[4*x+3]
		}
	}
	return out
}

// WithAlpha returns a gray picture of 8 bits with transparency, though it may have none.
func WithAlpha(img image.Image) image.Image {
	plain, ok := img.(*image.Gray)
	if !ok {
		return img
	}
	return toNRGBA(plain)
}
