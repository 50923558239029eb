package bmp

import (
	"encoding/binary"
	"image"
	"math"

	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
)

// Encode encodes a gray picture: *image.Gray with 8 bits per pixel, *image.NRGBA, of which it reads
// red and alpha, with 32. Errors are TooLarge, or Internal for another type of image.
func Encode(img image.Image, r exif.Resolution, bilevel bool) ([]byte, error) {
	b := img.Bounds()
	if size := float64(b.Dx()) * float64(b.Dy()) * 4; size > math.MaxInt32 {
		return nil, fault.New(fault.TooLarge, "a BMP file holds at most 2 GiB")
	}
	h := header{size: 40}
	switch img.(type) {
	case *image.Gray:
	case *image.NRGBA:
		h.size = 108
	default:
		return nil, fault.New(fault.Internal, "a %T can't be written as a gray BMP file", img)
	}
	source := make([]byte, fileHeader+h.size)
	binary.LittleEndian.PutUint32(source[fileHeader:], uint32(h.size))
	binary.LittleEndian.PutUint16(source[fileHeader+12:], 1) // biPlanes
	if r.Known() {
		x, y := r.Metre()
		binary.LittleEndian.PutUint32(source[fileHeader+24:], x)
		binary.LittleEndian.PutUint32(source[fileHeader+28:], y)
	}
	if h.size == 108 {
		binary.LittleEndian.PutUint32(source[fileHeader+56:], 0x73524742) // sRGB
	}
	return write(img, h, source, bilevel), nil
}

// write encodes a gray picture with the header of source, described by h. Headers older than
// version 4 are replaced by that version if there is transparency; otherwise bilevel selects 1 bit
// per pixel.
func write(img image.Image, h header, source []byte, bilevel bool) []byte {
	b := img.Bounds()
	plain, opaque := img.(*image.Gray)
	size, depth, colours, entry := h.size, 8, 256, 4
	if bilevel && opaque {
		depth, colours = 1, 2
	}
	if h.size < 16 {
		entry = 3
	}
	if !opaque {
		size, depth, colours = max(size, 108), 32, 0
	}
	table := colours * entry
	profile := h.profile(source)
	start := fileHeader + size + table
	stride := (b.Dx()*depth + 31) / 32 * 4
	out := make([]byte, start+stride*b.Dy(), start+stride*b.Dy()+len(profile))
	copy(out, source[:fileHeader+h.size])
	long := func(at, v int) { binary.LittleEndian.PutUint32(out[at:], uint32(v)) }
	copy(out, "BM")
	long(2, cap(out))
	long(10, start)
	long(fileHeader, size)
	height := b.Dy()
	if h.topDown {
		height = -height
	}
	if size < 16 {
		binary.LittleEndian.PutUint16(out[fileHeader+4:], uint16(b.Dx()))
		binary.LittleEndian.PutUint16(out[fileHeader+6:], uint16(b.Dy()))
		binary.LittleEndian.PutUint16(out[fileHeader+10:], uint16(depth))
	} else {
		d := fileHeader
		long(d+4, b.Dx())
		long(d+8, height)
		binary.LittleEndian.PutUint16(out[d+12:], 1)
		binary.LittleEndian.PutUint16(out[d+14:], uint16(depth))
		fields := []int{0, stride * b.Dy(), -1, -1, colours, 0} // compression, size, resolution twice, colours
		if !opaque {
			fields[0] = bitfields
		}
		for i, v := range fields {
			if at := 16 + 4*i; v >= 0 && at+4 <= size {
				long(d+at, v)
			}
		}
		// Masks are in the header from version 2 on.
		for i, mask := range []uint32{0xff0000, 0xff00, 0xff, 0xff000000} {
			if opaque {
				mask = 0
			}
			if at := 40 + 4*i; at+4 <= size {
				binary.LittleEndian.PutUint32(out[d+at:], mask)
			}
		}
		if size >= 124 && len(profile) > 0 {
			long(d+112, len(out)-fileHeader)
		}
	}
	for i := range colours {
		p, v := out[fileHeader+size+i*entry:], byte(i*255/(colours-1))
		p[0], p[1], p[2] = v, v, v
	}
	for y := range b.Dy() {
		to := b.Dy() - 1 - y
		if h.topDown {
			to = y
		}
		row := out[start+to*stride:]
		if depth == 1 {
			for x, v := range plain.Pix[y*plain.Stride:][:b.Dx()] {
				row[x/8] |= v >> 7 << (7 - x%8)
			}
			continue
		}
		if opaque {
			copy(row, plain.Pix[y*plain.Stride:][:b.Dx()])
			continue
		}
		clear := img.(*image.NRGBA)
		copy(row, clear.Pix[y*clear.Stride:][:4*b.Dx()]) // equal colours need no reordering
	}
	return append(out, profile...)
}
