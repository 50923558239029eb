package jpeg

import "math/bits"

// heldBlocks are a plane's blocks while its scans come one after another. Where a block has
// nothing but DC, which is most of a smooth picture, the rest of it is not touched.
type heldBlocks struct {
	dc   []int16
	seen []uint64    // a bit for each AC coefficient that isn't zero, in the file's order
	ac   [][64]int16 // in the block's order
}

func newHeldBlocks(n int) heldBlocks {
	return heldBlocks{make([]int16, n), make([]uint64, n), make([][64]int16, n)}
}

// A held block is one of them, for its AC.
type held struct {
	ac   *[64]int16
	seen *uint64
}

func (h *heldBlocks) at(i int) held { return held{&h.ac[i], &h.seen[i]} }

// set sets the coefficient k of the file's order.
func (h held) set(k int, value int16) {
	h.ac[zigzag[k]] = value
	if value != 0 {
		*h.seen |= 1 << min(k, 63)
	}
}

// put sets a whole block.
func (h *heldBlocks) put(i int, c *[64]int16) {
	h.dc[i], h.ac[i] = c[0], *c
	for k := 1; k < 64; k++ {
		if c[zigzag[k]] != 0 {
			h.seen[i] |= 1 << k
		}
	}
}

// get returns a whole block, with a bit in mask for each AC coefficient that isn't zero, in the
// block's order. It may be written to no more.
func (h *heldBlocks) get(i int) (c *[64]int16, mask uint64) {
	for left := h.seen[i]; left != 0; left &= left - 1 {
		mask |= 1 << zigzag[bits.TrailingZeros64(left)]
	}
	c = &h.ac[i]
	c[0] = h.dc[i]
	return c, mask
}
