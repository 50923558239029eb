package jpeg

import "sync"

// Lookup tables for skipping symbols. A DC table is indexed by the next dcBits bits and gives the
// category and the combined length of code and value. An AC table is indexed by acBits bits and
// gives the length of all symbols whose codes are within those bits; the value bits of the last may
// extend beyond them, as skipping does not read them.
const (
	dcBits = 9
	acBits = 13
)

// A dcTable entry has the length of code and value in the low 6 bits, the category in the next 4,
// and the length of the code in the next 4. Zero: the code is longer than dcBits.
type dcTable struct {
	look  [1 << dcBits]uint16
	canon canon
}

// An acTable entry has the number of bits in the low 6 bits, and above them the increment of the
// coefficient index k. End of block adds endOfBlock to it. If the resulting index is 64 or more and
// not exactly an end of block, the caller must read single symbols: the symbols go beyond the
// block, or the first code is longer than acBits.
type acTable struct {
	look   [1 << acBits]uint16
	single [1 << singleBits]uint16 // the same for one symbol; 0: the code is longer than singleBits
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

// newACTable builds tables of 1, 2, ... acBits bits, each from the shorter ones: the symbols after
// one of n bits are in the table of n fewer bits.
func newACTable(b *codeBook) *acTable {
	t := &acTable{canon: newCanon(b)}
	var levels [2 << acBits]uint16 // the table of j bits starts at 1<<j
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

// symbol decodes the length of the single symbol that the 16 bits start with, including its value,
// and the increment of k. The length is 0 if there is no such code.
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

// acEntry is the table entry of a single symbol.
func acEntry(symbol byte, length int) uint16 {
	run, size := uint16(symbol>>4), uint16(symbol&15)
	if size == 0 && run != 15 { // as in libjpeg
		return uint16(length) | endOfBlock<<6
	}
	return uint16(length) + size | (run+1)<<6
}

// Most cameras use the same tables, so the last ones are cached. Tables are immutable.
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
	for other := range known { // an arbitrary one
		if len(known) < maxTables {
			break
		}
		delete(known, other)
	}
	known[key] = t
	return t
}
