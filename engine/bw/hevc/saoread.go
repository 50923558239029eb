package hevc

// saoParameters are the parameters of sample adaptive offset of a CTB's component (7.4.9.3).
type saoParameters struct {
	kind    uint8 // below
	class   uint8 // direction of edges, or first band
	offsets [4]int16
}

const (
	saoBand = 1
	saoEdge = 2
)

// readSAO reads the parameters of a CTB (7.3.8.3).
func (d *Decoder) readSAO(c *ctb) {
	same := func(other *ctb) bool {
		return other.slice != nil && other.slice.start == c.slice.start && other.tile == c.tile && d.bin(&d.ctx[ctxSAOMerge]) == 1
	}
	if d.now%d.columns > 0 && same(&d.ctbs[d.now-1]) {
		c.sao = d.ctbs[d.now-1].sao
		return
	}
	if d.now >= d.columns && same(&d.ctbs[d.now-d.columns]) {
		c.sao = d.ctbs[d.now-d.columns].sao
		return
	}
	planes := 3
	if d.sps.Chroma == Gray {
		planes = 1
	}
	for n := range planes {
		if !d.slice.sao[min(n, 1)] {
			continue
		}
		p := &c.sao[n]
		if n == 2 {
			p.kind, p.class = c.sao[1].kind, c.sao[1].class
		} else if d.bin(&d.ctx[ctxSAOType]) == 1 {
			p.kind = saoBand + uint8(d.bypass())
		}
		if p.kind != 0 {
			d.readSAOOffsets(p, n)
		}
	}
}

func (d *Decoder) readSAOOffsets(p *saoParameters, n int) {
	depth := d.sps.Depth
	most := 1<<(min(depth, 10)-5) - 1
	shift := d.pps.saoShift[min(n, 1)]
	for i := range p.offsets {
		v := 0
		for v < most && d.bypass() == 1 {
			v++
		}
		p.offsets[i] = int16(v)
	}
	if p.kind == saoBand {
		for i, v := range p.offsets {
			if v != 0 && d.bypass() == 1 {
				p.offsets[i] = -v
			}
		}
		p.class = uint8(d.number(5))
	} else {
		p.offsets[2], p.offsets[3] = -p.offsets[2], -p.offsets[3]
		if n < 2 {
			p.class = uint8(d.number(2))
		}
	}
	for i := range p.offsets {
		p.offsets[i] <<= shift
	}
}
