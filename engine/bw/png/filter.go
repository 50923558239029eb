package png

import "encoding/binary"

// The filters of a row (PNG specification, 9.2). Each predicts a byte from those
// of the pixel to the left (a), above (b), and above left (c), and stores the
// difference modulo 256:
//
//	c b      None: 0     Sub: a     Up: b     Average: (a+b)/2 rounded down
//	a x      Paeth: whichever of a, b, c is nearest to a+b-c, in that order
//
// Left of the first pixel and above the first row are zeros.
const (
	filterNone = iota
	filterSub
	filterUp
	filterAverage
	filterPaeth
	filters // how many there are
)

// paeth predicts with two comparisons instead of three distances. Let t = 3c-(a+b). a+b-c is
// between a and b exactly if t is; c is then the nearest. Above both, the lower of the two is
// nearest, and below both the higher. Ties follow the specification, as they are ties of equal
// values or exactly at t = a or b.
func paeth(a, b, c int32) int32 {
	t := 3*c - (a + b)
	low, high := min(a, b), max(a, b)
	p := c
	if high <= t {
		p = low
	}
	if t <= low {
		p = high
	}
	return p
}

// unfilter reverses the filter of row, given the unfiltered row above. distance is the number of
// bytes of a pixel. It returns false for an unknown filter.
func unfilter(filter byte, row, above []byte, distance int) bool {
	switch filter {
	case filterNone:
	case filterSub:
		unfilterSub(row, distance)
	case filterUp:
		unfilterUp(row, above)
	case filterAverage:
		unfilterAverage(row, above, distance)
	case filterPaeth:
		unfilterPaeth(row, above, distance)
	default:
		return false
	}
	return true
}

func unfilterSub(row []byte, distance int) {
	switch distance {
	case 3:
		var a0, a1, a2 byte
		for ; len(row) >= 3; row = row[3:] {
			a0 += row[0]
			a1 += row[1]
			a2 += row[2]
			row[0], row[1], row[2] = a0, a1, a2
		}
	case 4:
		var a uint32
		for ; len(row) >= 4; row = row[4:] {
			a = add4(a, binary.LittleEndian.Uint32(row))
			binary.LittleEndian.PutUint32(row, a)
		}
	case 8:
		var a uint64
		for ; len(row) >= 8; row = row[8:] {
			a = add8(a, binary.LittleEndian.Uint64(row))
			binary.LittleEndian.PutUint64(row, a)
		}
	default:
		for i := distance; i < len(row); i++ {
			row[i] += row[i-distance]
		}
	}
}

func unfilterUp(row, above []byte) {
	above = above[:len(row)]
	for len(row) >= 8 && len(above) >= 8 {
		binary.LittleEndian.PutUint64(row, add8(binary.LittleEndian.Uint64(row), binary.LittleEndian.Uint64(above)))
		row, above = row[8:], above[8:]
	}
	for i := range row {
		row[i] += above[i]
	}
}

func unfilterAverage(row, above []byte, distance int) {
	above = above[:len(row)]
	if distance == 3 {
		var a0, a1, a2 uint32
		for len(row) >= 3 && len(above) >= 3 {
			a0 = (uint32(row[0]) + (a0+uint32(above[0]))/2) & 0xff
			a1 = (uint32(row[1]) + (a1+uint32(above[1]))/2) & 0xff
			a2 = (uint32(row[2]) + (a2+uint32(above[2]))/2) & 0xff
			row[0], row[1], row[2] = byte(a0), byte(a1), byte(a2)
			row, above = row[3:], above[3:]
		}
		return
	}
	first := min(distance, len(row))
	for i := range first {
		row[i] += above[i] / 2
	}
	for i := first; i < len(row); i++ {
		row[i] += byte((uint32(row[i-distance]) + uint32(above[i])) / 2)
	}
}

func unfilterPaeth(row, above []byte, distance int) {
	above = above[:len(row)]
	if distance == 3 {
		var a0, a1, a2, c0, c1, c2 int32
		for len(row) >= 3 && len(above) >= 3 {
			b0, b1, b2 := int32(above[0]), int32(above[1]), int32(above[2])
			a0 = (paeth(a0, b0, c0) + int32(row[0])) & 0xff
			a1 = (paeth(a1, b1, c1) + int32(row[1])) & 0xff
			a2 = (paeth(a2, b2, c2) + int32(row[2])) & 0xff
			row[0], row[1], row[2] = byte(a0), byte(a1), byte(a2)
			c0, c1, c2 = b0, b1, b2
			row, above = row[3:], above[3:]
		}
		return
	}
	first := min(distance, len(row))
	for i := range first {
		row[i] += above[i] // a and c are zero, so b is the nearest
	}
	for i := first; i < len(row); i++ {
		row[i] += byte(paeth(int32(row[i-distance]), int32(above[i]), int32(above[i-distance])))
	}
}

// filterRow writes the filtered row to out, which has the same length.
func filterRow(out []byte, filter int, row, above []byte, distance int) {
	out, above = out[:len(row)], above[:len(row)]
	if filter == filterNone {
		copy(out, row)
		return
	}
	first := min(distance, len(row))
	for i := range first { // no pixel to the left
		switch filter {
		case filterSub:
			out[i] = row[i]
		case filterUp, filterPaeth:
			out[i] = row[i] - above[i]
		case filterAverage:
			out[i] = row[i] - above[i]/2
		}
	}
	left, corner := row[:len(row)-first], above[:len(row)-first]
	out, row, above = out[first:], row[first:], above[first:]
	switch filter {
	case filterSub:
		subtract(out, row, left)
	case filterUp:
		subtract(out, row, above)
	case filterAverage:
		subtractAverage(out, row, left, above)
	case filterPaeth:
		subtractPaeth(out, row, left, above, corner)
	}
}

// subtract writes x-y to out. All are as long as out.
func subtract(out, x, y []byte) {
	for len(out) >= 8 && len(x) >= 8 && len(y) >= 8 {
		binary.LittleEndian.PutUint64(out, sub8(binary.LittleEndian.Uint64(x), binary.LittleEndian.Uint64(y)))
		out, x, y = out[8:], x[8:], y[8:]
	}
	for i := range out {
		out[i] = x[i] - y[i]
	}
}

// subtractAverage writes x-(a+b)/2 to out. All are as long as out.
func subtractAverage(out, x, a, b []byte) {
	for len(out) >= 8 && len(x) >= 8 && len(a) >= 8 && len(b) >= 8 {
		average := average8(binary.LittleEndian.Uint64(a), binary.LittleEndian.Uint64(b))
		binary.LittleEndian.PutUint64(out, sub8(binary.LittleEndian.Uint64(x), average))
		out, x, a, b = out[8:], x[8:], a[8:], b[8:]
	}
	for i := range out {
		out[i] = x[i] - byte((uint32(a[i])+uint32(b[i]))/2)
	}
}

// subtractPaeth writes x-paeth(a, b, c) to out. All are as long as out.
func subtractPaeth(out, x, a, b, c []byte) {
	x, a, b, c = x[:len(out)], a[:len(out)], b[:len(out)], c[:len(out)]
	for i := range out {
		out[i] = x[i] - byte(paeth(int32(a[i]), int32(b[i]), int32(c[i])))
	}
}

// The following process eight bytes at once in a register: the top bit of each byte is handled
// separately, so that carries and borrows stay in their byte.
const (
	tops  = 0x8080808080808080
	lasts = 0x0101010101010101
)

func add8(x, y uint64) uint64 { return ((x &^ tops) + (y &^ tops)) ^ ((x ^ y) & tops) }
func sub8(x, y uint64) uint64 { return ((x | tops) - (y &^ tops)) ^ ((x ^ ^y) & tops) }
func add4(x, y uint32) uint32 {
	const tops = uint32(0x80808080)
	return ((x &^ tops) + (y &^ tops)) ^ ((x ^ y) & tops)
}

// average8 rounds down: the common bits, plus half of the differing ones.
func average8(x, y uint64) uint64 { return (x & y) + ((x^y)&^lasts)>>1 }
