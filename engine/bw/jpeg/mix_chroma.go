package jpeg

import "math/bits"

// samplesOf are chroma samples, computed on first use.
type samplesOf struct {
	made  []bool
	block [][64]float32
}

// forget discards the samples for a new unit.
func (s *samplesOf) forget(n int) {
	clear(s.made)
	if len(s.made) != n {
		s.made = make([]bool, n)
	}
}

// samples returns a block of Cb (0) or Cr (1) of a unit, minus 128.
func (x *mixer) samples(u *unit, component, column int) *[64]float32 {
	s := &u.pixels[component]
	if len(s.block) == 0 {
		s.block = make([][64]float32, len(s.made))
	}
	b := &s.block[column]
	if s.made[column] {
		return b
	}
	s.made[column] = true
	from, by := &u.chroma[component][column], &x.dequantise[1+component]
	*b = [64]float32{float32(from.c[0]) * by[0]}
	for m := from.mask; m != 0; m &= m - 1 {
		i := bits.TrailingZeros64(m) & 63
		to := i
		if x.order == &transposed {
			to = i&7<<3 | i>>3
		}
		b[to] = float32(from.c[i]) * by[i]
	}
	inverseFloat(b)
	for i, v := range b {
		if v < -128 || v > 127 {
			b[i] = min(max(v, -128), 127)
		}
	}
	return b
}

// A strip is a line of chroma samples of a block, with one neighbour at each end.
type strip [10]float32

// chromaOf fills a block with upsampled chroma.
func (x *mixer) chromaOf(component int, at *place, out *[64]float32) {
	if x.ratioX == 1 && x.ratioY == 1 {
		*out = *x.samples(at.here, component, at.column)
		return
	}
	// The lines of the part, and their neighbours.
	from, lines := 8*at.partY/x.ratioY, 8/x.ratioY
	var patch [10]strip
	for i := from; i < from+lines+2; i++ {
		if x.growY.smooth || i > from && i <= from+lines {
			x.strip(component, at, i-1, &patch[i])
		}
	}
	for y := range 8 {
		near, far := x.growY.places(8*at.partY + y)
		s := patch[near]
		if far != near {
			for i, v := range &patch[far] {
				s[i] = float32(s[i]*0.75) + float32(v*0.25)
			}
		}
		x.growX.fill((*[8]float32)(out[8*y:]), &s, at.partX)
	}
}

// strip reads a line of chroma samples; -1 and 8 are lines of the blocks above and below.
func (x *mixer) strip(component int, at *place, y int, s *strip) {
	unit := at.here
	switch {
	case y < 0 && at.above != nil:
		unit, y = at.above, 7
	case y > 7 && at.below != nil:
		unit, y = at.below, 0
	}
	y = min(max(y, 0), 7)
	copy(s[1:9], x.samples(unit, component, at.column)[8*y:])
	s[0], s[9] = s[1], s[8]
	if !x.growX.smooth {
		return
	}
	if at.column > 0 && at.partX == 0 {
		s[0] = x.samples(unit, component, at.column-1)[8*y+7]
	}
	if at.column+1 < x.columns && at.partX > 0 {
		s[9] = x.samples(unit, component, at.column+1)[8*y]
	}
}

// places returns between which chroma samples the luma sample x lies, counted from the last one
// before the block.
func (a *axis) places(x int) (near, far int) {
	near = x/a.ratio + 1
	if !a.smooth {
		return near, near
	}
	return near, near - 1 + 2*(x%2)
}

// fill upsamples a part of a strip.
func (a *axis) fill(out *[8]float32, s *strip, part int) {
	if !a.smooth {
		for i := range out {
			out[i] = s[(8*part+i)/a.ratio+1]
		}
		return
	}
	p := (*[6]float32)(s[4*part:])
	for i := range 4 {
		near := float32(p[i+1] * 0.75)
		out[2*i] = near + float32(p[i]*0.25)
		out[2*i+1] = near + float32(p[i+2]*0.25)
	}
}
