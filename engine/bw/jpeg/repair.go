package jpeg

import (
	"bytes"
	"context"
	"math/bits"

	"pretobranco/engine/bw/fault"
)

// Repair makes a complete file of a damaged one, in colour and with all metadata: a sequential file
// with the coefficients that libjpeg reads from it, and zeros (mid-gray) where data is missing. all
// is the damage to the picture, and luma that to its first component. Errors are Damaged if nothing
// of the picture can be read, Unsupported, Cancelled.
//
// It keeps all coefficients in memory, 138 bytes per block: callers should check ReadHeader against
// their limits first.
func Repair(ctx context.Context, file []byte) (out []byte, all, luma fault.Damage, err error) {
	s, err := newSalvage(ctx, file, 63)
	if err != nil {
		return nil, all, luma, err
	}
	all, luma = s.damage(len(s.planes)), s.damage(1)
	return s.write(), all, luma, nil
}

// Assess reports the damage that Repair would. It stores no coefficients, only which of them are not
// zero: 12 bytes per block.
func Assess(ctx context.Context, file []byte) (all, luma fault.Damage, err error) {
	s, err := newSalvage(ctx, file, 0)
	if err != nil {
		return all, luma, err
	}
	return s.damage(len(s.planes)), s.damage(1), nil
}

// newSalvage reads a file as far as possible, and stores the coefficients 0 to last of each block.
func newSalvage(ctx context.Context, file []byte, last int) (*salvage, error) {
	p, err := readHeaders(file)
	if err == nil {
		err = p.frame.readable()
	}
	switch {
	case err != nil:
		return nil, err
	case p.model == Unknown:
		return nil, needsModel(p.model)
	}
	s := &salvage{ctx: ctx, file: file, height: p.frame.height, last: last}
	if err := s.run(); err != nil {
		return nil, err
	}
	if n := zeroTail(file); n >= fillBytes && !s.ended && !(s.flat && s.unused < fillBytes) {
		s = &salvage{ctx: ctx, file: file[:len(file)-n], height: p.frame.height, last: last}
		if err := s.run(); err != nil {
			return nil, err
		}
	}
	if len(s.planes) == 0 || s.planes[0].area.intact == 0 {
		return nil, fault.New(fault.Damaged, "nothing of the picture is there")
	}
	return s, nil
}

// fillBytes is the number of zeros at a file's end that are treated as unwritten disk space rather
// than data.
const fillBytes = 64

// zeroTail counts the zeros at the end of a file.
func zeroTail(file []byte) int { return len(file) - len(bytes.TrimRight(file, "\x00")) }

// errFill returns an error for a file that ends in such zeros.
func errFill(file []byte) error {
	if zeroTail(file) >= fillBytes {
		return fault.New(fault.Damaged, "the file ends in zeros")
	}
	return nil
}

// Endless reports whether a readable file has no EOI.
func Endless(file []byte) bool {
	if bytes.HasSuffix(file, []byte{0xff, mEOI}) {
		return false
	}
	w, err := newWalker(file)
	for err == nil {
		var marker byte
		switch marker, _, err = w.next(); marker {
		case mEOI:
			return false
		case 0:
			return true
		case mSOS:
			w.skipData()
		}
	}
	return true
}

// A salvage is the readable content of a damaged file.
type salvage struct {
	ctx      context.Context
	file     []byte
	height   int // as in headers
	last     int // coefficients 0 to last of each block are stored
	frame    *frame
	tables   tableSet
	planes   []salvaged // one per component
	segments []byte     // metadata segments
	scans    int
	all      bool // a sequential scan had all components, so that no other can follow
	ended    bool // EOI was found
	flat     bool // in the last scan, zero bits encode blocks equal to the previous one
	unused   int  // bytes of data after the last block of the last scan
}

// A salvaged plane is the readable content of a component.
type salvaged struct {
	across, down int // in blocks without padding
	coeffs       coeffBuffer
	quant        *quantTable // nil: in no scan
	area         extent      // extent of its first DC scan
	low          [64]int8    // of a progressive file: missing low bits of each coefficient; -1: all bits
	flawed       bool        // a later scan is incomplete
}

// An extent is how much of a scan is intact.
type extent struct {
	intact, all int  // MCUs
	stopped     bool // the data ended early
	gaps        bool // other damage, or data after such an end
}

func (e extent) whole() bool { return e.all > 0 && e.intact == e.all && !e.gaps }

// run reads the file as far as possible.
func (k *salvage) run() error {
	w, err := newWalker(k.file)
	for err == nil {
		for k.scans > 0 { // corrupt data may look like an unknown marker
			marker, at := w.marker()
			if w.at = at; marker == 0 || marker >= mSOF0 {
				break
			}
			w.at += 2
		}
		var marker byte
		var d []byte
		if marker, d, err = w.next(); err != nil {
			break
		}
		switch {
		case marker == 0, marker == mEOI, marker == mSOI:
			k.ended = marker == mEOI
			return nil
		case marker == mSOF0, marker == mSOF1, marker == mSOF2:
			if k.frame != nil {
				return nil
			}
			if k.frame, err = parseFrame(marker, d); err == nil {
				k.frame.height = k.height
				k.planes = make([]salvaged, len(k.frame.components))
			}
		case marker == mDQT:
			err = k.tables.parseDQT(d)
		case marker == mDHT:
			err = k.tables.parseDHT(d)
		case marker == mDRI:
			err = k.tables.parseDRI(d)
		case marker == mSOS:
			w.at, err = k.scan(w.at, d)
		case k.scans == 0 && (marker >= mAPP0 && marker <= mAPP15 || marker == mCOM):
			k.segments = appendSegment(k.segments, marker, d)
		}
	}
	if fault.KindOf(err) == fault.Cancelled {
		return err
	}
	return nil
}

// open allocates a component's blocks, plus one for all padding.
func (p *salvaged) open(f *frame, index, last int) {
	if p.quant != nil {
		return
	}
	p.quant = f.components[index].quant
	p.across, p.down = f.componentBlocks(index)
	p.coeffs = newCoeffBuffer(p.across*p.down+1, last)
	for k := range p.low {
		p.low[k] = -1
	}
}

// record records the result of a scan.
func (p *salvaged) record(h *scanHeader, progressive bool, e extent) {
	if !progressive || h.start == 0 && h.high == 0 {
		p.area = e
	} else if !e.whole() {
		p.flawed = true
	}
	if progressive {
		for k := h.start; k <= h.end; k++ {
			p.low[k] = int8(h.low)
		}
	}
}

// detailed reports whether a progressive plane has all bits of all coefficients.
func (p *salvaged) detailed() bool { return p.low == [64]int8{} && !p.flawed }

// damage returns the damage to the first n components.
func (k *salvage) damage(n int) fault.Damage {
	var sum extent
	detailed, alike := true, true
	first := k.planes[0].area
	for i := range k.planes[:n] {
		p := &k.planes[i]
		if p.quant == nil {
			across, down := k.frame.componentBlocks(i)
			p.area.all = across * down
		}
		alike = alike && p.area.intact*first.all == first.intact*p.area.all
		sum.intact += p.area.intact
		sum.all += p.area.all
		sum.gaps = sum.gaps || p.area.gaps
		detailed = detailed && (!k.frame.progressive() || p.detailed())
	}
	switch {
	case sum.whole() && detailed:
		return fault.Damage{}
	case sum.whole():
		return fault.Damage{Loss: fault.Coarse}
	case sum.gaps, !alike:
		return fault.Damage{Loss: fault.Gaps, Percent: fault.Percent(sum.intact, sum.all)}
	}
	return fault.Damage{Loss: fault.Stops, Percent: fault.Percent(sum.intact, sum.all)}
}

// write encodes the readable content, with one scan per component.
func (k *salvage) write() []byte {
	f := k.frame
	out := append([]byte{0xff, mSOI}, k.segments...)
	header := []byte{8, byte(f.height >> 8), byte(f.height), byte(f.width >> 8), byte(f.width), byte(len(f.components))}
	marker := byte(mSOF0)
	ids := map[byte]bool{}
	for i := range f.components {
		c := &f.components[i]
		if c.quant == nil {
			c.quant = k.planes[0].quant // all its coefficients are zero
		}
		if c.quant.wide() {
			marker = mSOF1 // baseline has only 8 bits (B.2.4.1)
		}
		at := len(out)
		out = c.quant.appendTo(out)
		out[at+4] |= byte(i) // table number
		if ids[c.id] {
			c.id = byte(i + 1) // identifiers must differ
		}
		ids[c.id] = true
		header = append(header, c.id, byte(c.h<<4|c.v), byte(i))
	}
	out = appendSegment(out, marker, header)
	for i := range f.components {
		out = k.planes[i].write(out, f, i)
	}
	return append(out, 0xff, mEOI)
}

// The largest coefficient of 8-bit samples, and the largest that tokens can hold.
const (
	mostCoefficient = 1023
	mostToken       = 1<<14 - 1
)

// write appends a component's scan.
func (p *salvaged) write(out []byte, f *frame, index int) []byte {
	p.open(f, index, 63)
	most := int16(mostToken)
	if !p.area.whole() { // values after a wrong code are arbitrary
		most = mostCoefficient
	}
	var t tokens
	for i := range p.across * p.down {
		mask := p.coeffs.seen[i]
		c := (*[64]int16)(p.coeffs.at(i).ac)
		c[0] = min(max(p.coeffs.dc[i], -most-1), most)
		for left := mask; left != 0; left &= left - 1 {
			at := bits.TrailingZeros64(left)
			c[at] = min(max(c[at], -most), most)
		}
		t.block(c, mask)
	}
	dc, ac := t.books()
	out = dc.appendTo(out, 0)
	out = ac.appendTo(out, 1)
	out = appendSegment(out, mSOS, []byte{1, f.components[index].id, 0, 0, 63, 0})
	return t.write(out, &dc, &ac)
}
