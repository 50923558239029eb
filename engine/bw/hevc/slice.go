package hevc

import (
	"math/bits"

	"pretobranco/engine/bw/fault"
)

// A slice is the header of a slice segment (7.3.6.1). A dependent segment has that of the segment
// before it, except for its address.
type slice struct {
	first, dependent bool
	address          int // of the segment, in CTBs
	start            int // address of the slice's first segment
	sao              [2]bool
	qp               int
	offset           [2]int
	chromaOffsets    bool // coding units have QP offsets
	deblockOff       bool
	beta, tc         int
	across           bool // filters cross its left and upper edge
	data             []byte
}

// Types of NAL units (7.4.2.2).
const (
	firstIDR    = 19
	lastIDR     = 20
	lastSlice   = 31
	firstRandom = 16
	lastIRAP    = 21 // of those that are defined
	lastRandom  = 23
	unitSPS     = 33
	unitPPS     = 34
)

const intra = 2 // a slice type

var errMissing = fault.New(fault.Damaged, "a part of the file's picture is missing")

var errSlice = fault.New(fault.Damaged, "the file's picture has damaged data (slice header)")

// readSlice reads a slice segment of a NAL unit.
func (d *Decoder) readSlice(unit []byte) (*slice, error) {
	kind := int(unit[0]>>1) & 0x3f
	b := &Reader{Data: Unescape(unit[2:])}
	first := b.Flag()
	if kind >= firstRandom && kind <= lastRandom {
		b.Bits(1)
	}
	if err := d.activate(b.below(64), first); err != nil {
		return nil, err
	}
	p := d.pps
	h := &slice{first: first}
	if !first {
		h.dependent = p.dependentSlices && b.Flag()
		h.address = int(b.Bits(bits.Len(uint(d.columns*d.rows - 1))))
	}
	if h.dependent {
		if d.slice == nil {
			return nil, errSlice
		}
		address := h.address
		*h = *d.slice
		h.first, h.dependent, h.address = false, true, address
	} else {
		h.start = h.address
		if err := d.readHeader(b, h, kind); err != nil {
			return nil, err
		}
	}
	if p.tiles || p.sync {
		if n := b.below(1 << 16); n > 0 {
			size := 1 + b.below(32)
			b.Skip(n * size)
		}
	}
	if p.headerExtension {
		b.Skip(8 * b.below(257))
	}
	if !b.Flag() || b.Broken { // byte alignment
		return nil, errSlice
	}
	at := (b.At + 7) / 8
	if at > len(b.Data) || h.address >= d.columns*d.rows {
		return nil, errSlice
	}
	switch next := len(d.order) - d.missing; { // segments follow one another (7.4.2.4.5)
	case d.ranks[h.address] > next:
		return nil, errMissing
	case d.ranks[h.address] < next:
		return nil, errSlice
	}
	h.data = b.Data[at:]
	return h, nil
}

// readHeader reads what only an independent segment has.
func (d *Decoder) readHeader(b *Reader, h *slice, kind int) error {
	s, p := d.sps, d.pps
	b.Skip(p.extraBits)
	if b.Number() != intra {
		return fault.New(fault.Unsupported, "a HEIC file with a picture that is predicted from others is not supported")
	}
	if p.outputFlag {
		b.Bits(1)
	}
	if kind != firstIDR && kind != lastIDR {
		d.skipReferences(b)
	}
	h.across = p.acrossSlices
	if s.sao {
		h.sao[0] = b.Flag()
		h.sao[1] = s.Chroma != Gray && b.Flag()
	}
	h.qp = p.qp + b.signed(26+48+51)
	if h.qp < -6*(s.Depth-8) || h.qp > 51 {
		return errSlice
	}
	h.offset = p.offset
	if p.sliceOffsets {
		h.offset[0] += b.signed(12)
		h.offset[1] += b.signed(12)
	}
	if len(p.offsets) > 0 {
		h.chromaOffsets = b.Flag()
	}
	h.deblockOff, h.beta, h.tc = p.deblockOff, p.beta, p.tc
	if p.deblockOverride && b.Flag() {
		if h.deblockOff = b.Flag(); !h.deblockOff {
			h.beta, h.tc = 2*b.signed(6), 2*b.signed(6)
		}
	}
	if p.acrossSlices && (h.sao[0] || h.sao[1] || !h.deblockOff) {
		h.across = b.Flag()
	}
	return nil
}

// skipReferences reads the sets of reference pictures, which an intra picture that is not the first
// of a stream may have.
func (d *Decoder) skipReferences(b *Reader) {
	s := d.sps
	b.Skip(s.pocBits)
	if !b.Flag() {
		b.shortTermSet(s.sets, true)
	} else if len(s.sets) > 1 {
		b.Skip(bits.Len(uint(len(s.sets) - 1)))
	}
	if s.longTerm >= 0 {
		known := 0
		if s.longTerm > 0 {
			known = b.below(33)
		}
		for n := range known + b.below(33) {
			if n < known {
				b.Skip(bits.Len(uint(s.longTerm - 1)))
			} else {
				b.Skip(s.pocBits + 1)
			}
			if b.Flag() {
				b.Number()
			}
		}
	}
	if s.temporal {
		b.Bits(1)
	}
}
