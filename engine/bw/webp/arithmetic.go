package webp

import (
	"encoding/binary"
	"math/bits"
)

// VP8's entropy coder is arithmetic: a bit costs as much as its probability says (RFC 6386,
// section 7). Both directions hold the range less one, 126 to 254 between two bits. A
// probability is that of a zero, out of 256.

// A reader takes bits apart.
type reader struct {
	data  []byte
	value uint64 // its upper bits, above `held`, are compared with the split
	held  int    // how many bits follow those; below 0, more are needed
	span  uint32
	eof   bool // bits were wanted behind the end
}

func newReader(data []byte) *reader { return &reader{data: data, span: 254, held: -8} }

func (r *reader) load() {
	switch {
	case len(r.data) >= 8:
		r.value = r.value<<56 | binary.BigEndian.Uint64(r.data)>>8
		r.data = r.data[7:]
		r.held += 56
	case len(r.data) > 0:
		r.value = r.value<<8 | uint64(r.data[0])
		r.data = r.data[1:]
		r.held += 8
	default:
		r.value <<= 8
		r.held += 8
		r.eof = true
	}
}

func (r *reader) bit(probability uint8) bool {
	if r.held < 0 {
		r.load()
	}
	split := r.span * uint32(probability) >> 8
	one := uint32(r.value>>uint(r.held)) > split
	if one {
		r.span -= split + 1
		r.value -= uint64(split+1) << uint(r.held)
	} else {
		r.span = split
	}
	if r.span < 127 {
		shift := bits.LeadingZeros8(uint8(r.span + 1))
		r.span = (r.span+1)<<shift - 1
		r.held -= shift
	}
	return one
}

// A writer puts bits together. Bytes of 0xff wait until it is sure that no carry runs
// through them.
type writer struct {
	out   []byte
	value uint32
	span  uint32
	full  int // bytes of 0xff that wait
	held  int // bits in value beyond eight, less eight
}

func newWriter() *writer { return &writer{span: 254, held: -8} }

func (w *writer) bit(one bool, probability uint8) {
	split := w.span * uint32(probability) >> 8
	if one {
		w.value += split + 1
		w.span -= split + 1
	} else {
		w.span = split
	}
	if w.span < 127 {
		shift := bits.LeadingZeros8(uint8(w.span + 1))
		w.span = (w.span+1)<<shift - 1
		w.value <<= shift
		if w.held += shift; w.held > 0 {
			w.flush()
		}
	}
}

func (w *writer) flush() {
	s := 8 + w.held
	top := w.value >> s
	w.value -= top << s
	w.held -= 8
	if top&0xff == 0xff {
		w.full++
		return
	}
	if top&0x100 != 0 && len(w.out) > 0 {
		w.out[len(w.out)-1]++
	}
	for ; w.full > 0; w.full-- {
		w.out = append(w.out, 0xff+byte(top>>8)) // the carry turns 0xff into 0
	}
	w.out = append(w.out, byte(top))
}

// end writes what is left, and enough behind it that no reader needs more.
func (w *writer) end() []byte {
	for range 9 - w.held {
		w.bit(false, 128)
	}
	w.held = 0
	w.flush()
	return w.out
}

// A copier reads bits and writes them as they are.
type copier struct {
	*reader
	*writer
}

func (c copier) bit(probability uint8) bool {
	one := c.reader.bit(probability)
	c.writer.bit(one, probability)
	return one
}

// number copies one of n bits, the highest first, all as likely as not.
func (c copier) number(n int) (v int) {
	for range n {
		v <<= 1
		if c.bit(128) {
			v |= 1
		}
	}
	return v
}

// optional copies a number that is there only if the bit before it says so, and
// has a sign.
func (c copier) optional(n int) {
	if c.bit(128) {
		c.number(n + 1)
	}
}
