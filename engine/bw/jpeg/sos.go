package jpeg

import "pretobranco/engine/bw/fault"

// A scanHeader is the content of SOS (B.2.3).
type scanHeader struct {
	parts      []scanPart
	start, end int // spectral selection
	high, low  int // successive approximation: previous and current bit position
}

// A scanPart is a component of a scan.
type scanPart struct {
	index  int // of the component in the frame
	dc, ac byte
}

func (f *frame) parseScan(d []byte) (*scanHeader, error) {
	if len(d) < 1 || d[0] < 1 || d[0] > 4 || len(d) != 4+2*int(d[0]) {
		return nil, fault.New(fault.Damaged, "a scan's header has the wrong length")
	}
	n := int(d[0])
	h := &scanHeader{
		start: int(d[1+2*n]), end: int(d[2+2*n]),
		high: int(d[3+2*n] >> 4), low: int(d[3+2*n] & 15),
	}
	// Components are in the frame's order (B.2.3). Several may have the same identifier: like
	// libjpeg, take the first that this scan doesn't have yet.
	for i := range n {
		id, tables := d[1+2*i], d[2+2*i]
		index := -1
		for c := i; c < min(len(f.components), 4) && index < 0; c++ {
			if f.components[c].id == id {
				index = c
			}
		}
		for _, p := range h.parts {
			if p.index == index {
				index = -1
			}
		}
		if index < 0 {
			return nil, fault.New(fault.Damaged, "a scan names a component that the header doesn't")
		}
		h.parts = append(h.parts, scanPart{index, tables >> 4, tables & 15})
	}
	blocks := 0
	for _, p := range h.parts {
		blocks += f.components[p.index].h * f.components[p.index].v
	}
	if n > 1 && blocks > 10 {
		return nil, fault.New(fault.Damaged, "a scan has more than ten blocks in an MCU")
	}
	if f.progressive() {
		return h, h.checkProgression()
	}
	return h, nil
}

// checkProgression checks the parameters of a progressive scan (G.1.1.1.1).
func (h *scanHeader) checkProgression() error {
	ok := h.high == 0 || h.low == h.high-1
	if h.start == 0 {
		ok = ok && h.end == 0
	} else {
		ok = ok && h.end >= h.start && h.end < 64 && len(h.parts) == 1
	}
	if !ok || h.low > 13 {
		return fault.New(fault.Damaged, "a progressive scan has impossible parameters")
	}
	return nil
}

// luma returns the index of the first component in parts, or -1.
func (h *scanHeader) luma() int {
	for i, p := range h.parts {
		if p.index == 0 {
			return i
		}
	}
	return -1
}

// check checks that all tables that the scan needs are defined.
func (h *scanHeader) check(f *frame, t *tableSet) error {
	for _, p := range h.parts {
		c := &f.components[p.index]
		if c.quant == nil {
			if c.table > 3 || t.quant[c.table] == nil {
				return fault.New(fault.Damaged, "a quantisation table that the picture needs is missing")
			}
			c.quant = t.quant[c.table]
		}
		needsDC, needsAC := true, true
		if f.progressive() {
			needsDC, needsAC = h.start == 0 && h.high == 0, h.start > 0
		}
		if p.dc > 3 || p.ac > 3 {
			if needsDC && p.dc > 3 || needsAC && p.ac > 3 {
				return fault.New(fault.Damaged, "a scan names an impossible Huffman table")
			}
		}
		if needsDC {
			if err := t.dc[p.dc].check(true); err != nil {
				return err
			}
		}
		if needsAC {
			if err := t.ac[p.ac].check(false); err != nil {
				return err
			}
		}
	}
	return nil
}
