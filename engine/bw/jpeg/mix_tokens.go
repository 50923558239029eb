package jpeg

import (
	"encoding/binary"
	"math/bits"
	"sync"
)

// tokens hold a scan until its Huffman tables are known: two bytes per symbol, with the symbol in
// the upper byte and the lowest bits of the value in the lower. Values of more than 8 bits take
// another two bytes. A DC category is in the upper half of a symbol whose lower half is 15, which
// no AC symbol of 8-bit samples has.
type tokens struct {
	full   [][]uint16
	buf    []uint16
	n      int
	last   int32 // the previous block's DC
	counts [256]uint32
}

const (
	tokenChunk  = 32 << 10
	blockTokens = 2*64 + 4
)

// reserve allocates space for a block.
func (t *tokens) reserve() {
	if len(t.buf)-t.n < blockTokens {
		if t.n > 0 {
			t.full = append(t.full, t.buf[:t.n])
		}
		t.buf, t.n = chunks.Get().(*[tokenChunk]uint16)[:], 0
	}
}

// chunks pools the memory of tokens.
var chunks = sync.Pool{New: func() any { return new([tokenChunk]uint16) }}

// recycle returns a chunk to the pool.
func (t *tokens) recycle(chunk []uint16) {
	if cap(chunk) == tokenChunk {
		chunks.Put((*[tokenChunk]uint16)(chunk[:tokenChunk]))
	}
}

// block adds a block in zigzag order. mask has a bit per nonzero AC coefficient. AC must be below
// 1024, and DC within 1024 of zero.
func (t *tokens) block(c *[64]int16, mask uint64) {
	t.reserve()
	buf, n := t.buf[t.n:t.n+blockTokens:t.n+blockTokens], 0
	v := int32(c[0]) - t.last
	t.last = int32(c[0])
	size := uint(bits.Len32(uint32((v ^ v>>31) - v>>31)))
	v += v >> 31
	symbol := size<<4 | 15
	t.counts[symbol&255]++
	buf[n] = uint16(symbol<<8) | uint16(v)&(1<<min(size, 8)-1)
	n++
	if size > 8 {
		buf[n] = uint16(v) & (1<<(size&15) - 1)
		n++
	}
	last := 0
	for mask &^= 1; mask != 0; mask &= mask - 1 {
		k := bits.TrailingZeros64(mask)
		run := uint(k - last - 1)
		last = k
		for ; run > 15; run -= 16 {
			buf[n] = 0xf000
			n++
			t.counts[0xf0]++
		}
		v := int32(c[k&63])
		size := uint(bits.Len32(uint32((v ^ v>>31) - v>>31)))
		v += v >> 31
		symbol := run<<4 | size
		t.counts[symbol&255]++
		if size <= 8 {
			buf[n] = uint16(symbol<<8) | uint16(v)&(1<<size-1)
			n++
			continue
		}
		buf[n] = uint16(symbol << 8)
		buf[n+1] = uint16(v) & (1<<(size&15) - 1)
		n += 2
	}
	if last < 63 {
		buf[n] = 0
		n++
		t.counts[0]++
	}
	t.n += n
}

// books returns the optimal Huffman tables.
func (t *tokens) books() (dc, ac codeBook) {
	var dcCount, acCount [256]int
	for symbol, n := range t.counts {
		if symbol&15 == 15 {
			dcCount[symbol>>4] = int(n)
		} else {
			acCount[symbol] = int(n)
		}
	}
	return optimal(&dcCount), optimal(&acCount)
}

// write appends the scan to out.
func (t *tokens) write(out []byte, dc, ac *codeBook) []byte {
	// By symbol: the code, shifted left by the size of the value, in the lower half, and the total
	// length in the upper half.
	var codes [256]uint64
	long := [256]uint8{}
	set := func(symbol, size byte, c symbolCode) {
		codes[symbol] = uint64(c.code)<<size | uint64(c.bits+size)<<32
		if size > 8 {
			long[symbol] = 1
		}
	}
	ac.walk(func(s byte, c symbolCode) { set(s, s&15, c) })
	dc.walk(func(s byte, c symbolCode) { set(s<<4|15, s, c) })
	s := scanner{file: out}
	s.out.reset(outFlush + 64)
	acc, free, pos, buf := uint64(0), 64, 0, s.out.buf // bits are in the upper part of acc
	for _, chunk := range append(t.full, t.buf[:t.n]) {
		for i := 0; i < len(chunk); i++ {
			token := chunk[i]
			c := codes[token>>8]
			value := uint64(token & 255)
			if long[token>>8] != 0 {
				i++
				value = uint64(chunk[i])
			}
			free -= int(c >> 32)
			acc |= (c&0xffffffff | value) << (free & 63)
			if free <= 32 {
				binary.BigEndian.PutUint32(buf[pos:], uint32(acc>>32))
				acc <<= 32
				free += 32
				if pos += 4; pos > outFlush {
					s.out.pos = pos
					s.flush()
					pos = 0
				}
			}
		}
		t.recycle(chunk)
	}
	s.out.pos = pos
	for ; free < 64; free += 8 {
		s.out.put(acc&(0xff<<56), uint(min(8, 64-free)))
		acc <<= 8
	}
	s.finish()
	return s.file
}
