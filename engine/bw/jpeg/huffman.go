package jpeg

import (
	"bytes"

	"pretobranco/engine/bw/fault"
)

// A codeBook is a Huffman table as in DHT (B.2.4.2): the number of codes of 1 to 16 bits, and their
// symbols in the order of the codes.
type codeBook struct {
	counts  [16]byte
	symbols []byte // shares memory with the file; nil: undefined
}

// A symbolCode is the code of a symbol; a length of 0 means that there is none.
type symbolCode struct {
	code uint16
	bits uint8
}

// same reports whether both assign the same codes.
func (b *codeBook) same(o *codeBook) bool {
	return b.counts == o.counts && bytes.Equal(b.symbols, o.symbols)
}

// key is the key of the table in caches.
func (b *codeBook) key() string { return string(b.counts[:]) + string(b.symbols) }

// check checks a table as libjpeg does before use: codes fit their lengths, none is all ones, and
// DC categories are at most 15.
func (b *codeBook) check(dc bool) error {
	if b.symbols == nil {
		return fault.New(fault.Damaged, "a Huffman table that the picture needs is missing")
	}
	code := 0
	for i, n := range b.counts {
		code += int(n)
		if n > 0 && code >= 1<<(i+1) {
			return fault.New(fault.Damaged, "a Huffman table has more codes than there can be")
		}
		code <<= 1
	}
	if dc {
		for _, symbol := range b.symbols {
			if symbol > 15 {
				return fault.New(fault.Damaged, "a Huffman table for DC has the impossible category %d", symbol)
			}
		}
	}
	return nil
}

// walk calls f for every code, shortest first (C.2).
func (b *codeBook) walk(f func(symbol byte, c symbolCode)) {
	code, at := 0, 0
	for i, n := range b.counts {
		for range n {
			f(b.symbols[at], symbolCode{uint16(code), uint8(i + 1)})
			code++
			at++
		}
		code <<= 1
	}
}

// extended returns a table with a code for each DC category below n. If possible it keeps all codes
// of b and places the missing ones below the code of all ones, which no table may use (C.2); kept
// is then true.
func (b *codeBook) extended(n int) (book codeBook, kept bool) {
	var have [256]bool
	for _, symbol := range b.symbols {
		have[symbol] = true
	}
	var missing []byte
	for category := range n {
		if !have[category] {
			missing = append(missing, byte(category))
		}
	}
	if len(missing) == 0 {
		return *b, true
	}
	code, length := 0, 0
	for i, n := range b.counts {
		if n > 0 {
			code, length = code<<(i+1-length)+int(n), i+1
		}
	}
	free := 1<<length - code // unused codes of this length
	for ; length <= 16; length++ {
		if length > 0 && free > len(missing) && int(b.counts[length-1])+len(missing) < 256 {
			book = *b
			book.counts[length-1] += byte(len(missing))
			book.symbols = append(bytes.Clone(b.symbols), missing...)
			return book, true
		}
		free *= 2
	}
	return standardDC16, false
}

// standardDC16 has a code for every category. The codes of 0 to 11 are those of the standard's
// luminance table (K.3.1); the others are longer.
var standardDC16 = codeBook{
	counts:  [16]byte{0, 1, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
	symbols: []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
}

// A canon decodes any code bit by bit (F.2.2.3).
type canon struct {
	limit   [17]int32 // by code length: the last code plus one, shifted to 16 bits; 0: none
	offset  [17]int32 // by code length: index of a symbol minus its code
	symbols [256]byte
}

func newCanon(b *codeBook) canon {
	c := canon{}
	copy(c.symbols[:], b.symbols)
	code, at := int32(0), int32(0)
	for i, n := range b.counts {
		length := i + 1
		c.offset[length] = at - code
		code += int32(n)
		at += int32(n)
		if n > 0 {
			c.limit[length] = code << (16 - length)
		}
		code <<= 1
	}
	return c
}

// find returns the symbol whose code the 16 bits start with, and the length of the code; length 0
// if there is none.
func (c *canon) find(bits uint32) (symbol byte, length int) {
	for length = 1; length <= 16; length++ {
		if int32(bits) < c.limit[length] {
			return c.symbols[uint8(c.offset[length]+int32(bits>>(16-length)))], length
		}
	}
	return 0, 0
}
