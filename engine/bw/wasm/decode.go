package wasm

import (
	"context"
	"image"

	"pretobranco/engine/bw/fault"
)

// A sizeCheck returns an error if a picture of this size must not be decoded. It is called before
// memory of that size is allocated.
type sizeCheck = func(width, height int) error

func (c *codec) refused() error {
	return fault.New(fault.Damaged, "the %s file is damaged, or of a kind that is not read here", c.name)
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
	// The codec's words are little-endian, and premultiplied.
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

// JXL decodes a JPEG XL picture, or the first frame of an animation, with its orientation applied:
// 16 bits as *image.NRGBA64, else *image.NRGBA.
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

// unwritten marks where a codec writes the delay of a frame. It is NaN, and so not a delay.
const unwritten = 1<<64 - 1

// decode decodes AVIF and JPEG XL: four samples per pixel.
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
	// Width, height, depth, count, and at 16 the first delay. The JPEG XL codec writes a delay for
	// each frame, also while it only counts.
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
	delay := fields + 16
	if !i.module.Memory().WriteUint64Le(delay, unwritten) {
		return nil, rect, false, fault.New(fault.Internal, "the %s codec lost its memory", c.name)
	}
	if _, err := decode(0, out); err != nil {
		return nil, rect, false, err
	}
	if v, _ := i.module.Memory().ReadUint64Le(delay); v == unwritten && c.delays {
		return nil, rect, false, c.refused()
	}
	pix, err = i.take(out, size)
	return pix, image.Rect(0, 0, h[0], h[1]), deep, err
}
