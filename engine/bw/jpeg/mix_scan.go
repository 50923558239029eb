package jpeg

import "pretobranco/engine/bw/fault"

// mixScan reads a scan. A sequential scan of all components is mixed while it is read; the
// coefficients of other files are buffered until all scans are read.
func (r *rewriter) mixScan(h *scanHeader, body []byte) error {
	x, f := r.mix, r.frame
	if !f.progressive() && r.scans == 1 && len(h.parts) == len(f.components) {
		x.prepare(f)
		return r.mixUnits(h)
	}
	if x.buffered == nil {
		x.buffered = &decoder{ctx: r.ctx, frame: f}
		for i := range f.components {
			if i > 0 && !x.colour {
				break
			}
			p := f.plane(i)
			p.size = 8
			p.coeffs = newCoeffBuffer(p.across*p.down, 63)
			x.buffered.planes = append(x.buffered.planes, p)
		}
	}
	x.buffered.tables = r.tables
	next, err := x.buffered.scan(r.file, r.at, body)
	if err == nil {
		r.at = next
	}
	return err
}

// A mixPart is a component of a scan.
type mixPart struct {
	h, v       int // blocks in an MCU
	index      int
	wanted     bool
	dc         *symbolTable
	skip       *symbolTable // for components to skip
	ac         *valueTable
	step       *[128]int32
	order      *[128]uint8
	prediction int32
}

func (r *rewriter) mixParts(h *scanHeader) (parts []mixPart) {
	x := r.mix
	for _, p := range h.parts {
		c := &r.frame.components[p.index]
		part := mixPart{h: c.h, v: c.v, index: p.index, dc: newSymbolTable(&r.tables.dc[p.dc])}
		if part.wanted = p.index == 0 || x.colour && p.index < 3; part.wanted {
			part.ac = newValueTable(&r.tables.ac[p.ac])
			part.step, part.order = &x.step[p.index], x.order
			if p.index == 0 {
				part.order = &fileOrder
			}
		} else {
			part.skip = &symbolTable{skip: acTableOf(&r.tables.ac[p.ac])}
		}
		if len(h.parts) == 1 {
			part.h, part.v = 1, 1
		}
		parts = append(parts, part)
	}
	return parts
}

// mixUnits reads a scan by rows of MCUs. Each row is one or more units.
func (r *rewriter) mixUnits(h *scanHeader) error {
	x, f := r.mix, r.frame
	across, down := f.mcus()
	perRow := f.vMax / x.ratioY
	if len(h.parts) == 1 {
		across, down = f.blocks()
		perRow = 1
	}
	parts := r.mixParts(h)
	s := scanners.Get().(*scanner)
	defer s.release()
	s.begin(r.ctx, nil, nil)
	s.open(r.file, r.at)
	left, interval := r.tables.restart, 0
	var units [4]*unit
	for y := range down {
		// There are two units more than a row of MCUs has, for those that wait for the unit below.
		for i := range perRow {
			units[i] = &x.units[(x.next+i)%len(x.units)]
		}
		for column := range across {
			if r.tables.restart > 0 {
				if left == 0 {
					if err := s.nextInterval(interval); err != nil {
						return stopped(err, y, down)
					}
					left, interval = r.tables.restart, interval+1
					for i := range parts {
						parts[i].prediction = 0
					}
				}
				left--
			}
			if s.bp > s.limit {
				if err := s.more(); err != nil {
					return stopped(err, y, down)
				}
			}
			for i := range parts {
				if !x.mcu(s, &parts[i], units[:perRow], column) {
					return stopped(s.bad(), y, down)
				}
			}
		}
		for range perRow {
			if err := x.advance(); err != nil {
				return err
			}
		}
	}
	if s.data.done && s.pos() > s.data.end*8 {
		return stopped(errStops, down, down)
	}
	r.at = s.data.at
	return nil
}

// mcu reads a component's blocks of an MCU into the units of its row.
func (x *mixer) mcu(s *scanner, p *mixPart, units []*unit, column int) bool {
	for y := range p.v {
		for i := range p.h {
			if !p.wanted {
				var none [64]int16
				if !s.block(&none, p.dc, p.skip, &p.prediction, 0) {
					return false
				}
				continue
			}
			var to *coded
			if p.index == 0 {
				to = &units[y/x.ratioY].luma[y%x.ratioY][column*p.h+i]
			} else {
				to = &units[y].chroma[p.index-1][column*p.h+i]
			}
			if !s.coded(to, p.dc, p.ac, &p.prediction, p.order, p.step) {
				return false
			}
		}
	}
	return true
}

// release mixes the buffered coefficients.
func (x *mixer) release() error {
	d := x.buffered
	if d == nil {
		return nil
	}
	if d.planes[0].quant == nil {
		return fault.New(fault.Damaged, "the file ends before the picture")
	}
	x.prepare(d.frame)
	for number := range x.lines {
		u := x.incoming()
		for y, line := range u.luma {
			if row := number*x.ratioY + y; row < d.planes[0].down {
				x.fill(line, &d.planes[0], row, 0)
			}
		}
		if x.colour {
			x.fill(u.chroma[0], &d.planes[1], number, 1)
			x.fill(u.chroma[1], &d.planes[2], number, 2)
		}
		if err := x.advance(); err != nil {
			return err
		}
	}
	return nil
}

func (x *mixer) fill(line []coded, p *plane, row, component int) {
	order := x.order
	if component == 0 {
		order = &fileOrder
	}
	for i := range line {
		line[i].load(&p.coeffs, row*p.across+i, order, &x.step[component])
	}
}

// finish appends the scan and its tables to the result.
func (x *mixer) finish(out []byte) ([]byte, error) {
	if err := x.release(); err != nil {
		return nil, err
	}
	if x.colour && !x.coloured {
		return nil, errColourless
	}
	f := x.frame
	dc, ac := x.tokens.books()
	out = x.out.appendTo(out)
	out = appendSegment(out, mSOF0, []byte{8, byte(f.height >> 8), byte(f.height), byte(f.width >> 8), byte(f.width), 1, 1, 0x11, 0})
	out = dc.appendTo(out, 0)
	out = ac.appendTo(out, 1)
	out = appendSegment(out, mSOS, []byte{1, 1, 0, 0, 63, 0})
	return x.tokens.write(out, &dc, &ac), nil
}
