package jpeg

import "math/bits"

// A chromaTerm is what chroma adds to a block of luma: coefficients times the mix, in lines along
// the axis to upsample next. Coefficient u of line i is at v[8*u+i].
type chromaTerm struct {
	v           [64]float32
	lines       int        // lines from this index on are zero
	depth       int        // coefficients from this index on are zero in all lines
	first, last [8]float32 // first and last sample of each line
}

// mix sets the term to a mix of two blocks, whose masks have a bit per nonzero AC coefficient.
func (f *chromaTerm) mix(cb, cr *coded, byCb, byCr *[64]float32) {
	f.lines, f.depth = 0, 0
	mask := cb.mask | cr.mask
	if mask == 0 && cb.c[0]|cr.c[0] == 0 {
		return
	}
	f.v = [64]float32{float32(float32(cb.c[0])*byCb[0]) + float32(float32(cr.c[0])*byCr[0])}
	for m := cb.mask; m != 0; m &= m - 1 {
		at := bits.TrailingZeros64(m) & 63
		f.v[at] = float32(cb.c[at]) * byCb[at]
	}
	for m := cr.mask; m != 0; m &= m - 1 {
		at := bits.TrailingZeros64(m) & 63
		f.v[at] += float32(float32(cr.c[at]) * byCr[at])
	}
	mask |= 1
	f.depth = (bits.Len64(mask) + 7) >> 3
	mask |= mask >> 32
	mask |= mask >> 16
	mask |= mask >> 8
	f.lines = bits.Len8(uint8(mask))
}

// findEnds computes the first and last sample of each line.
func (f *chromaTerm) findEnds() {
	f.first, f.last = [8]float32{}, [8]float32{}
	for i := range f.lines {
		f.first[i&7], f.last[i&7] = endsOf(f.v[i:], f.depth)
	}
}

// grow upsamples the term to the blocks of luma that it covers. Neighbours are used only if the
// axis is smooth; at the edge of the picture they are nil, which repeats the block's own end.
func (a *axis) grow(before, f, after *chromaTerm, out []chromaTerm) {
	lines := f.lines
	var first, last *[8]float32
	if a.smooth {
		first, last = &f.first, &f.last
		if before != nil {
			lines, first = max(lines, before.lines), &before.last
		}
		if after != nil {
			lines, last = max(lines, after.lines), &after.first
		}
	} else {
		first, last = new([8]float32), new([8]float32)
	}
	for i := range a.pairs {
		p := &a.pairs[i]
		one, other := &out[p.first], &out[p.second]
		for i := range lines {
			p.apply(f.v[i:], f.depth, first[i&7], last[i&7], (*[8]float32)(one.v[8*i:]), (*[8]float32)(other.v[8*i:]))
		}
	}
	for i := range out {
		out[i].lines, out[i].depth = min(8, 8*lines), lines
	}
}

// transpose swaps lines and coefficients.
func (f *chromaTerm) transpose() {
	clear(f.v[8*f.depth:])
	for i := range 8 {
		for j := range i {
			f.v[8*i+j], f.v[8*j+i] = f.v[8*j+i], f.v[8*i+j]
		}
	}
	f.lines, f.depth = f.depth, f.lines
}
