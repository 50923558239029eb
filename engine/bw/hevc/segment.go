package hevc

import (
	"context"

	"pretobranco/engine/bw/fault"
)

// bins is the state of parsing.
type bins struct {
	cabac
	ctx       [contexts]probability
	stats     [4]int // statistics of Rice parameters (9.3.4.2.6)
	wavefront saved  // after the second CTB of the row above
	segments  saved  // after the last slice segment
	now       int    // the current CTB, in raster order

	qp        int    // of luma, of the last coding unit
	base      int    // predicted for the quantisation group
	deltaRead bool   // the group's QP difference is read
	delta     int    // that difference
	offsets   [2]int // of the chroma QP, of the group of coding units
	offRead   bool
}

// saved are context variables for a later start.
type saved struct {
	ctx   [contexts]probability
	stats [4]int
}

var errData = fault.New(fault.Damaged, "the file's picture has damaged data")

// segment decodes a slice segment (7.3.8.1).
func (d *Decoder) segment(ctx context.Context, h *slice) error {
	d.slice = h
	rank := d.ranks[h.address]
	d.now = h.address
	d.cabac.start(h.data, 0)
	first := d.firstOfTile(rank)
	if !h.dependent || first {
		d.qp, d.offsets = h.qp, [2]int{}
	}
	if !d.startRow(first) {
		if h.dependent && !first {
			d.ctx, d.stats = d.segments.ctx, d.segments.stats
		} else {
			d.resetContexts()
		}
	}
	for {
		d.now = d.order[rank]
		c := &d.ctbs[d.now]
		if err := ctx.Err(); err != nil {
			return fault.New(fault.Cancelled, "cancelled: %w", err)
		}
		c.slice = h
		d.missing--
		if err := d.codingTree(c); err != nil {
			return err
		}
		end := d.terminate()
		if d.overrun() {
			return fault.New(fault.Damaged, "the file ends in its picture")
		}
		if d.pps.sync && d.now%d.columns == c.column+1 {
			d.wavefront = saved{d.ctx, d.stats}
		}
		if rank++; end {
			d.segments = saved{d.ctx, d.stats}
			return nil
		}
		if rank == len(d.order) {
			return errData
		}
		d.now = d.order[rank]
		first := d.firstOfTile(rank)
		if first || d.pps.sync && d.now%d.columns == d.ctbs[d.now].column {
			if !d.terminate() {
				return errData
			}
			d.cabac.start(h.data, d.position())
			if !d.startRow(first) {
				d.resetContexts()
			}
			d.qp = h.qp
		}
	}
}

// firstOfTile reports whether a CTB is the first of its tile.
func (d *Decoder) firstOfTile(rank int) bool {
	return rank == 0 || d.ctbs[d.order[rank]].tile != d.ctbs[d.order[rank-1]].tile
}

// resetContexts initialises all context variables.
func (d *Decoder) resetContexts() {
	initContexts(&d.ctx, d.slice.qp)
	d.stats = [4]int{}
}

// startRow starts a row of CTBs in a wavefront, with the contexts of the row above if they are
// available (9.3.1). It returns false if the current CTB does not start one.
func (d *Decoder) startRow(firstOfTile bool) bool {
	c := &d.ctbs[d.now]
	if !d.pps.sync || firstOfTile || d.now%d.columns != c.column {
		return false
	}
	d.qp = d.slice.qp
	above := d.now - d.columns + 1
	if above > 0 && above%d.columns != 0 && d.ctbs[above].tile == c.tile && d.ctbs[above].slice != nil && d.ctbs[above].slice.start == d.slice.start {
		d.ctx, d.stats = d.wavefront.ctx, d.wavefront.stats
	} else {
		d.resetContexts()
	}
	return true
}

// codingTree decodes a CTB (7.3.8.2).
func (d *Decoder) codingTree(c *ctb) error {
	if d.slice.sao[0] || d.slice.sao[1] {
		d.readSAO(c)
	}
	x, y := d.now%d.columns<<d.sps.ctb, d.now/d.columns<<d.sps.ctb
	return d.quadtree(x, y, d.sps.ctb, 0)
}

// quadtree decodes a coding quadtree (7.3.8.4).
func (d *Decoder) quadtree(x, y, log2, depth int) error {
	s := d.sps
	size := 1 << log2
	split := log2 > s.minCB
	if split && x+size <= d.width && y+size <= d.height {
		n := 0
		if d.available(x-1, y) && int(d.depths[d.at(x-1, y)]) > depth {
			n++
		}
		if d.available(x, y-1) && int(d.depths[d.at(x, y-1)]) > depth {
			n++
		}
		split = d.bin(&d.ctx[ctxSplitCU+n]) == 1
	}
	if d.pps.qpDelta && log2 >= s.ctb-d.pps.qpDeltaDepth {
		d.deltaRead, d.delta = false, 0
		d.predictQP(x, y)
	}
	if d.slice.chromaOffsets && log2 >= s.ctb-d.pps.offsetDepth {
		d.offRead = false
	}
	if !split {
		return d.codingUnit(x, y, log2, depth)
	}
	half := size / 2
	for n := range 4 {
		cx, cy := x+(n&1)*half, y+(n>>1)*half
		if cx < d.width && cy < d.height {
			if err := d.quadtree(cx, cy, log2-1, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// available reports whether the unit with a luma sample is decoded, in the current slice and tile
// (6.4.1).
func (d *Decoder) available(x, y int) bool {
	if x < 0 || y < 0 || x >= d.width || y >= d.height || d.facts[d.at(x, y)]&decoded == 0 {
		return false
	}
	other := y>>d.sps.ctb*d.columns + x>>d.sps.ctb
	if other == d.now {
		return true
	}
	a, b := &d.ctbs[other], &d.ctbs[d.now]
	return a.tile == b.tile && a.slice.start == b.slice.start
}

// predictQP predicts the QP of a quantisation group (8.6.1).
func (d *Decoder) predictQP(x, y int) {
	near := func(x, y int) int {
		if x < 0 || y < 0 || y>>d.sps.ctb*d.columns+x>>d.sps.ctb != d.now {
			return d.qp
		}
		return int(d.qps[d.at(x, y)])
	}
	d.base = (near(x-1, y) + near(x, y-1) + 1) >> 1
}
