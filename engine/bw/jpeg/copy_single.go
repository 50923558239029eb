package jpeg

import (
	"bytes"

	"pretobranco/engine/bw/fault"
)

// copySequential copies a sequential scan of luma alone, after decoding all its codes as a check.
func (r *rewriter) copySequential(p scanPart) error {
	t := &r.tables
	s := scanners.Get().(*scanner)
	defer s.release()
	start := r.at
	r.begin(&t.dc[p.dc], &t.ac[p.ac], t.restart, 0, 63, 0)
	s.begin(r.ctx, nil, nil)
	s.open(r.file, start)
	across, down := r.frame.blocks()
	if err := s.measure(block{dc: dcTableOf(&t.dc[p.dc]), ac: acTableOf(&t.ac[p.ac])}, across, down, t.restart); err != nil {
		return err
	}
	r.at = s.data.at
	r.skipData() // data beyond the last block
	r.out = append(r.out, r.file[start:r.at]...)
	return nil
}

// measure reads a scan of a single component without copying.
func (s *scanner) measure(b block, across, down, restart int) error {
	plan := []block{b}
	left, interval := restart, 0
	for y := range down {
		for x := 0; x < across; {
			n := across - x
			if restart > 0 {
				if left == 0 {
					if err := s.nextInterval(interval); err != nil {
						return stopped(err, y, down)
					}
					left, interval = restart, interval+1
				}
				n = min(n, left)
				left -= n
			}
			if err := s.mcus(plan, n); err != nil {
				return stopped(err, y, down)
			}
			x += n
		}
	}
	if s.data.done && s.pos() > s.data.end*8 {
		return stopped(errStops, down, down)
	}
	return nil
}

// copyProgressive copies a progressive scan of luma unchanged.
func (r *rewriter) copyProgressive(h *scanHeader, p scanPart) error {
	t := &r.tables
	var dc, ac *codeBook
	switch {
	case h.start > 0:
		ac = &t.ac[p.ac]
	case h.high == 0:
		dc = &t.dc[p.dc]
	}
	r.begin(dc, ac, t.restart, byte(h.start), byte(h.end), byte(h.high<<4|h.low))
	start := r.at
	r.skipData()
	if !bytes.HasPrefix(r.file[r.at:], []byte{0xff}) {
		return fault.New(fault.Damaged, "the file ends in scan %d", r.scans)
	}
	r.out = append(r.out, r.file[start:r.at]...)
	return nil
}

// pickBits writes a scan of luma from an interleaved scan that refines DC: it has a bit for each
// block (G.1.2.1).
func (r *rewriter) pickBits(h *scanHeader) error {
	f := r.frame
	r.begin(nil, nil, 0, 0, 0, byte(h.high<<4|h.low))
	size := 0
	for _, p := range h.parts {
		c := &f.components[p.index]
		size += c.h * c.v
	}
	s := scanners.Get().(*scanner)
	defer s.release()
	s.begin(r.ctx, r.out, nil)
	s.open(r.file, r.at)
	across, down := f.mcus()
	blocks, rows := f.blocks()
	left, interval := r.tables.restart, 0
	for y := range down {
		for x := range across {
			if r.tables.restart > 0 {
				if left == 0 {
					if err := s.nextInterval(interval); err != nil {
						return stopped(err, y, down)
					}
					left, interval = r.tables.restart, interval+1
				}
				left--
			}
			pos := s.pos()
			if pos>>3 > s.data.end-16 {
				if err := s.more(); err != nil {
					return stopped(err, y, down)
				}
				pos = s.pos()
			}
			kept := min(f.hMax, blocks-x*f.hMax)
			for row := range min(f.vMax, rows-y*f.vMax) {
				w := &s.out
				if row > 0 {
					w = &s.rows[row]
				}
				w.grow(8)
				from := pos + row*f.hMax
				w.copy(s.data.buf[:], from, from+kept)
			}
			s.seek(pos + size)
		}
		for row := 1; row < min(f.vMax, rows-y*f.vMax); row++ {
			s.joinRow(row)
		}
		if s.out.pos > outFlush {
			s.flush()
		}
	}
	if s.data.done && s.pos() > s.data.end*8 {
		return stopped(errStops, down, down)
	}
	s.finish()
	r.out, r.at = s.file, s.data.at
	return nil
}
