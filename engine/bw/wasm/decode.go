package wasm

import (
	"context"
	"image"

	"pretobranco/engine/bw/fault"
)

// A sizeCheck is asked whether a picture of this size may be decoded, before
// anything of its size is allocated.
type sizeCheck = func(width, height int) error

func (c *codec) refused() error {
	return fault.New(fault.Damaged, "the %s file is damaged, or of a kind that is not read here", c.name)
}

// HEIC decodes the main picture of a HEIC file, turned as the file says, with 8 bits. Its
// luma and chroma are those of the file, whatever their range.
func HEIC(ctx context.Context, file []byte, check sizeCheck) (image.Image, error) {
	const (
		yCbCr, rgb, monochrome = 0, 1, 2
		chroma420, chroma422   = 1, 2
	)
	i, err := heic.start(ctx)
	if err != nil {
		return nil, err
	}
	defer i.close()
	in, err := i.put(file)
	if err != nil {
		return nil, err
	}
	fields, err := i.alloc(5 * 4)
	if err != nil {
		return nil, err
	}
	decode := func(headerOnly bool, out uint32) ([]int, error) {
		only := uint64(0)
		if headerOnly {
			only = 1
		}
		f := uint64(fields)
		ok, err := i.call("decode", uint64(in), uint64(len(file)), only, f, f+4, f+8, f+12, f+16, uint64(out))
		if err != nil {
			return nil, err
		}
		if ok == 0 {
			return nil, heic.refused()
		}
		return i.numbers(fields, 5)
	}
	h, err := decode(true, 0)
	if err != nil {
		return nil, err
	}
	width, height, space, chroma, premultiplied := h[0], h[1], h[2], h[3], h[4] == 1
	if err := check(width, height); err != nil {
		return nil, err
	}
	rect := image.Rect(0, 0, width, height)
	// Rows are padded to 16 bytes. The codec copies as it is stored, so that there is room for
	// rows and columns that are only in memory.
	stride := (width + 15) &^ 15
	chromaWidth, chromaHeight := (width+1)/2, (height+1)/2
	ratio := image.YCbCrSubsampleRatio420
	switch {
	case chroma == chroma422:
		chromaHeight, ratio = height, image.YCbCrSubsampleRatio422
	case chroma != chroma420:
		chromaWidth, chromaHeight, ratio = width, height, image.YCbCrSubsampleRatio444
	}
	chromaStride := (chromaWidth + 15) &^ 15
	var size int
	switch space {
	case yCbCr:
		size = stride*height + 2*chromaStride*chromaHeight
	case monochrome:
		size = stride * height
	case rgb:
		stride = (4*width + 15) &^ 15
		size = stride * height
	default:
		return nil, heic.refused()
	}
	out, err := i.alloc(size + size/8 + 1<<16)
	if err != nil {
		return nil, err
	}
	if _, err := decode(false, out); err != nil {
		return nil, err
	}
	pix, err := i.take(out, size)
	if err != nil {
		return nil, err
	}
	luma, second := stride*height, stride*height+chromaStride*chromaHeight
	switch {
	case space == yCbCr:
		return &image.YCbCr{
			Y: pix[:luma], Cb: pix[luma:second], Cr: pix[second:],
			YStride: stride, CStride: chromaStride, SubsampleRatio: ratio, Rect: rect,
		}, nil
	case space == monochrome:
		return &image.Gray{Pix: pix, Stride: stride, Rect: rect}, nil
	case premultiplied:
		straighten8(pix)
	}
	return &image.NRGBA{Pix: pix, Stride: stride, Rect: rect}, nil
}

// AVIF decodes the main picture of an AVIF file, or the first of a sequence, as it is
// stored: with more than 8 bits as *image.NRGBA64, else *image.NRGBA.
func AVIF(ctx context.Context, file []byte, check sizeCheck) (image.Image, error) {
	pix, rect, deep, err := avif.decode(ctx, file, check, func(depth int) bool { return depth > 8 })
	if err != nil {
		return nil, err
	}
	if !deep {
		straighten8(pix)
		return &image.NRGBA{Pix: pix, Stride: 4 * rect.Dx(), Rect: rect}, nil
	}
	// The codec's words are little-endian, and multiplied with their opacity.
	for i := 0; i+8 <= len(pix); i += 8 {
		p := pix[i : i+8]
		alpha := uint32(p[6]) | uint32(p[7])<<8
		for k := 0; k < 6; k += 2 {
			v := uint32(p[k]) | uint32(p[k+1])<<8
			if alpha != 0 && alpha != 0xffff {
				v = min(0xffff, (v*0xffff+alpha/2)/alpha)
			}
			p[k], p[k+1] = byte(v>>8), byte(v)
		}
		p[6], p[7] = p[7], p[6]
	}
	return &image.NRGBA64{Pix: pix, Stride: 8 * rect.Dx(), Rect: rect}, nil
}

// straighten8 divides colours by their opacity.
func straighten8(pix []byte) {
	for i := 0; i+4 <= len(pix); i += 4 {
		alpha := uint32(pix[i+3])
		if alpha == 0 || alpha == 255 {
			continue
		}
		for k := i; k < i+3; k++ {
			pix[k] = byte(min(255, (uint32(pix[k])*255+alpha/2)/alpha))
		}
	}
}

// JXL decodes a JPEG XL file's picture, or the first of an animation, turned as the file
// says: with 16 bits as *image.NRGBA64, else *image.NRGBA.
func JXL(ctx context.Context, file []byte, check sizeCheck) (image.Image, error) {
	pix, rect, deep, err := jxl.decode(ctx, file, check, func(depth int) bool { return depth == 16 })
	if err != nil {
		return nil, err
	}
	if deep {
		return &image.NRGBA64{Pix: pix, Stride: 8 * rect.Dx(), Rect: rect}, nil
	}
	return &image.NRGBA{Pix: pix, Stride: 4 * rect.Dx(), Rect: rect}, nil
}

// decode is what AVIF and JPEG XL share: their pixels, four samples each.
func (c *codec) decode(ctx context.Context, file []byte, check sizeCheck, deepAt func(depth int) bool) (pix []byte, rect image.Rectangle, deep bool, err error) {
	i, err := c.start(ctx)
	if err != nil {
		return nil, rect, false, err
	}
	defer i.close()
	in, err := i.put(file)
	if err != nil {
		return nil, rect, false, err
	}
	// Width, height, depth, count, and from 16 on the first delay; JPEG XL's writes one for each
	// frame that it passes, also while it only counts.
	fields, err := i.alloc(16 + 1<<16)
	if err != nil {
		return nil, rect, false, err
	}
	decode := func(headerOnly, out uint32) ([]int, error) {
		f := uint64(fields)
		ok, err := i.call("decode", uint64(in), uint64(len(file)), uint64(headerOnly), 0, f, f+4, f+8, f+12, f+16, uint64(out))
		if err != nil {
			return nil, err
		}
		if ok == 0 {
			return nil, c.refused()
		}
		return i.numbers(fields, 3)
	}
	h, err := decode(1, 0)
	if err != nil {
		return nil, rect, false, err
	}
	if err := check(h[0], h[1]); err != nil {
		return nil, rect, false, err
	}
	deep = deepAt(h[2])
	size := 4 * h[0] * h[1]
	if deep {
		size *= 2
	}
	out, err := i.alloc(size)
	if err != nil {
		return nil, rect, false, err
	}
	if _, err := decode(0, out); err != nil {
		return nil, rect, false, err
	}
	pix, err = i.take(out, size)
	return pix, image.Rect(0, 0, h[0], h[1]), deep, err
}
