package jpeg

import "sync"

// The tables that measure. A DC table looks at dcBits bits and tells the category and
// the length of code and value together. An AC table looks at acBits bits and
// tells how far *all* symbols reach whose codes lie within: the value bits of the last
// may lie outside, for a measure does not need them.
const (
	dcBits = 9
	acBits = 13
)

// An entry of a DC table: bits of code and value in 6 bits, the category in 4, bits
// of the code in 4. Zero: the code is longer than dcBits.
type dcTable struct {
	look  [1 << dcBits]uint16
	canon canon
}

// An entry of an AC table: bits in the lower 6, and above them by how much the
// coefficients' index k moves. An end of block moves it by endOfBlock more. Index
// 64 or more that isn't exactly an end of block (the symbols go beyond the block,
// or the first code is longer than acBits) means: step by single symbols.
type acTable struct {
	look   [1 << acBits]uint16
	single [1 << singleBits]uint16 // the same for one symbol; zero: the code is longer
	canon  canon
}

const singleBits = 9

const (
	endOfBlock = 128
	acUnknown  = 64 << 6
)

func newDCTable(b *codeBook) *dcTable {
	t := &dcTable{canon: newCanon(b)}
	b.walk(func(category byte, c symbolCode) {
		if c.bits > dcBits {
			return
		}
		entry := uint16(c.bits+category) | uint16(category)<<6 | uint16(c.bits)<<10
		from := int(c.code) << (dcBits - c.bits)
		for i := range 1 << (dcBits - c.bits) {
			t.look[from+i] = entry
		}
	})
	return t
}

// newACTable builds tables of 1, 2, ... acBits bits, each from the shorter ones: what
// follows a symbol of n bits is what a table of n fewer bits says.
func newACTable(b *codeBook) *acTable {
	t := &acTable{canon: newCanon(b)}
	var levels [2 << acBits]uint16 // that of j bits begins at 1<<j
	type symbol struct {
		code        int
		bits, total int
		entry       uint16
		end         bool
	}
	var all []symbol
	b.walk(func(s byte, c symbolCode) {
		if c.bits > acBits {
			return
		}
		entry := acEntry(s, int(c.bits))
		all = append(all, symbol{int(c.code), int(c.bits), int(entry & 63), entry, entry>>6 >= endOfBlock})
		if c.bits <= singleBits {
			span := t.single[int(c.code)<<(singleBits-c.bits):][:1<<(singleBits-c.bits)]
			for i := range span {
				span[i] = entry
			}
		}
	})
	for j := 1; j <= acBits; j++ {
		level := levels[1<<j : 2<<j]
		for i := range all {
			x := &all[i]
			if x.bits > j {
				break
			}
			span := level[x.code<<(j-x.bits):][:1<<(j-x.bits)]
			if x.end || x.total >= j {
				for i := range span {
					span[i] = x.entry
				}
				continue
			}
			next := levels[1<<(j-x.total) : 2<<(j-x.total)]
			first := span[:len(next)]
			for i, n := range next {
				first[i] = x.entry
				if n != 0 && n>>6&127+x.entry>>6 < 64 {
					first[i] += n
				}
			}
			for rest := span[len(next):]; len(rest) > 0; rest = rest[len(next):] {
				copy(rest, first)
			}
		}
	}
	for i, e := range levels[1<<acBits:] {
		if e == 0 {
			e = acUnknown
		}
		t.look[i] = e
	}
	return t
}

// symbol measures a single symbol, which the 16 bits begin with: its bits, value included, and
// by how much it moves k. It has no bits if the table lacks the code.
func (t *acTable) symbol(bits uint32) (total int, advance uint) {
	e := uint(t.single[bits>>(16-singleBits)])
	if e == 0 {
		symbol, length := t.canon.find(bits)
		if length == 0 {
			return 0, 0
		}
		e = uint(acEntry(symbol, length))
	}
	return int(e & 63), e >> 6
}

// acEntry is the entry of a single symbol.
func acEntry(symbol byte, length int) uint16 {
	run, size := uint16(symbol>>4), uint16(symbol&15)
	if size == 0 && run != 15 { // as libjpeg reads it
		return uint16(length) | endOfBlock<<6
	}
	return uint16(length) + size | (run+1)<<6
}

// Most cameras use one and the same set of tables, so the last ones made are
// kept. They are never changed once made.
var tables = struct {
	sync.Mutex
	dc map[string]*dcTable
	ac map[string]*acTable
}{dc: map[string]*dcTable{}, ac: map[string]*acTable{}}

const maxTables = 24 // of each kind: half a megabyte

func dcTableOf(b *codeBook) *dcTable { return cached(tables.dc, b, newDCTable) }
func acTableOf(b *codeBook) *acTable { return cached(tables.ac, b, newACTable) }

func cached[T any](known map[string]*T, b *codeBook, make func(*codeBook) *T) *T {
	key := b.key()
	tables.Lock()
	t := known[key]
	tables.Unlock()
	if t != nil {
		return t
	}
	t = make(b)
	tables.Lock()
	defer tables.Unlock()
	for other := range known { // any: the map's order is random
		if len(known) < maxTables {
			break
		}
		delete(known, other)
	}
	known[key] = t
	return t
}
