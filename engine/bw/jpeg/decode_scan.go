package jpeg

// A scanPlane is a component of a scan to decode.
type scanPlane struct {
	to         *plane // nil: skip
	h, v       int    // blocks in an MCU
	dc, ac     *symbolTable
	values     *valueTable // for AC, if all coefficients are needed
	prediction int32
}

// scan decodes a scan and returns the offset after it.
func (d *decoder) scan(file []byte, at int, body []byte) (next int, err error) {
	if err := cancelled(d.ctx); err != nil {
		return 0, err
	}
	f := d.frame
	h, err := f.parseScan(body)
	if err == nil {
		err = h.check(f, &d.tables)
	}
	if err != nil {
		return 0, err
	}
	w := walker{file: file, at: at}
	w.skipData()
	var parts []scanPlane
	wanted := false
	for _, p := range h.parts {
		part := scanPlane{h: f.components[p.index].h, v: f.components[p.index].v}
		if p.index < len(d.planes) {
			part.to = &d.planes[p.index]
			wanted = wanted || !f.progressive() || h.start == 0 || part.to.size > 1
			part.to.setQuant(f.components[p.index].quant)
		}
		if !f.progressive() || h.start == 0 && h.high == 0 {
			part.dc = newSymbolTable(&d.tables.dc[p.dc])
		}
		if !f.progressive() || h.start > 0 {
			part.ac = newSymbolTable(&d.tables.ac[p.ac])
		}
		if !f.progressive() {
			part.ac.skip = acTableOf(&d.tables.ac[p.ac])
			if part.to != nil && part.to.size == 8 {
				part.values = newValueTable(&d.tables.ac[p.ac])
			}
		}
		parts = append(parts, part)
	}
	if !wanted {
		return w.at, nil
	}
	across, down := f.mcus()
	if len(parts) == 1 {
		across, down = f.componentBlocks(h.parts[0].index)
		parts[0].h, parts[0].v = 1, 1
	}
	s := scanners.Get().(*scanner)
	defer s.release()
	s.begin(d.ctx, nil, nil)
	s.open(file, at)
	b := &band{start: h.start, end: h.end, low: uint(h.low)}
	left, interval := d.tables.restart, 0
	for y := range down {
		for x := range across {
			if d.tables.restart > 0 {
				if left == 0 {
					if err := s.nextInterval(interval); err != nil {
						return 0, stopped(err, y, down)
					}
					left, interval, b.run = d.tables.restart, interval+1, 0
					for i := range parts {
						parts[i].prediction = 0
					}
				}
				left--
			}
			if s.bp > s.limit {
				if err := s.more(); err != nil {
					return 0, stopped(err, y, down)
				}
			}
			for i := range parts {
				if !d.mcu(s, &parts[i], x, y, h, b) {
					return 0, stopped(s.bad(), y, down)
				}
			}
		}
	}
	if s.data.done && s.pos() > s.data.end*8 {
		return 0, stopped(errStops, down, down)
	}
	return w.at, nil
}

// setQuant sets the quantisation table.
func (p *plane) setQuant(q *quantTable) {
	if p.quant == nil {
		p.quant = new([64]int32)
		for i, v := range q {
			p.quant[zigzag[i]] = int32(v)
		}
	}
}

// mcu decodes a component's blocks in an MCU.
func (d *decoder) mcu(s *scanner, p *scanPlane, x, y int, h *scanHeader, b *band) bool {
	for row := range p.v {
		for column := range p.h {
			if !d.block(s, p, x*p.h+column, y*p.v+row, h, b) {
				return false
			}
		}
	}
	return true
}

// noSteps is the quantisation table for callers that don't need a block's energy.
var noSteps [128]int32

func (d *decoder) block(s *scanner, p *scanPlane, x, y int, h *scanHeader, b *band) bool {
	if !d.frame.progressive() {
		var c [64]int16
		switch {
		case p.to == nil:
			return s.block(&c, p.dc, p.ac, &p.prediction, 0)
		case p.to.coeffs.ac != nil:
			ok := s.block(&c, p.dc, p.ac, &p.prediction, 63)
			p.to.coeffs.put(y*p.to.across+x, &c)
			return ok
		case p.values != nil:
			var c coded
			ok := s.coded(&c, p.dc, p.values, &p.prediction, &blockOrder, &noSteps)
			p.to.put(x, y, &c.c, c.mask)
			return ok
		}
		ok := s.block(&c, p.dc, p.ac, &p.prediction, p.to.last())
		p.to.put(x, y, &c, 0)
		return ok
	}
	switch {
	case h.start > 0 && h.high == 0:
		return s.firstBand(p.to.coeffs.at(y*p.to.across+x), p.ac, b)
	case h.start > 0:
		return s.refineBand(p.to.coeffs.at(y*p.to.across+x), p.ac, b)
	}
	dc := new(int16)
	if p.to != nil {
		dc = &p.to.coeffs.dc[y*p.to.across+x]
	}
	if h.high > 0 {
		if s.bit() {
			*dc |= 1 << h.low
		}
		return true
	}
	category, ok := s.symbol(p.dc)
	if !ok {
		return false
	}
	p.prediction += s.value(category & 15)
	*dc = int16(p.prediction << h.low)
	return true
}
