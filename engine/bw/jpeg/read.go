package jpeg

import (
	"encoding/binary"
	"math/bits"
)

// A symbolTable decodes symbols. An entry has the length of the code in the low byte and the symbol
// above. Zero: the code is longer than dcBits.
type symbolTable struct {
	look  [1 << dcBits]uint16
	canon canon
	skip  *acTable // for skipping; only for sequential AC
}

func newSymbolTable(b *codeBook) *symbolTable {
	t := &symbolTable{canon: newCanon(b)}
	b.walk(func(symbol byte, c symbolCode) {
		if c.bits <= dcBits {
			for i := range 1 << (dcBits - c.bits) {
				t.look[int(c.code)<<(dcBits-c.bits)+i] = uint16(symbol)<<8 | uint16(c.bits)
			}
		}
	})
	return t
}

// refill loads acc with at least 56 bits. Past the end of the data their value is undefined.
func (s *scanner) refill() {
	s.acc |= binary.BigEndian.Uint64(s.data.buf[s.bp:]) >> (s.nb & 63)
	s.bp += int((63 - s.nb) >> 3)
	s.nb |= 56
}

// symbol decodes a symbol. At least 40 bits remain for values.
func (s *scanner) symbol(t *symbolTable) (symbol byte, ok bool) {
	s.refill()
	e := t.look[s.acc>>(64-dcBits)]
	length := uint(e & 255)
	if symbol = byte(e >> 8); e == 0 {
		var n int
		if symbol, n = t.canon.find(uint32(s.acc >> 48)); n == 0 {
			return 0, false
		}
		length = uint(n)
	}
	s.acc <<= length & 63
	s.nb -= length
	return symbol, true
}

// value reads a signed value of n bits, up to 15 (F.2.2.1).
func (s *scanner) value(n byte) int32 {
	v := int32(s.acc >> 1 >> (63 - n&63))
	v += int32(int64(^s.acc)>>63) & (1 - 1<<(n&31))
	s.acc <<= n & 63
	s.nb -= uint(n)
	return v
}

// bit reads one bit.
func (s *scanner) bit() bool {
	if s.nb == 0 {
		s.refill()
	}
	set := int64(s.acc) < 0
	s.acc <<= 1
	s.nb--
	return set
}

// number reads up to 15 bits, directly after a symbol.
func (s *scanner) number(n byte) int {
	v := int(s.acc >> 1 >> (63 - n&63))
	s.acc <<= n & 63
	s.nb -= uint(n)
	return v
}

// block reads a block of a sequential scan. Coefficients after last are skipped.
func (s *scanner) block(c *[64]int16, dc, ac *symbolTable, prediction *int32, last int) bool {
	category, ok := s.symbol(dc)
	if !ok {
		return false
	}
	*prediction += s.value(category & 15)
	c[0] = int16(*prediction)
	for k := 1; k < 64; k++ {
		if k > last {
			return s.skip(ac.skip, k)
		}
		symbol, ok := s.symbol(ac)
		if !ok {
			return false
		}
		size := symbol & 15
		if size == 0 {
			if symbol != 0xf0 {
				break
			}
			k += 15
			continue
		}
		k += int(symbol >> 4)
		c[zigzag[k]] = int16(s.value(size))
	}
	return true
}

// skip skips the coefficients of a block from the given one on.
func (s *scanner) skip(t *acTable, from int) bool {
	acc, nb, bp, buf := s.acc, s.nb, s.bp, &s.data.buf
	for k := uint(from); k < 64; {
		acc |= binary.BigEndian.Uint64(buf[bp:bp+8]) >> (nb & 63)
		bp += int((63 - nb) >> 3)
		nb |= 56
		e := uint(t.look[acc>>(64-acBits)])
		if next := k + e>>6; next < 64 || next-endOfBlock < 64 {
			acc <<= e & 63
			nb -= e & 63
			k = next
			continue
		}
		total, advance := t.symbol(uint32(acc >> 48))
		if total == 0 {
			return false
		}
		acc <<= uint(total) & 63
		nb -= uint(total)
		k += advance
	}
	s.acc, s.nb, s.bp = acc, nb, bp
	return true
}

// A band is the spectral band of a progressive scan.
type band struct {
	start, end int
	low        uint
	run        int // end-of-band run: blocks without further coefficients, including the current one
}

// firstBand reads a block's band in its first scan (G.1.2.2).
func (s *scanner) firstBand(h acCoeffs, t *symbolTable, b *band) bool {
	if b.run > 0 {
		b.run--
		return true
	}
	for k := b.start; k <= b.end; k++ {
		symbol, ok := s.symbol(t)
		if !ok {
			return false
		}
		run, size := symbol>>4, symbol&15
		switch {
		case size > 0:
			k += int(run)
			h.set(k, int16(s.value(size)<<b.low))
		case run == 15:
			k += 15
		default:
			b.run = 1<<run + s.number(run) - 1
			return true
		}
	}
	return true
}

// refineBand adds a bit to a block's band (G.1.2.3).
func (s *scanner) refineBand(h acCoeffs, t *symbolTable, b *band) bool {
	k := b.start
	for ; b.run == 0 && k <= b.end; k++ {
		symbol, ok := s.symbol(t)
		if !ok {
			return false
		}
		run, size := int(symbol>>4), symbol&15
		fresh := int16(0)
		if size > 0 {
			if fresh = 1 << b.low; !s.bit() {
				fresh = -fresh
			}
		} else if run < 15 {
			b.run = 1<<run + s.number(byte(run))
			break
		}
		k = s.refine(h, b, k, run)
		if fresh != 0 {
			h.set(k, fresh)
		}
	}
	if b.run > 0 {
		s.refine(h, b, k, 64)
		b.run--
	}
	return true
}

// refine adds a bit to the nonzero coefficients from k on, until it has passed the given number of
// zeros and is at another, or after the band. It returns its position.
func (s *scanner) refine(h acCoeffs, b *band, k, zeros int) int {
	one := int16(1) << b.low
	for k <= b.end {
		next := min(k+bits.TrailingZeros64(*h.seen>>(k&63)), b.end+1)
		if next-k > zeros {
			return k + zeros
		}
		zeros -= next - k
		if k = next; k > b.end {
			break
		}
		if s.bit() {
			h.refine(k, one)
		}
		k++
	}
	return k
}
