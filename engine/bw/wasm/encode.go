package wasm

import (
	"context"
	"image"

	"pretobranco/engine/bw/fault"
)

// maxWebP is the longest side of a WebP picture.
const maxWebP = 16383

// The encoder's colour spaces.
const rgba, yuva = 0, 4

// WebP encodes a gray picture, *image.Gray or *image.NRGBA with equal colours, as a still WebP
// file: lossless for quality 0, else 1 to 100. Errors are TooLarge, Cancelled, and Internal for
// another type of image.
func WebP(ctx context.Context, img image.Image, quality int) ([]byte, error) {
	b := img.Bounds()
	width, height := b.Dx(), b.Dy()
	if width > maxWebP || height > maxWebP {
		return nil, fault.New(fault.TooLarge, "a WebP picture has at most %d x %d pixels, this one %d x %d", maxWebP, maxWebP, width, height)
	}
	fill, space, lossless, bytes := planes, uint64(yuva), uint64(0), 2*width*height+2*((width+1)/2)*((height+1)/2)
	if quality == 0 {
		fill, space, lossless, bytes = colours, rgba, 1, 4*width*height
		quality = 50 // effort
	}
	i, err := webp.start(ctx)
	if err != nil {
		return nil, err
	}
	defer i.close()
	in, pix, err := i.place(bytes)
	if err != nil {
		return nil, err
	}
	if !fill(pix, img, width, height) {
		return nil, fault.New(fault.Internal, "a %T can't be written as a gray WebP file", img)
	}
	size, err := i.alloc(8)
	if err != nil {
		return nil, err
	}
	// Method 1 is three times as fast as the best, and 3 % larger; lossy, 4 is libwebp's own choice.
	method := uint64(4)
	if lossless == 1 {
		method = 1
	}
	out, err := i.call("encode", uint64(in), uint64(width), uint64(height), uint64(size), space, uint64(quality), method, lossless, 0)
	if err != nil {
		return nil, err
	}
	n, err := i.numbers(size, 1)
	if err != nil {
		return nil, err
	}
	if out == 0 || n[0] == 0 {
		return nil, fault.New(fault.TooLarge, "the picture needs more memory than the WebP codec has")
	}
	return i.take(out, n[0])
}

// colours fills pix with four samples per pixel. It returns false for another type of image.
func colours(pix []byte, img image.Image, width, height int) bool {
	for y := range height {
		row := pix[4*width*y:][:4*width]
		switch img := img.(type) {
		case *image.Gray:
			for x, v := range img.Pix[y*img.Stride:][:width] {
				row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = v, v, v, 255
			}
		case *image.NRGBA:
			copy(row, img.Pix[y*img.Stride:])
		default:
			return false
		}
	}
	return true
}

// planes fills pix with luma from 16 to 235, neutral chroma, and transparency. It returns false for
// another type of image.
func planes(pix []byte, img image.Image, width, height int) bool {
	var range235 [256]byte
	for i := range range235 {
		range235[i] = byte((i*219+127)/255 + 16)
	}
	size := width * height
	luma, chroma, alpha := pix[:size], pix[size:len(pix)-size], pix[len(pix)-size:]
	for i := range chroma {
		chroma[i] = 128
	}
	for y := range height {
		for x := range width {
			at := y*width + x
			switch img := img.(type) {
			case *image.Gray:
				luma[at], alpha[at] = range235[img.Pix[y*img.Stride+x]], 255
			case *image.NRGBA:
				p := img.Pix[y*img.Stride+4*x:]
				luma[at], alpha[at] = range235[p[0]], p[3]
			default:
				return false
			}
		}
	}
	return true
}
