package tiff

import (
	"sync"

	"pretobranco/engine/bw/fault"
)

// unpackFax reads bilevel rows (sections 10 and 11; ITU-T T.4 and T.6) with black as 1; the
// photometric interpretation is applied later. Of the encodings, two encode rows by their runs
// alone:
//
//	modified Huffman   rows begin at a byte
//	Group 3            a row starts after an end of line, at least eleven zeros and a one;
//	                   by a flag of the file, a bit then selects whether the row is encoded by
//	                   its runs, or relative to the row above as in Group 4
//	Group 4            every row is relative to the one above (see fax.go)
func (l *layout) unpackFax(raw []byte, rows, want int) ([]byte, error) {
	width, r := l.segmentWidth, &faxReader{data: raw, codes: faxLookups()}
	mixed := l.compression == ccittG3 && l.number(group3Options, 0)&1 != 0
	out := make([]byte, want)
	above, row := []int{width, width, width}, []int(nil)
	for y := range rows {
		if y > 0 && l.faxEnds(r, mixed) {
			break // some scanners promise more rows than there are; libtiff leaves the rest white
		}
		byRuns := l.compression != ccittG4
		switch l.compression {
		case ccittRLE:
			r.at = (r.at + 7) &^ 7
		case ccittG3:
			if r.endOfLine() && mixed {
				byRuns = r.take(1) == 1
			}
		}
		row = row[:0]
		ok := false
		if byRuns {
			row, ok = r.runs(row, width)
		} else {
			row, ok = r.relative(row, above, width)
		}
		switch {
		case r.at > 8*len(raw):
			return nil, fault.New(fault.Damaged, "the TIFF file has %d of %d rows of a strip or tile", y, rows)
		case !ok:
			return nil, fault.New(fault.Damaged, "row %d of a strip or tile of the TIFF file is damaged", y+1)
		}
		blacken(out[y*l.rowBytes(1):], row, width)
		row = append(row, width, width, width)
		above, row = row, above
	}
	return out, nil
}

// faxEnds reports whether the data ends before a row: with the codes for an end (T.4, 4.1.4; T.6,
// 2.4.1.1), or with no more than padding.
func (l *layout) faxEnds(r *faxReader, mixed bool) bool {
	const endCode, endSize = 1, 12
	at := r.at
	if rest := r.data[min(len(r.data), (at+7)>>3):]; len(rest) < 2 && (len(rest) == 0 || rest[0] == 0) && r.peek((8-at&7)&7) == 0 {
		return true
	}
	switch l.compression {
	case ccittG4:
		return r.peek(endSize) == endCode
	case ccittG3: // two ends of line
		defer func() { r.at = at }()
		if !r.endOfLine() {
			return false
		}
		if mixed {
			r.at++
		}
		return r.peek(endSize) == endCode
	}
	return false
}

// blacken sets the bits from each change to black up to the next one to white.
func blacken(line []byte, changes []int, width int) {
	for i := 0; i < len(changes); i += 2 {
		to := width
		if i+1 < len(changes) {
			to = changes[i+1]
		}
		for x := changes[i]; x < to; {
			if x&7 == 0 && to-x >= 8 {
				line[x>>3] = 0xff
				x += 8
				continue
			}
			line[x>>3] |= 0x80 >> (x & 7)
			x++
		}
	}
}

// A faxReader reads codes, most significant bit first. After the end it reads zeros.
type faxReader struct {
	data  []byte
	at    int // bits
	codes *faxTables
}

// A faxEntry is the decoded start of some bits; size 0 is invalid.
type faxEntry struct {
	value int16 // a run's length, or a mode
	size  uint8
}

const (
	longestRun  = 13 // bits
	longestMode = 7
)

// The modes of a position: vertical ones are a1 - b1.
const (
	modePass       = 10
	modeHorizontal = 11
)

type faxTables struct {
	runs  [2][1 << longestRun]faxEntry
	modes [1 << longestMode]faxEntry
}

var faxLookups = sync.OnceValue(func() *faxTables {
	t := new(faxTables)
	set := func(table []faxEntry, longest uint8, c faxCode, value int) {
		first := int(c.bits) << (longest - c.size)
		for i := range 1 << (longest - c.size) {
			table[first+i] = faxEntry{int16(value), c.size}
		}
	}
	for colour, codes := range faxRuns() {
		for i, c := range codes {
			length := i
			if i > 63 {
				length = (i - 63) * 64
			}
			set(t.runs[colour][:], longestRun, c, length)
		}
	}
	for i, c := range faxVertical {
		set(t.modes[:], longestMode, c, i-3)
	}
	set(t.modes[:], longestMode, faxPass, modePass)
	set(t.modes[:], longestMode, faxHorizontal, modeHorizontal)
	return t
})

// peek returns the next bits, up to 16.
func (r *faxReader) peek(n int) int {
	v := 0
	for i := r.at >> 3; i < r.at>>3+3; i++ {
		v <<= 8
		if i < len(r.data) {
			v |= int(r.data[i])
		}
	}
	return v >> (24 - r.at&7 - n) & (1<<n - 1)
}

func (r *faxReader) take(n int) int {
	v := r.peek(n)
	r.at += n
	return v
}

// endOfLine skips the end of a line, if there is one.
func (r *faxReader) endOfLine() bool {
	if r.peek(11) != 0 {
		return false
	}
	for r.at < 8*len(r.data) && r.peek(1) == 0 {
		r.at++
	}
	r.at++
	return true
}

// run reads the length of a run: multiples of 64 pixels, and the rest.
func (r *faxReader) run(colour int) (length int, ok bool) {
	for {
		e := r.codes.runs[colour][r.peek(longestRun)]
		if e.size == 0 {
			return 0, false
		}
		r.at += int(e.size)
		length += int(e.value)
		if e.value < 64 {
			return length, true
		}
		if r.at > 8*len(r.data) {
			return 0, false
		}
	}
}

// changed appends a change of colour; two at the same position cancel out.
func changed(row []int, at, width int) []int {
	switch n := len(row); {
	case n > 0 && row[n-1] == at:
		return row[:n-1]
	case at < width:
		return append(row, at)
	}
	return row
}

// runs reads a row encoded by its runs, white and black alternating.
func (r *faxReader) runs(row []int, width int) ([]int, bool) {
	for x, colour := 0, 0; x < width; colour = 1 - colour {
		n, ok := r.run(colour)
		if !ok || n > width-x {
			return row, false
		}
		x += n
		row = changed(row, x, width)
	}
	return row, true
}

// relative reads a row encoded relative to the row above.
func (r *faxReader) relative(row, above []int, width int) ([]int, bool) {
	a0, colour := -1, 0
	for j := 0; a0 < width; {
		// A step back may be needed, as colours alternate.
		for j = max(0, j-1); above[j] <= a0 && above[j] < width || j&1 != colour && above[j] < width; j++ {
		}
		b1, b2 := above[j], above[min(j+1, len(above)-1)]
		mode := r.codes.modes[r.peek(longestMode)]
		if mode.size == 0 {
			return row, false
		}
		r.at += int(mode.size)
		switch mode.value {
		case modePass:
			a0 = b2
		case modeHorizontal:
			a0 = max(a0, 0)
			for _, c := range [2]int{colour, 1 - colour} {
				n, ok := r.run(c)
				if !ok || n > width-a0 {
					return row, false
				}
				a0 += n
				row = changed(row, a0, width)
			}
		default:
			a1 := b1 + int(mode.value)
			if a1 < max(a0, 0) || a1 > width {
				return row, false
			}
			a0, colour = a1, 1-colour
			row = changed(row, a0, width)
		}
		if r.at > 8*len(r.data) {
			return row, false
		}
	}
	return row, true
}
