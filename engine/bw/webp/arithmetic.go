package webp

import (
	"encoding/binary"
	"math/bits"
)

// VP8's entropy coder is arithmetic (RFC 6386, section 7). Both directions store the range minus 1,
// 126 to 254 between two bits. A probability is that of a zero, in 1/256.

// A reader decodes bits.
type reader struct {
	data  []byte
	value uint64 // its upper bits, above `held`, are compared with the split
	held  int    // number of bits after those; if negative, read more
	span  uint32
	eof   bool // bits after the end were read
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

// A writer encodes bits. Bytes of 0xff are delayed until no carry can change them.
type writer struct {
	out   []byte
	value uint32
	span  uint32
	full  int // delayed bytes of 0xff
	held  int // bits in value beyond eight, minus eight
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

// end writes the remaining bits, and enough padding for readers.
func (w *writer) end() []byte {
	for range 9 - w.held {
		w.bit(false, 128)
	}
	w.held = 0
	w.flush()
	return w.out
}

// A copier copies bits from a reader to a writer.
type copier struct {
	*reader
	*writer
}

func (c copier) bit(probability uint8) bool {
	one := c.reader.bit(probability)
	c.writer.bit(one, probability)
	return one
}

// number copies an n-bit number, most significant bit first, with equal probabilities.
func (c copier) number(n int) (v int) {
	for range n {
		v <<= 1
		if c.bit(128) {
			v |= 1
		}
	}
	return v
}

// optional copies a signed number that is present only if a flag before it is set.
func (c copier) optional(n int) {
	if c.bit(128) {
		c.number(n + 1)
	}
}
