package hevc

// Intra prediction modes of luma and chroma (8.4.2).
const (
	modePlanar     = 0
	modeDC         = 1
	modeHorizontal = 10
	modeVertical   = 26
)

// A codingUnit is the current coding unit (7.3.8.5).
type codingUnit struct {
	x, y, log2 int
	bypass     bool // neither transformed nor quantised
	parts      bool // predicted as four parts
	chroma     [4]int
	same       [4]bool // chroma has the mode of luma
	chromaQP   [2]int  // with the offset of the depth
}

// codingUnit decodes a coding unit.
func (d *Decoder) codingUnit(x, y, log2, depth int) error {
	s := d.sps
	u := &d.unit
	*u = codingUnit{x: x, y: y, log2: log2}
	u.bypass = d.pps.bypass && d.bin(&d.ctx[ctxBypass]) == 1
	u.parts = log2 == s.minCB && d.bin(&d.ctx[ctxPart]) == 0
	d.setQP()
	d.fill(d.depths, x, y, log2, uint8(depth))
	if s.pcm && !u.parts && log2 >= s.minPCM && log2 <= s.maxPCM && d.terminate() {
		if err := d.samples(); err != nil {
			return err
		}
		d.fill(d.modes, x, y, log2, modeDC)
		facts := uint8(decoded)
		if s.pcmUnfiltered || u.bypass {
			facts |= unfiltered
		}
		d.fill(d.facts, x, y, log2, facts)
		d.markEdges(x, y, log2)
	} else {
		d.readModes()
		levels := s.depthIntra
		if u.parts {
			levels++
		}
		if err := d.transformTree(block{x: x, y: y, log2: log2}, x, y, levels, 0, 0); err != nil {
			return err
		}
	}
	for j := y; j < y+1<<log2; j += 4 {
		row := d.qps[d.at(x, j):][:1<<log2>>2]
		for i := range row {
			row[i] = int8(d.qp)
		}
	}
	return nil
}

// fill sets a fact of all units of a block.
func (d *Decoder) fill(facts []uint8, x, y, log2 int, v uint8) {
	n := 1 << log2 >> 2
	for at := d.at(x, y); n > 0; n-- {
		row := facts[at:][:1<<log2>>2]
		for i := range row {
			row[i] = v
		}
		at += d.unitStride
	}
}

// setQP sets the QP of the current coding unit from its group's prediction and difference (8.6.1).
func (d *Decoder) setQP() {
	low := 6 * (d.sps.Depth - 8)
	if d.pps.qpDelta {
		d.qp = (d.base+d.delta+52+2*low)%(52+low) - low
	}
	for n := range d.unit.chromaQP {
		qp := max(-low, min(57, d.qp+d.slice.offset[n]+d.offsets[n]))
		d.unit.chromaQP[n] = chromaQP(qp, d.sps.Chroma) + low
	}
}

// chromaQP returns the QP of chroma for an index (table 8-10).
func chromaQP(index int, c Chroma) int {
	switch {
	case c != Chroma420:
		return min(index, 51)
	case index < 30:
		return index
	case index >= 43:
		return index - 6
	}
	return int([13]uint8{29, 30, 31, 32, 33, 33, 34, 34, 35, 35, 36, 36, 37}[index-30])
}

// samples reads the samples of a PCM unit (7.3.8.7).
func (d *Decoder) samples() error {
	s := d.sps
	at := d.position()
	b := &Reader{Data: d.cabac.data, At: 8 * at}
	planes := 3
	if s.Chroma == Gray {
		planes = 1
	}
	size := 1 << d.unit.log2
	for n := range planes {
		p := &d.plane[n]
		bits, shift := s.pcmDepth, s.Depth-s.pcmDepth
		if n > 0 {
			bits, shift = s.pcmChromaDepth, s.ChromaDepth-s.pcmChromaDepth
		}
		x, y := d.unit.x>>p.shiftX, d.unit.y>>p.shiftY
		for j := range size >> p.shiftY {
			for i := range size >> p.shiftX {
				v := uint16(b.Bits(bits) << shift)
				if p.pix != nil {
					p.pix[(y+j)*p.stride+x+i] = v
				}
			}
		}
	}
	if b.Broken {
		return errData
	}
	d.cabac.start(d.cabac.data, (b.At+7)/8)
	return nil
}

// readModes reads the prediction modes of a coding unit (7.3.8.5, 8.4.2, 8.4.3).
func (d *Decoder) readModes() {
	u := &d.unit
	count, side := 1, u.log2
	if u.parts {
		count, side = 4, u.log2-1
	}
	var likely [4]bool
	for n := range count {
		likely[n] = d.bin(&d.ctx[ctxPrevMode]) == 1
	}
	var luma [4]int
	for n := range count {
		x, y := u.x+(n&1)<<side, u.y+(n>>1)<<side
		candidates := d.candidates(x, y)
		if likely[n] {
			i := 0
			if d.bypass() == 1 {
				i = 1 + d.bypass()
			}
			luma[n] = candidates[i]
		} else {
			luma[n] = other(d.number(5), candidates)
		}
		d.fill(d.modes, x, y, side, uint8(luma[n]))
		// A later part of this unit derives its candidates from this one.
		d.fill(d.facts, x, y, side, decoded)
	}
	d.fill(d.facts, u.x, u.y, u.log2, 0)
	if d.sps.Chroma == Gray {
		return
	}
	if d.sps.Chroma != Chroma444 {
		count = 1
	}
	for n := range count {
		u.same[n], u.chroma[n] = true, luma[n]
		if d.bin(&d.ctx[ctxChromaMode]) == 1 {
			u.same[n], u.chroma[n] = false, [4]int{modePlanar, modeVertical, modeHorizontal, modeDC}[d.number(2)]
			if u.chroma[n] == luma[n] {
				u.chroma[n] = 34
			}
		}
		if d.sps.Chroma == Chroma422 {
			u.chroma[n] = int(modes422[u.chroma[n]])
		}
	}
}

// modes422 converts a chroma mode for samples that are twice as high as wide (table 8-3).
var modes422 = [35]uint8{
	0, 1, 2, 2, 2, 2, 3, 5, 7, 8, 10, 12, 13, 15, 17, 18, 19, 20,
	21, 22, 23, 23, 24, 24, 25, 25, 26, 27, 27, 28, 28, 29, 29, 30, 31,
}

// candidates returns the three most probable modes of a part.
func (d *Decoder) candidates(x, y int) [3]int {
	left, above := modeDC, modeDC
	if d.available(x-1, y) {
		left = int(d.modes[d.at(x-1, y)])
	}
	if y&(1<<d.sps.ctb-1) != 0 && d.available(x, y-1) {
		above = int(d.modes[d.at(x, y-1)])
	}
	switch {
	case left != above:
		third := modePlanar
		if left == modePlanar || above == modePlanar {
			third = modeDC
			if left == modeDC || above == modeDC {
				third = modeVertical
			}
		}
		return [3]int{left, above, third}
	case left < 2:
		return [3]int{modePlanar, modeDC, modeVertical}
	}
	return [3]int{left, 2 + (left+29)%32, 2 + (left-2+1)%32}
}

// other returns the mode with this index among those that are not candidates.
func other(index int, c [3]int) int {
	if c[0] > c[1] {
		c[0], c[1] = c[1], c[0]
	}
	if c[0] > c[2] {
		c[0], c[2] = c[2], c[0]
	}
	if c[1] > c[2] {
		c[1], c[2] = c[2], c[1]
	}
	for _, v := range c {
		if index >= v {
			index++
		}
	}
	return index
}
