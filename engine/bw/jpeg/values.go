package jpeg

import (
	"encoding/binary"
	"math/bits"
)

// A valueTable decodes AC coefficients: code and value at once if both are within valueBits.
type valueTable struct {
	look  [1 << valueBits]uint32
	canon canon
}

const valueBits = 11

// An entry has the length of code and value in the low 8 bits, the increment of k before the value
// in the next 8, and the value in the upper 16. Value 0 is a run of zeros, or the end of the block,
// which increments k beyond it. Zero: more bits are needed.
func newValueTable(b *codeBook) *valueTable {
	t := &valueTable{canon: newCanon(b)}
	b.walk(func(symbol byte, c symbolCode) {
		size := uint(symbol & 15)
		length := uint(c.bits) + size
		if length > valueBits {
			return
		}
		free := valueBits - uint(c.bits)
		for i := range uint32(1) << free {
			value := int32(0)
			if size > 0 {
				raw := i >> (free - size)
				value = int32(raw)
				if raw>>(size-1) == 0 {
					value += 1 - 1<<size
				}
			}
			t.look[uint32(c.code)<<free+i] = uint32(value)<<16 | uint32(advance(symbol))<<8 | uint32(length)
		}
	})
	return t
}

// advance returns the increment of k before a symbol's value.
func advance(symbol byte) uint {
	switch {
	case symbol == 0xf0:
		return 16
	case symbol&15 == 0:
		return 64
	}
	return uint(symbol >> 4)
}

// The orders of coefficients in memory: zigzag order, natural order, and natural order with lines
// and columns swapped. Runs beyond a block end at its last coefficient.
var (
	fileOrder  = newOrder(func(k int) uint8 { return uint8(k) })
	blockOrder = newOrder(func(k int) uint8 { return zigzag[k] })
	transposed = newOrder(func(k int) uint8 { return zigzag[k]&7<<3 | zigzag[k]>>3 })
)

func newOrder(place func(k int) uint8) (order [128]uint8) {
	for k := range order {
		order[k] = place(min(k, 63))
	}
	return order
}

// fileIndex is the inverse of zigzag.
var fileIndex = func() (index [64]uint8) {
	for k := range index {
		index[zigzag[k]] = uint8(k)
	}
	return index
}()

// A coded block has coefficients and a mask with a bit per nonzero AC coefficient.
type coded struct {
	c      [64]int16
	mask   uint64
	energy float32 // sum of squares of the dequantised AC coefficients
}

// coded reads a block of a sequential scan. step is the quantisation table in zigzag order.
func (s *scanner) coded(b *coded, dc *symbolTable, ac *valueTable, prediction *int32, order *[128]uint8, step *[128]int32) bool {
	category, ok := s.symbol(dc)
	if !ok {
		return false
	}
	*prediction += s.value(category & 15)
	b.c = [64]int16{int16(*prediction)}
	acc, nb, bp, buf := s.acc, s.nb, s.bp, &s.data.buf
	mask, energy := uint64(0), int64(0)
	for k := uint(1); k < 64; {
		acc |= binary.BigEndian.Uint64(buf[bp:bp+8]) >> (nb & 63)
		bp += int((63 - nb) >> 3)
		nb |= 56
		e := ac.look[acc>>(64-valueBits)]
		value := int32(e) >> 16
		if e == 0 {
			symbol, length := ac.canon.find(uint32(acc >> 48))
			if length == 0 {
				s.acc, s.nb, s.bp = acc, nb, bp
				return false
			}
			acc <<= uint(length) & 63
			size := symbol & 15
			value = int32(acc >> 1 >> (63 - size))
			value += int32(int64(^acc)>>63) & (1 - 1<<size)
			acc <<= size & 63
			nb -= uint(length) + uint(size)
			k += advance(symbol)
		} else {
			acc <<= e & 63
			nb -= uint(e & 63)
			k += uint(e >> 8 & 127)
		}
		if value == 0 {
			continue
		}
		at := order[k&127] & 63
		b.c[at] = int16(value)
		mask |= 1 << at
		d := int64(value) * int64(step[k&127])
		energy += d * d
		k++
	}
	s.acc, s.nb, s.bp = acc, nb, bp
	b.mask, b.energy = mask, float32(energy)
	return true
}

// load fills the block from a coeffBuffer.
func (b *coded) load(h *coeffBuffer, i int, order *[128]uint8, step *[128]int32) {
	*b = coded{c: [64]int16{h.dc[i]}}
	energy, ac := int64(0), h.at(i).ac
	for left := h.seen[i]; left != 0; left &= left - 1 {
		k := bits.TrailingZeros64(left)
		v, at := ac[k], order[k]&63
		b.c[at] = v
		b.mask |= 1 << at
		d := int64(v) * int64(step[k])
		energy += d * d
	}
	b.energy = float32(energy)
}
