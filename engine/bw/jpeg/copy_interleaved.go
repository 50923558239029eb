package jpeg

import (
	"bytes"
	"context"
	"slices"

	"pretobranco/engine/bw/fault"
)

// pick writes a scan of luma from an interleaved scan.
func (r *rewriter) pick(h *scanHeader, p scanPart) error {
	f := r.frame
	dc := r.tables.dc[p.dc]
	var ac *codeBook
	band := []byte{0, 63, 0}
	if f.progressive() {
		band = []byte{0, 0, byte(h.low)}
	} else {
		ac = &r.tables.ac[p.ac]
	}
	kept := true
	if f.recodes(r.tables.restart) {
		dc, kept = dc.extended(r.categories)
	}
	r.begin(&dc, ac, 0, band...)

	code := newDCCoder(&dc)
	g := newGrid(f, h, &r.tables, !kept)
	s := scanners.Get().(*scanner)
	defer s.release()
	s.begin(r.ctx, r.out, &code)
	var err error
	if groups := g.split(r.file, r.at); len(groups) > 1 {
		err = s.join(g, r.file, groups)
	} else {
		s.open(r.file, r.at)
		err = s.grid(g, group{down: g.down})
	}
	s.finish()
	r.out, r.at = s.file, s.data.at
	return err
}

// recodes reports whether some DC difference of luma differs in a file of luma alone. The package
// comment explains why.
func (f *frame) recodes(restart int) bool {
	across, _ := f.blocks()
	return restart > 0 || f.vMax > 1 || across%f.hMax != 0
}

// A grid is the order of the blocks in an interleaved scan.
type grid struct {
	f            *frame
	across, down int // MCUs
	blocks       int // luma blocks in a row of the picture
	rows         int // rows of such blocks
	restart      int
	parts        []gridPart
	fresh        bool // every DC difference must be recoded
}

type gridPart struct {
	dc   *dcTable
	ac   *acTable
	luma bool
	h, v int
}

func newGrid(f *frame, h *scanHeader, t *tableSet, fresh bool) *grid {
	g := &grid{f: f, restart: t.restart, fresh: fresh}
	g.across, g.down = f.mcus()
	g.blocks, g.rows = f.blocks()
	for _, p := range h.parts {
		c := &f.components[p.index]
		part := gridPart{dc: dcTableOf(&t.dc[p.dc]), luma: p.index == 0, h: c.h, v: c.v}
		if !f.progressive() {
			part.ac = acTableOf(&t.ac[p.ac])
		}
		g.parts = append(g.parts, part)
	}
	return g
}

// plan returns the plan for the MCU in column x of a row of MCUs that has so many rows of blocks in
// the picture.
func (g *grid) plan(s *scanner, x, rows int) []block {
	var plan []block
	for _, p := range g.parts {
		for row := range p.v {
			for column := range p.h {
				b := block{dc: p.dc, ac: p.ac, luma: p.luma}
				if p.luma {
					kept := min(p.h, g.blocks-x*p.h)
					b.row = row
					b.keep = row < rows && column < kept
					b.start = column == 0 || g.fresh
					b.end = b.keep && (column == kept-1 || g.fresh)
					b.later = column == 0 && row > 0 && x == 0
					b.fresh = g.fresh || p.v > 1
					b.to = &s.out
					if row > 0 {
						b.to = &s.rows[row]
					}
				}
				plan = append(plan, b)
			}
		}
	}
	return plan
}

// begin prepares the scanner to append to file.
func (s *scanner) begin(ctx context.Context, file []byte, code *dcCoder) {
	s.ctx, s.file, s.code, s.raw = ctx, file, code, false
	s.out.reset(2*outFlush + mcuOut)
	for i := range s.rows {
		s.rows[i].reset(mcuOut)
	}
	s.last, s.first = [4]int32{}, [4]int32{}
}

// release returns the scanner to the pool.
func (s *scanner) release() {
	s.ctx, s.file, s.code, s.data.src = nil, nil, nil, nil
	scanners.Put(s)
}

// grid reads rows of MCUs: a whole scan or a group.
func (s *scanner) grid(g *grid, part group) error {
	left, interval := g.restart, part.interval
	v := g.f.vMax
	var first, middle, last []block
	for y := part.y; y < part.down; y++ {
		rows := min(v, g.rows-y*v)
		if y == part.y || y == g.down-1 {
			first, middle, last = g.plan(s, 0, rows), g.plan(s, min(1, g.across-1), rows), g.plan(s, g.across-1, rows)
		}
		for x := 0; x < g.across; {
			if g.restart > 0 && left == 0 {
				if err := s.nextInterval(interval); err != nil {
					return stopped(err, y*g.across+x, g.across*g.down)
				}
				left, interval = g.restart, interval+1
			}
			plan, n := middle, max(1, g.across-1-x)
			switch x {
			case 0:
				plan, n = first, 1
				if part.later && y == part.y {
					plan = firstLater(first)
				}
			case g.across - 1:
				plan = last
			}
			if v > 1 {
				n = min(n, mcusAtOnce)
				for row := 1; row < v; row++ {
					s.rows[row].grow(mcusAtOnce * mcuRow)
				}
			}
			if g.restart > 0 {
				n = min(n, left)
				left -= n
			}
			if err := s.mcus(plan, n); err != nil {
				return stopped(err, y*g.across+x, g.across*g.down)
			}
			x += n
		}
		if err := s.joinRows(rows); err != nil {
			return err
		}
	}
	if part.down < g.down { // another group follows
		_, err := s.endInterval(interval)
		return stopped(err, part.down, g.down)
	}
	if s.data.done && s.pos() > s.data.end*8 {
		return stopped(errStops, g.down, g.down)
	}
	return nil
}

// firstLater returns the plan for a group's first MCU. The difference of its first block is coded
// when the groups are joined, since the previous block's DC is not known yet.
func firstLater(plan []block) []block {
	plan = slices.Clone(plan)
	for i := range plan {
		if plan[i].keep {
			plan[i].later = true
			break
		}
	}
	return plan
}

// The number of MCUs to read at once if rows are buffered, and the largest size that an MCU adds to
// a row: four blocks and a recoded DC difference.
const (
	mcusAtOnce = 32
	mcuRow     = 4*64*31/8 + 8
)

var errRestart = fault.New(fault.Damaged, "a restart marker is not where it should be")

// nextInterval continues with the next restart interval.
func (s *scanner) nextInterval(number int) error {
	at, err := s.endInterval(number)
	if err == nil {
		s.open(s.data.src, at)
	}
	return err
}

// endInterval checks that a restart interval ends here, with the marker of this number, and returns
// the offset of the next interval.
func (s *scanner) endInterval(number int) (next int, err error) {
	if !s.data.done {
		if err := s.more(); err != nil {
			return 0, err
		}
	}
	if s.pos() > s.data.end*8 {
		return 0, errStops
	}
	marker, at := s.data.marker()
	rest := s.data.buf[(s.pos()+7)>>3 : s.data.end]
	switch {
	case s.data.done && (marker == 0 || marker == mEOI):
		return 0, errStops
	case !s.data.done, marker != mRST0+byte(number&7),
		len(bytes.Trim(rest, "\x00")) > 0 && len(bytes.Trim(rest, "\xff")) > 0:
		return 0, errRestart
	}
	return at + 2, nil
}
