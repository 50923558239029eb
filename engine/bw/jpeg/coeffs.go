package jpeg

import "math/bits"

// A coeffBuffer holds the coefficients of a component while its scans are read, like libjpeg's
// coefficient buffer. Memory of blocks with only DC, which is most of a smooth picture, is not
// touched.
type coeffBuffer struct {
	dc   []int16
	seen []uint64 // a bit per nonzero AC coefficient, in zigzag order
	ac   []int16  // each coefficients per block, in zigzag order
	each int
}

// newCoeffBuffer allocates n blocks of the coefficients 0 to last.
func newCoeffBuffer(n, last int) coeffBuffer {
	each := last + 1
	return coeffBuffer{make([]int16, n), make([]uint64, n), make([]int16, n*each), each}
}

// acCoeffs are the AC coefficients of one block in a coeffBuffer.
type acCoeffs struct {
	ac   []int16
	seen *uint64
}

func (h *coeffBuffer) at(i int) acCoeffs { return acCoeffs{h.ac[i*h.each:][:h.each], &h.seen[i]} }

// set sets the coefficient k.
func (h acCoeffs) set(k int, value int16) {
	k = min(k, 63)
	if k < len(h.ac) {
		h.ac[k] = value
	}
	if value != 0 {
		*h.seen |= 1 << k
	}
}

// refine adds a bit to the nonzero coefficient k.
func (h acCoeffs) refine(k int, one int16) {
	if k >= len(h.ac) || h.ac[k]&one != 0 {
		return
	}
	if h.ac[k] >= 0 {
		h.ac[k] += one
	} else {
		h.ac[k] -= one
	}
}

// put sets a whole block, given in natural order.
func (h *coeffBuffer) put(i int, c *[64]int16) {
	h.dc[i] = c[0]
	to := h.at(i)
	for k := 1; k < 64; k++ {
		to.set(k, c[zigzag[k]])
	}
}

// get copies a block into c, which must be zero, in natural order. It returns a bit for each
// nonzero AC coefficient.
func (h *coeffBuffer) get(i int, c *[64]int16) (mask uint64) {
	from := h.at(i)
	for left := *from.seen & (1<<h.each - 1); left != 0; left &= left - 1 {
		k := bits.TrailingZeros64(left)
		at := zigzag[k] & 63
		c[at] = from.ac[k]
		mask |= 1 << at
	}
	c[0] = h.dc[i]
	return mask
}
