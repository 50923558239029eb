package hevc

import (
	"context"

	"pretobranco/engine/bw/fault"
)

// filter applies the loop filters (8.7): deblocking of all vertical edges, then of all horizontal
// ones, then sample adaptive offset.
func (d *Decoder) filter(ctx context.Context) error {
	used := false
	for i := range d.ctbs {
		for _, p := range d.ctbs[i].sao {
			used = used || p.kind != 0
		}
	}
	for n := range d.plane {
		if d.plane[n].pix == nil {
			continue
		}
		for _, vertical := range []bool{true, false} {
			for row := range d.rows {
				if err := ctx.Err(); err != nil {
					return fault.New(fault.Cancelled, "cancelled: %w", err)
				}
				d.deblockRow(n, row, vertical)
			}
		}
		if !used {
			continue
		}
		for row, f := 0, d.newOffsetter(n); row < d.rows; row++ {
			if err := ctx.Err(); err != nil {
				return fault.New(fault.Cancelled, "cancelled: %w", err)
			}
			f.row(row)
		}
	}
	return nil
}

// Thresholds of the deblocking filter, by QP (table 8-12).
var (
	betas = [52]uint8{
		16: 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 22, 24, 26, 28,
		30, 32, 34, 36, 38, 40, 42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62, 64,
	}
	tcs = [54]uint8{
		18: 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4,
		5, 5, 6, 6, 7, 8, 9, 10, 11, 13, 14, 16, 18, 20, 22, 24,
	}
)

// An edge is four samples long in luma, or as long as a unit in chroma.
type edge struct {
	pix          []uint16
	at           int // first sample after the edge
	step         int // across the edge
	next         int // along the edge
	length       int
	keepP, keepQ bool // the samples before or after it stay
}

// deblockRow deblocks the edges of one direction in a row of CTBs (8.7.2). All blocks are intra, so
// that the boundary strength is 2.
func (d *Decoder) deblockRow(component, row int, vertical bool) {
	const strength = 2
	p := &d.plane[component]
	flag, dx, dy := uint8(edgeTop), 0, 4
	e := edge{pix: p.pix, step: p.stride, next: 1, length: 4 >> p.shiftX}
	if vertical {
		flag, dx, dy = edgeLeft, 4, 0
		e.step, e.next, e.length = 1, p.stride, 4>>p.shiftY
	}
	// Edges are at multiples of 8 samples of the component.
	maskX, maskY := 8<<p.shiftX-1, 8<<p.shiftY-1
	size := 1 << d.sps.ctb
	for y := row * size; y < min(d.height, (row+1)*size); y += 4 {
		if !vertical && y&maskY != 0 {
			continue
		}
		for x := 0; x < d.width; x += 4 {
			at := d.at(x, y)
			if d.facts[at]&flag == 0 || vertical && x&maskX != 0 {
				continue
			}
			before := d.at(x-dx, y-dy)
			h := d.ctbs[y>>d.sps.ctb*d.columns+x>>d.sps.ctb].slice
			qp := (int(d.qps[at]) + int(d.qps[before]) + 1) >> 1
			scale := int32(1) << (d.sps.Depth - 8)
			e.at = y>>p.shiftY*p.stride + x>>p.shiftX
			e.keepP, e.keepQ = d.facts[before]&unfiltered != 0, d.facts[at]&unfiltered != 0
			if component > 0 {
				qp = chromaQP(qp+d.pps.offset[component-1], d.sps.Chroma)
			}
			tc := int32(tcs[max(0, min(53, qp+2*(strength-1)+h.tc))]) * scale
			if component > 0 {
				e.chroma(tc, int32(1)<<d.sps.Depth-1)
				continue
			}
			beta := int32(betas[max(0, min(51, qp+h.beta))]) * scale
			e.luma(beta, tc, int32(1)<<d.sps.Depth-1)
		}
	}
}

// luma filters an edge (8.7.2.5.3, 8.7.2.5.6, 8.7.2.5.7).
func (e *edge) luma(beta, tc, top int32) {
	pix, s := e.pix, e.step
	sample := func(line, n int) int32 { return int32(pix[e.at+line*e.next+n*s]) }
	bend := func(line, a, b, c int) int32 { return abs(sample(line, a) - 2*sample(line, b) + sample(line, c)) }
	dp0, dp3 := bend(0, -3, -2, -1), bend(3, -3, -2, -1)
	dq0, dq3 := bend(0, 2, 1, 0), bend(3, 2, 1, 0)
	if dp0+dq0+dp3+dq3 >= beta {
		return
	}
	smoothAt := func(line int, d int32) bool {
		return 2*d < beta>>2 &&
			abs(sample(line, -4)-sample(line, -1))+abs(sample(line, 0)-sample(line, 3)) < beta>>3 &&
			abs(sample(line, -1)-sample(line, 0)) < (5*tc+1)>>1
	}
	strong := smoothAt(0, dp0+dq0) && smoothAt(3, dp3+dq3)
	side := (beta + beta>>1) >> 3
	moreP, moreQ := dp0+dp3 < side, dq0+dq3 < side
	for line := range 4 {
		at := e.at + line*e.next
		p3, p2, p1, p0 := int32(pix[at-4*s]), int32(pix[at-3*s]), int32(pix[at-2*s]), int32(pix[at-s])
		q0, q1, q2, q3 := int32(pix[at]), int32(pix[at+s]), int32(pix[at+2*s]), int32(pix[at+3*s])
		if strong {
			near := func(v, old int32) uint16 { return uint16(max(old-2*tc, min(old+2*tc, v))) }
			if !e.keepP {
				pix[at-s] = near((p2+2*p1+2*p0+2*q0+q1+4)>>3, p0)
				pix[at-2*s] = near((p2+p1+p0+q0+2)>>2, p1)
				pix[at-3*s] = near((2*p3+3*p2+p1+p0+q0+4)>>3, p2)
			}
			if !e.keepQ {
				pix[at] = near((p1+2*p0+2*q0+2*q1+q2+4)>>3, q0)
				pix[at+s] = near((p0+q0+q1+q2+2)>>2, q1)
				pix[at+2*s] = near((p0+q0+q1+3*q2+2*q3+4)>>3, q2)
			}
			continue
		}
		delta := (9*(q0-p0) - 3*(q1-p1) + 8) >> 4
		if abs(delta) >= 10*tc {
			continue
		}
		delta = max(-tc, min(tc, delta))
		clip := func(v int32) uint16 { return uint16(max(0, min(top, v))) }
		half := tc >> 1
		if !e.keepP {
			pix[at-s] = clip(p0 + delta)
			if moreP {
				pix[at-2*s] = clip(p1 + max(-half, min(half, ((p2+p0+1)>>1-p1+delta)>>1)))
			}
		}
		if !e.keepQ {
			pix[at] = clip(q0 - delta)
			if moreQ {
				pix[at+s] = clip(q1 + max(-half, min(half, ((q2+q0+1)>>1-q1-delta)>>1)))
			}
		}
	}
}

// chroma filters an edge (8.7.2.5.8).
func (e *edge) chroma(tc, top int32) {
	pix, s := e.pix, e.step
	for line := range e.length {
		at := e.at + line*e.next
		p1, p0, q0, q1 := int32(pix[at-2*s]), int32(pix[at-s]), int32(pix[at]), int32(pix[at+s])
		delta := max(-tc, min(tc, ((q0-p0)<<2+p1-q1+4)>>3))
		if !e.keepP {
			pix[at-s] = uint16(max(0, min(top, p0+delta)))
		}
		if !e.keepQ {
			pix[at] = uint16(max(0, min(top, q0-delta)))
		}
	}
}
