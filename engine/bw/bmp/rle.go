package bmp

import "pretobranco/engine/bw/fault"

// walk reads run-length encoded rows, and calls put, if not nil, for each pixel. The data may end
// early with an end marker or after the last pixel; otherwise it is damaged. It returns the number
// of complete rows and the offset up to which the data is valid.
//
//	n v          n pixels of v; with 4 bits, alternating between its two halves
//	0 0          end of the row
//	0 1          end of the picture
//	0 2 dx dy    go right and up
//	0 n v...     n pixels, padded to an even number of bytes
func (h header) walk(data []byte, put func(x, y int, v byte)) (rows, good int, err error) {
	x, y, at := 0, 0, 0
	breaksOff := func() (int, int, error) {
		return y, good, fault.New(fault.Damaged, "the BMP file ends in row %d of %d", y+1, h.Height)
	}
	run := func(n int, value func(i int) byte) {
		if put != nil {
			for i := range min(n, max(0, h.Width-x)) {
				put(x+i, y, value(i))
			}
		}
		x += n
	}
	for y < h.Height {
		good = at
		if at+2 > len(data) {
			if y == h.Height-1 && x >= h.Width {
				return h.Height, at, nil
			}
			return breaksOff()
		}
		n, v := int(data[at]), data[at+1]
		at += 2
		switch {
		case n > 0:
			run(n, func(i int) byte { return h.half(v, i) })
		case v == 0:
			x, y = 0, y+1
		case v == 1:
			return h.Height, at, nil
		case v == 2:
			if at+2 > len(data) {
				return breaksOff()
			}
			x, y = x+int(data[at]), y+int(data[at+1])
			at += 2
		default:
			n = int(v)
			size := n
			if h.bits == 4 {
				size = (n + 1) / 2
			}
			if at+size > len(data) {
				return breaksOff()
			}
			pixels := data[at : at+size]
			run(n, func(i int) byte {
				if h.bits == 4 {
					return h.half(pixels[i/2], i)
				}
				return pixels[i]
			})
			at += (size + 1) &^ 1
		}
	}
	return h.Height, at, nil
}

// half returns v with 8 bits, or its upper or lower half with 4 bits.
func (h header) half(v byte, i int) byte {
	switch {
	case h.bits != 4:
		return v
	case i%2 == 0:
		return v >> 4
	}
	return v & 15
}
