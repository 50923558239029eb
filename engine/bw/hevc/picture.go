package hevc

import "pretobranco/engine/bw/fault"

var errParameters = fault.New(fault.Damaged, "the file's picture has damaged parameters")

// A plane has the samples of a component.
type plane struct {
	pix            []uint16
	stride, height int // coded
	shiftX, shiftY int // base 2 logarithms of subsampling
}

// A picture is what is known of the current picture. Facts about blocks are stored for each unit of
// 4x4 luma samples.
type picture struct {
	width, height int // coded
	plane         [3]plane
	columns, rows int // of CTBs
	ctbs          []ctb
	order         []int // CTBs in decoding order
	ranks         []int // the inverse
	missing       int   // CTBs

	unitStride int
	facts      []uint8 // bits below
	modes      []uint8 // intra prediction mode of luma
	depths     []uint8 // of coding quadtrees
	qps        []int8
}

// Facts of a unit.
const (
	decoded  = 1 << iota // its luma is predicted and complete
	edgeLeft             // a block's left edge is to be deblocked
	edgeTop
	unfiltered // no filter changes it
)

// A ctb is a coding tree block.
type ctb struct {
	slice  *slice
	tile   int
	column int // first column of CTBs of its tile
	sao    [3]saoParameters
}

// allocate makes the current picture an empty one. Its number of coded luma samples is limited.
func (d *Decoder) allocate(most int) error {
	s := d.sps
	ctbSize := 1 << s.ctb
	switch unit := 1<<s.minCB - 1; {
	case s.CodedWidth&unit != 0, s.CodedHeight&unit != 0, s.ctb < 4, s.ctb > 6, s.maxTB > min(s.ctb, 5), s.minTB >= s.minCB,
		s.CodedWidth > 1<<20, s.CodedHeight > 1<<20, int64(s.CodedWidth)*int64(s.CodedHeight) > int64(most),
		s.pcm && (s.maxPCM > min(s.ctb, 5) || s.pcmDepth > s.Depth || s.pcmChromaDepth > s.ChromaDepth):
		return errParameters
	}
	d.width, d.height = s.CodedWidth, s.CodedHeight
	d.columns, d.rows = (d.width+ctbSize-1)>>s.ctb, (d.height+ctbSize-1)>>s.ctb
	x, y := s.Chroma.Subsampling()
	for n := range d.plane {
		p := &d.plane[n]
		p.stride, p.height, p.shiftX, p.shiftY = d.width, d.height, 0, 0
		if n > 0 {
			p.shiftX, p.shiftY = x>>1, y>>1
			p.stride, p.height = d.width>>p.shiftX, d.height>>p.shiftY
		}
		if n == 0 || s.Chroma != Gray && !d.LumaOnly {
			p.pix = grown(p.pix, p.stride*p.height)
		} else {
			p.pix = nil
		}
	}
	d.unitStride = d.width / 4
	units := d.unitStride * (d.height / 4)
	d.facts = grown(d.facts, units)
	d.modes, d.depths, d.qps = grown(d.modes, units), grown(d.depths, units), grown(d.qps, units)
	clear(d.facts)
	return d.arrange()
}

// grown returns a slice of length n, of which the content is undefined.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// arrange puts CTBs in their order, tile by tile (6.5.1).
func (d *Decoder) arrange() error {
	p := d.pps
	columns, okX := bounds(p.columns, p.uniform, d.columns)
	rows, okY := bounds(p.rows, p.uniform, d.rows)
	if !okX || !okY {
		return errParameters
	}
	n := d.columns * d.rows
	d.ctbs, d.order, d.ranks, d.missing = grown(d.ctbs, n), grown(d.order, n), grown(d.ranks, n), n
	clear(d.ctbs)
	at := 0
	for ty := range len(rows) - 1 {
		for tx := range len(columns) - 1 {
			for y := rows[ty]; y < rows[ty+1]; y++ {
				for x := columns[tx]; x < columns[tx+1]; x++ {
					rs := y*d.columns + x
					d.order[at], d.ranks[rs] = rs, at
					d.ctbs[rs].tile, d.ctbs[rs].column = ty*(len(columns)-1)+tx, columns[tx]
					at++
				}
			}
		}
	}
	return nil
}

// at returns the index of the unit with a luma sample.
func (p *picture) at(x, y int) int { return y>>2*p.unitStride + x>>2 }
