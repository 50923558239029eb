package jpeg

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// A bitWriter concatenates bits. An incomplete last byte is in acc, left-aligned, and also at
// buf[pos], where at least eight bytes are free.
type bitWriter struct {
	buf []byte
	pos int
	acc uint64
	n   uint // bits in acc, 0 to 7
}

// reset empties the writer and allocates size bytes.
func (w *bitWriter) reset(size int) {
	if len(w.buf) < size+8 {
		w.buf = make([]byte, size+8)
	}
	w.pos, w.acc, w.n = 0, 0, 0
}

// grow makes space for n more bytes.
func (w *bitWriter) grow(n int) {
	if need := w.pos + n + 8; need > len(w.buf) {
		w.buf = append(w.buf, make([]byte, max(need-len(w.buf), len(w.buf)))...)
	}
}

// len returns the number of bits.
func (w *bitWriter) len() int { return w.pos*8 + int(w.n) }

// put writes up to 56 bits, left-aligned in v and followed by zeros.
func (w *bitWriter) put(v uint64, n uint) {
	acc := w.acc | v>>(w.n&63)
	binary.BigEndian.PutUint64(w.buf[w.pos:], acc)
	n += w.n
	w.pos += int(n >> 3)
	w.acc = acc << (n &^ 7 & 63)
	w.n = n & 7
}

// copy writes the bits of src from one bit position to another. It may read eight bytes past the
// last.
func (w *bitWriter) copy(src []byte, from, to int) {
	acc, n, pos := w.acc, w.n&7, w.pos
	buf := w.buf
	for ; to-from >= 56; from += 56 {
		v := binary.BigEndian.Uint64(src[from>>3:]) << (from & 7)
		acc |= v &^ 0xff >> n
		binary.BigEndian.PutUint64(buf[pos:], acc)
		acc <<= 56
		pos += 7
	}
	if rest := uint(to - from); rest > 0 {
		v := binary.BigEndian.Uint64(src[from>>3:]) << (from & 7)
		acc |= v >> (64 - rest&63) << (64 - rest&63) >> n
		binary.BigEndian.PutUint64(buf[pos:], acc)
		n += rest
		pos += int(n >> 3)
		acc <<= n &^ 7 & 63
		n &= 7
	}
	w.acc, w.n, w.pos = acc, n, pos
}

// A dcCoder encodes DC differences (F.1.2.1).
type dcCoder [16]symbolCode

func newDCCoder(b *codeBook) (c dcCoder) {
	b.walk(func(category byte, code symbolCode) { c[category&15] = code })
	return c
}

// put writes a difference. It returns false if the table has no code for its category.
func (c *dcCoder) put(w *bitWriter, diff int32) bool {
	magnitude := diff
	if diff < 0 {
		magnitude, diff = -diff, diff-1
	}
	category := uint(bits.Len32(uint32(magnitude)))
	if category > 15 {
		return false
	}
	code := c[category]
	if code.bits == 0 {
		return false
	}
	value := uint64(uint32(diff)) & (1<<category - 1)
	n := uint(code.bits) + category
	w.put((uint64(code.code)<<category|value)<<(64-n), n)
	return true
}

// appendStuffed appends data with a zero after each 0xFF (F.1.2.3).
func appendStuffed(out, data []byte) []byte {
	for {
		i := bytes.IndexByte(data, 0xff)
		if i < 0 {
			return append(out, data...)
		}
		out = append(append(out, data[:i+1]...), 0)
		data = data[i+1:]
	}
}
