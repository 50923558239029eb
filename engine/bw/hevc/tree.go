package hevc

// A block is a node of a transform tree.
type block struct {
	x, y, log2 int
	number     int // among its parent's four
	depth      int
}

// transformTree decodes a transform tree (7.3.8.8). Blocks of 4x4 luma samples share chroma with
// their three neighbours: that of their parent, at baseX, baseY. cb and cr are the parent's flags of
// coded chroma, two each for 4:2:2.
func (d *Decoder) transformTree(b block, baseX, baseY, levels, cb, cr int) error {
	s := d.sps
	inferred := d.unit.parts && b.depth == 0
	split := b.log2 > s.maxTB || inferred
	if b.log2 <= s.maxTB && b.log2 > s.minTB && b.depth < levels && !inferred {
		split = d.bin(&d.ctx[ctxSplitTU+5-b.log2]) == 1
	}
	if b.log2 > 2 && s.Chroma != Gray || s.Chroma == Chroma444 {
		two := s.Chroma == Chroma422 && (!split || b.log2 == 3)
		cb, cr = d.codedChroma(b.depth, cb, two), d.codedChroma(b.depth, cr, two)
	}
	if split {
		half := 1 << b.log2 / 2
		for n := range 4 {
			child := block{b.x + (n&1)*half, b.y + (n>>1)*half, b.log2 - 1, n, b.depth + 1}
			if err := d.transformTree(child, b.x, b.y, levels, cb, cr); err != nil {
				return err
			}
		}
		return nil
	}
	ctx := ctxLuma
	if b.depth == 0 {
		ctx++
	}
	luma := d.bin(&d.ctx[ctx]) == 1
	return d.transformUnit(b, baseX, baseY, luma, cb, cr)
}

// codedChroma reads the flags of coded chroma.
func (d *Decoder) codedChroma(depth, parent int, two bool) (coded int) {
	if depth > 0 && parent == 0 {
		return 0
	}
	ctx := &d.ctx[ctxChroma+depth]
	coded = d.bin(ctx)
	if two {
		coded |= d.bin(ctx) << 1
	}
	return coded
}

// transformUnit decodes a transform unit (7.3.8.10): prediction and residual of a block.
func (d *Decoder) transformUnit(b block, baseX, baseY int, luma bool, cb, cr int) error {
	s := d.sps
	if luma || cb|cr != 0 {
		if d.pps.qpDelta && !d.deltaRead {
			if err := d.readDelta(); err != nil {
				return err
			}
		}
		if d.slice.chromaOffsets && cb|cr != 0 && !d.unit.bypass && !d.offRead {
			d.readOffsets()
		}
	}
	mode := int(d.modes[d.at(b.x, b.y)])
	d.predict(0, b.x, b.y, b.log2, mode)
	if luma {
		if err := d.readResidual(0, b.log2, mode); err != nil {
			return err
		}
		d.reconstruct(0, b.x, b.y, b.log2, mode)
	}
	facts := uint8(decoded)
	if d.unit.bypass {
		facts |= unfiltered
	}
	d.fill(d.facts, b.x, b.y, b.log2, facts)
	d.markEdges(b.x, b.y, b.log2)
	switch {
	case s.Chroma == Gray:
		return nil
	case s.Chroma == Chroma444:
		return d.chroma(b.x, b.y, b.log2, d.part(b), luma, cb, cr)
	case b.log2 > 2:
		return d.chroma(b.x, b.y, b.log2-1, 0, luma, cb, cr)
	case b.number == 3:
		return d.chroma(baseX, baseY, 2, 0, luma, cb, cr)
	}
	return nil
}

// part returns the index of the part of the coding unit with a block.
func (d *Decoder) part(b block) int {
	if !d.unit.parts {
		return 0
	}
	half := d.unit.log2 - 1
	return (b.y-d.unit.y)>>half<<1 | (b.x-d.unit.x)>>half
}

// chroma decodes the chroma of a transform unit at a luma sample.
func (d *Decoder) chroma(x, y, log2, part int, luma bool, cb, cr int) error {
	mode := d.unit.chroma[part]
	count := 1
	if d.sps.Chroma == Chroma422 {
		count = 2
	}
	for n, coded := range [2]int{cb, cr} {
		c := n + 1
		scale := 0
		if d.pps.crossComponent && luma && d.unit.same[part] {
			scale = d.readScale(n)
		}
		p := &d.plane[c]
		for i := range count {
			px, py := x>>p.shiftX, y>>p.shiftY+(i<<log2)
			d.predict(c, px, py, log2, mode)
			if coded>>i&1 == 1 {
				if err := d.readResidual(c, log2, mode); err != nil {
					return err
				}
			} else if scale == 0 {
				continue
			} else {
				d.noResidual()
			}
			d.scale = scale
			d.reconstruct(c, px, py, log2, mode)
			d.scale = 0
		}
	}
	return nil
}

// readScale reads the scale of luma's residual in chroma (7.3.8.12).
func (d *Decoder) readScale(n int) int {
	size := 0
	for size < 4 && d.bin(&d.ctx[ctxScale+4*n+size]) == 1 {
		size++
	}
	if size == 0 {
		return 0
	}
	if d.bin(&d.ctx[ctxScaleSign+n]) == 1 {
		return -1 << (size - 1)
	}
	return 1 << (size - 1)
}

// readDelta reads the QP difference of a quantisation group (7.3.8.14).
func (d *Decoder) readDelta() error {
	v := 0
	for v < 5 && d.bin(&d.ctx[ctxQPDelta+min(v, 1)]) == 1 {
		v++
	}
	if v == 5 {
		k := 0
		for d.bypass() == 1 {
			v += 1 << k
			if k++; k > 7 {
				return errData
			}
		}
		v += d.number(k)
	}
	if v > 26+3*(d.sps.Depth-8) {
		return errData
	}
	if v > 0 && d.bypass() == 1 {
		v = -v
	}
	d.deltaRead, d.delta = true, v
	d.setQP()
	return nil
}

// readOffsets reads the chroma QP offsets of a coding unit (7.3.8.14).
func (d *Decoder) readOffsets() {
	d.offRead, d.offsets = true, [2]int{}
	if d.bin(&d.ctx[ctxOffset]) == 1 {
		n := 0
		for n < len(d.pps.offsets)-1 && d.bin(&d.ctx[ctxOffsetIndex]) == 1 {
			n++
		}
		d.offsets = d.pps.offsets[n]
	}
	d.setQP()
}

// markEdges marks the edges of a block that are to be deblocked (8.7.2.3).
func (d *Decoder) markEdges(x, y, log2 int) {
	if d.slice.deblockOff {
		return
	}
	at, n := d.at(x, y), 1<<log2>>2
	if x&7 == 0 && d.crossed(x, y, x-1, y) {
		for i := range n {
			d.facts[at+i*d.unitStride] |= edgeLeft
		}
	}
	if y&7 == 0 && d.crossed(x, y, x, y-1) {
		for i := range n {
			d.facts[at+i] |= edgeTop
		}
	}
}

// crossed reports whether filters cross the edge between a block and one to its left or above it,
// which is decoded before it.
func (d *Decoder) crossed(x, y, otherX, otherY int) bool {
	if otherX < 0 || otherY < 0 {
		return false
	}
	other := otherY>>d.sps.ctb*d.columns + otherX>>d.sps.ctb
	if other == d.now {
		return true
	}
	a, b := &d.ctbs[other], &d.ctbs[d.now]
	return (a.slice.start == b.slice.start || b.slice.across) && (a.tile == b.tile || d.pps.acrossTiles)
}
