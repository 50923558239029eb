package jpeg

import (
	"context"
	"math"
	"math/bits"

	"pretobranco/engine/bw/codec"
)

// A mixer mixes luma and chroma, block by block, as units arrive.
//
//	Cb, Cr --mix--> chromaTerm --upsample down--> --upsample across--+
//	Y ------------------------------------------------------------> sum -> rounded -> tokens
//	                                    (clipped blocks: pixels -^)
type mixer struct {
	ctx     context.Context
	m       Mix
	frame   *frame
	colour  bool // the mix uses chroma
	across  int  // luma blocks in a row of the picture
	rows    int  // rows of luma blocks
	ratioX  int  // luma blocks per chroma block
	ratioY  int
	columns int // chroma blocks in a row of the picture
	lines   int // rows of chroma blocks
	growX   *axis
	growY   *axis
	order   *[128]uint8 // order of chroma's coefficients

	ready bool // prepare was called
	*steps
	step       [3][128]int32 // quantisation of the input, in zigzag order
	chroma     [2][64]float32
	dequantise [3][64]float32 // in natural order
	perStep    [64]float32    // 1 / step of the result, in natural order
	bound      bound

	units    [4]unit
	next     int    // number of the next unit
	growing  [4]row // the unit upsampled vertically
	coloured bool   // the picture has chroma
	tokens   tokens
	buffered *decoder // of files whose scans are read before mixing
}

// A unit is a row of chroma blocks and the rows of luma blocks that it covers.
type unit struct {
	luma   [][]coded
	chroma [2][]coded
	row
	ranges []colourRange
	pixels [2]samplesOf
}

// A row is the terms of a row of chroma blocks.
type row []chromaTerm

func newMixer(ctx context.Context, f *frame, m Mix) (*mixer, error) {
	x := &mixer{ctx: ctx, m: m, ratioX: 1, ratioY: f.vMax, order: &blockOrder}
	x.across, x.rows = f.blocks()
	if len(f.components) == 1 {
		x.ratioY = 1
	}
	x.lines = ceil(x.rows, x.ratioY)
	if m.Cb == 0 && m.Cr == 0 {
		return x, nil
	}
	x.colour = true
	cb, cr := &f.components[1], &f.components[2]
	x.ratioX, x.ratioY = f.hMax/cb.h, f.vMax/cb.v
	whole := func(ratio, of, all int) bool { return of*ratio == all && (ratio == 1 || ratio == 2 || ratio == 4) }
	if cb.h != cr.h || cb.v != cr.v || !whole(x.ratioX, cb.h, f.hMax) || !whole(x.ratioY, cb.v, f.vMax) {
		return nil, codec.NeedsPixels(codec.ForChroma)
	}
	x.columns, x.lines = f.componentBlocks(1)
	// Interpolate where libjpeg does, and repeat where it repeats (jinit_upsampler).
	wide := ceil(f.width*cb.h, f.hMax) > 2
	x.growX = newAxis(x.ratioX, wide && x.ratioY <= 2)
	x.growY = newAxis(x.ratioY, x.ratioX == 1 || wide && x.ratioX == 2)
	if x.ratioY == 1 && x.ratioX > 1 {
		x.order = &transposed
	}
	return x, nil
}

// prepare computes tables once those of the file are known.
func (x *mixer) prepare(f *frame) {
	if x.ready {
		return
	}
	x.ready, x.frame = true, f
	var none quantTable
	for i := range min(3, len(f.components)) {
		q := f.components[i].quant
		if q == nil {
			q = &none // chroma is missing
		}
		for k := range x.step[i] {
			x.step[i][k] = int32(q[min(k, 63)])
		}
		order := &blockOrder
		if i > 0 {
			order = x.order
		}
		for k, v := range q {
			x.dequantise[i][order[k]] = float32(v)
			if i > 0 {
				x.chroma[i-1][order[k]] = float32(float64(v) * [2]float64{x.m.Cb, x.m.Cr}[i-1])
			}
		}
	}
	x.steps = newSteps(f.components[0].quant, x.m, x.colour, x.ratioX, x.ratioY)
	for k, v := range x.out {
		x.perStep[zigzag[k]] = 1 / float32(v)
	}
	x.bound = newBound(x.m, x.colour)
	padded := f.plane(0).across
	chroma := 0
	if x.colour {
		chroma = f.plane(1).across
	}
	for i := range x.units {
		u := &x.units[i]
		for range x.ratioY {
			u.luma = append(u.luma, make([]coded, padded))
		}
		if chroma > 0 {
			u.chroma = [2][]coded{make([]coded, chroma), make([]coded, chroma)}
			u.row, u.ranges = make(row, x.columns), make([]colourRange, x.columns)
		}
	}
	if x.ratioY > 1 && chroma > 0 {
		for i := range x.ratioY {
			x.growing[i] = make(row, x.columns)
		}
	}
}

// incoming is the next unit to fill.
func (x *mixer) incoming() *unit { return &x.units[x.next%len(x.units)] }

// advance processes the unit that was filled. If chroma is interpolated vertically, the unit waits
// for the one below.
func (x *mixer) advance() error {
	here := x.incoming()
	x.next++
	if x.next > x.lines { // padding
		return nil
	}
	if x.colour {
		x.mixUnit(here)
	}
	if !x.colour || !x.growY.smooth {
		return x.unit(nil, here, nil, x.next-1)
	}
	if x.next > 1 {
		if err := x.unit(x.above(2), x.above(1), here, x.next-2); err != nil {
			return err
		}
	}
	if x.next == x.lines {
		return x.unit(x.above(1), here, nil, x.next-1)
	}
	return nil
}

// above is the unit n before the last one, or nil.
func (x *mixer) above(n int) *unit {
	if n >= x.next {
		return nil
	}
	return &x.units[(x.next-1-n)%len(x.units)]
}

// mixUnit computes a unit's terms.
func (x *mixer) mixUnit(u *unit) {
	smooth := x.growY.smooth || x.ratioY == 1 && x.growX.smooth
	for i := range u.row {
		f := &u.row[i]
		f.mix(&u.chroma[0][i], &u.chroma[1][i], &x.chroma[0], &x.chroma[1])
		if smooth {
			f.findEnds()
		}
		if f.lines > 0 {
			x.coloured = true
		}
		u.ranges[i] = x.rangeOf(&u.chroma[0][i], &u.chroma[1][i])
	}
	for i := range u.pixels {
		u.pixels[i].forget(len(u.row))
	}
}

// unit writes the unit with this number.
func (x *mixer) unit(above, u, below *unit, number int) error {
	if err := cancelled(x.ctx); err != nil {
		return err
	}
	if x.colour && x.ratioY > 1 {
		x.growDown(above, u, below)
	}
	var grown [4]chromaTerm
	for y := range min(x.ratioY, x.rows-number*x.ratioY) {
		line := u.luma[y]
		if !x.colour {
			for i := range x.across {
				x.block(&line[i], nil, nil, nil)
			}
			continue
		}
		fields := u.row
		if x.ratioY > 1 {
			fields = x.growing[y]
		}
		at := place{above: above, here: u, below: below, partY: y}
		for i := range fields {
			here := fields[i : i+1]
			if x.ratioX > 1 {
				var before, after *chromaTerm
				if i > 0 {
					before = &fields[i-1]
				}
				if i+1 < len(fields) {
					after = &fields[i+1]
				}
				here = grown[:x.ratioX]
				x.growX.grow(before, &fields[i], after, here)
			}
			at.column = i
			for part := range min(x.ratioX, x.across-i*x.ratioX) {
				at.partX = part
				x.block(&line[i*x.ratioX+part], &here[part], &u.ranges[i], &at)
			}
		}
	}
	return nil
}

// growDown fills growing.
func (x *mixer) growDown(above, u, below *unit) {
	var out [4]chromaTerm
	for i := range u.row {
		var before, after *chromaTerm
		if above != nil {
			before = &above.row[i]
		}
		if below != nil {
			after = &below.row[i]
		}
		x.growY.grow(before, &u.row[i], after, out[:x.ratioY])
		for y := range x.ratioY {
			f := &x.growing[y][i]
			*f = out[y]
			if x.growX.smooth {
				f.findEnds()
			} else if x.ratioX == 1 {
				f.transpose()
			}
		}
	}
}

// block writes a block of the result, from a block of luma and its chroma term.
func (x *mixer) block(l *coded, f *chromaTerm, r *colourRange, at *place) {
	if clips, must := x.bound.clips(l, x.step[0][0], r); clips && x.pixelBlock(l, at, must) {
		return
	}
	added := 8 * float32(x.m.shift())
	if f != nil && f.lines > 0 {
		added += f.v[0]
	}
	dc := float32(float32(l.c[0])*x.ratio[0]) + float32(added*x.perStep[0])
	if dc > 1024 || dc < -1024 {
		x.pixelBlock(l, at, true)
		return
	}
	if !x.plain {
		x.scale(l, f)
	}
	l.c[0] = int16(min(max(nearest(dc), -1024), 1023))
	if f != nil {
		rest := f.v[:8*min(f.depth, 8)]
		per := x.perStep[:len(rest)]
		for i, v := range rest {
			v *= per[i]
			if math.Float32bits(v)&^signBit < halfBits || i == 0 { // below a half
				continue
			}
			k := fileIndex[i&63]
			c := int32(l.c[k&63]) + nearest(v)
			if uint32(c+1023) > 2*1023 {
				c = min(max(c, -1023), 1023)
			}
			l.c[k&63] = int16(c)
			l.mask |= 1 << (k & 63)
			if c == 0 {
				l.mask &^= 1 << (k & 63)
			}
		}
	}
	x.tokens.block(&l.c, l.mask)
}

// scale multiplies luma's AC. Rounding errors are added to the term.
func (x *mixer) scale(l *coded, f *chromaTerm) {
	if x.exact {
		for m := l.mask; m != 0; m &= m - 1 {
			k := bits.TrailingZeros64(m) & 63
			l.c[k] = int16(min(max(int32(l.c[k])*x.whole[k], -1023), 1023))
		}
		return
	}
	for m := l.mask; m != 0; m &= m - 1 {
		k := bits.TrailingZeros64(m) & 63
		v := float32(l.c[k]) * x.ratio[k]
		c := min(max(nearest(v), -1023), 1023)
		l.c[k] = int16(c)
		if c == 0 {
			l.mask &^= 1 << k
		}
		if f != nil && f.lines > 0 {
			f.v[zigzag[k]] += float32((v - float32(c)) * float32(x.out[k]))
		}
	}
}

// The bits of a float32's sign, and of one half.
const (
	signBit  = 1 << 31
	halfBits = 126 << 23
)

// nearest rounds numbers below 2^22 to the nearest integer: adding a large number drops the
// fraction.
func nearest(v float32) int32 {
	const large = 3 << 22
	return int32(math.Float32bits(v+large)) - int32(math.Float32bits(large))
}
