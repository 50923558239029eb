package jpeg

import (
	"context"
	"math"
	"math/bits"
)

// A mixer makes a mix of luma and chroma, block by block, as units come in.
//
//	Cb, Cr --mix--> field --grow down--> --grow across--+
//	Y -----------------------------------------------> sum -> rounded anew -> tokens
//	                                    (what clips:  pixels -^)
type mixer struct {
	ctx     context.Context
	m       Mix
	frame   *frame
	colour  bool // chroma counts
	across  int  // blocks of luma in a row of the picture
	rows    int  // and such rows
	ratioX  int  // luma's blocks for one of chroma
	ratioY  int
	columns int // blocks of chroma in the picture
	lines   int // and rows of them
	growX   *axis
	growY   *axis
	order   *[128]uint8 // of chroma's coefficients

	ready bool // the tables are known
	*steps
	step       [3][128]int32 // quantisation of the file, in its order
	chroma     [2][64]float32
	dequantise [3][64]float32 // in the order of blocks
	perStep    [64]float32    // 1 / the result's step, in the block's order
	bound      bound

	units    [4]unit
	next     int    // number of the unit that comes in next
	growing  [4]row // units grown down
	coloured bool   // there was chroma
	tokens   tokens
	buffered *decoder // of files that don't come in units
}

// A unit is a row of chroma's blocks, and the rows of luma's that it covers.
type unit struct {
	luma   [][]coded
	chroma [2][]coded
	row
	ranges []colourRange
	pixels [2]samplesOf
}

// A row is fields side by side.
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
		return nil, needsPixels(ErrChroma, "the picture's chroma is stored in odd proportions")
	}
	x.columns, x.lines = f.componentBlocks(1)
	// Where libjpeg makes samples in between, and where it repeats them (jinit_upsampler).
	wide := ceil(f.width*cb.h, f.hMax) > 2
	x.growX = newAxis(x.ratioX, wide && x.ratioY <= 2)
	x.growY = newAxis(x.ratioY, x.ratioX == 1 || wide && x.ratioX == 2)
	if x.ratioY == 1 && x.ratioX > 1 {
		x.order = &transposed
	}
	return x, nil
}

// prepare makes tables, once those of the file are known.
func (x *mixer) prepare(f *frame) {
	if x.ready {
		return
	}
	x.ready, x.frame = true, f
	var none quantTable
	for i := range min(3, len(f.components)) {
		q := f.components[i].quant
		if q == nil {
			q = &none // of chroma that is missing
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

// incoming is the unit to fill next.
func (x *mixer) incoming() *unit { return &x.units[x.next%len(x.units)] }

// take takes the unit that was filled. Where chroma grows smoothly downwards, it waits for
// the one below.
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

// above is the unit so many before the one that came in last, if there is one.
func (x *mixer) above(n int) *unit {
	if n >= x.next {
		return nil
	}
	return &x.units[(x.next-1-n)%len(x.units)]
}

// mixUnit makes a unit's fields.
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

// unit finishes the number-th unit.
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

// block makes a block of the result from one of luma and what chroma adds.
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

// scale multiplies luma's AC. What rounding leaves goes to the field.
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

// A number's sign in the form of bits, and one half.
const (
	signBit  = 1 << 31
	halfBits = 126 << 23
)

// nearest rounds to the nearest whole number, for numbers below 2^22: it lets the sum with
// a large number drop the fraction.
func nearest(v float32) int32 {
	const large = 3 << 22
	return int32(math.Float32bits(v+large)) - int32(math.Float32bits(large))
}
