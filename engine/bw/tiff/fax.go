package tiff

import (
	"encoding/binary"
	"image"
	"math/bits"
	"strings"
	"sync"
)

// Group 4 (section 11; ITU-T T.6) encodes each row by its colour changes, relative to the row
// above, which is white for the first one. a0 is the position up to which the row is encoded, a1
// its next change and a2 the one after; b1 is the first change of the row above after a0 to the
// colour opposite to a0's, and b2 the one after.
//
//	pass        b2 < a1          a0 = b2   the colour stays
//	vertical    |a1 - b1| <= 3   a0 = a1
//	horizontal  otherwise        a0 = a2   two runs by their lengths
//
// Rows start with white.

// A faxCode is a code of some bits.
type faxCode struct {
	bits uint16
	size uint8
}

var (
	faxPass       = faxCode{0b0001, 4}
	faxHorizontal = faxCode{0b001, 3}
	faxVertical   = [7]faxCode{{0b0000010, 7}, {0b000010, 6}, {0b010, 3}, {0b1, 1}, {0b011, 3}, {0b000011, 6}, {0b0000011, 7}} // by 3 + a1 - b1
)

// The codes of runs in T.4, tables 2 and 3: 0 to 63, then 64 to 1728 in steps of 64. Longer runs,
// 1792 to 2560, have the same codes for both colours.
const (
	whiteRuns = `
	00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 000011 110100 110101
	101010 101011 0100111 0001100 0001000 0010111 0000011 0000100 0101000 0101011 0010011 0100100
	0011000 00000010 00000011 00011010 00011011 00010010 00010011 00010100 00010101 00010110 00010111
	00101000 00101001 00101010 00101011 00101100 00101101 00000100 00000101 00001010 00001011 01010010
	01010011 01010100 01010101 00100100 00100101 01011000 01011001 01011010 01011011 01001010 01001011
	00110010 00110011 00110100 11011 10010 010111 0110111 00110110 00110111 01100100 01100101 01101000
	01100111 011001100 011001101 011010010 011010011 011010100 011010101 011010110 011010111 011011000
	011011001 011011010 011011011 010011000 010011001 010011010 011000 010011011`
	blackRuns = `
	0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 00000100 00000111
	000011000 0000010111 0000011000 0000001000 00001100111 00001101000 00001101100 00000110111
	00000101000 00000010111 00000011000 000011001010 000011001011 000011001100 000011001101 000001101000
	000001101001 000001101010 000001101011 000011010010 000011010011 000011010100 000011010101
	000011010110 000011010111 000001101100 000001101101 000011011010 000011011011 000001010100
	000001010101 000001010110 000001010111 000001100100 000001100101 000001010010 000001010011
	000000100100 000000110111 000000111000 000000100111 000000101000 000001011000 000001011001
	000000101011 000000101100 000001011010 000001100110 000001100111 0000001111 000011001000
	000011001001 000001011011 000000110011 000000110100 000000110101 0000001101100 0000001101101
	0000001001010 0000001001011 0000001001100 0000001001101 0000001110010 0000001110011 0000001110100
	0000001110101 0000001110110 0000001110111 0000001010010 0000001010011 0000001010100 0000001010101
	0000001011010 0000001011011 0000001100100 0000001100101`
	longRuns = `
	00000001000 00000001100 00000001101 000000010010 000000010011 000000010100 000000010101 000000010110
	000000010111 000000011100 000000011101 000000011110 000000011111`
	longestStep = 2560
)

// faxRuns are the codes of white and black runs.
var faxRuns = sync.OnceValue(func() (tables [2][]faxCode) {
	for colour, text := range [2]string{whiteRuns + " " + longRuns, blackRuns + " " + longRuns} {
		for _, digits := range strings.Fields(text) {
			c := faxCode{size: uint8(len(digits))}
			for _, d := range digits {
				c.bits = c.bits<<1 | uint16(d-'0')
			}
			tables[colour] = append(tables[colour], c)
		}
	}
	return tables
})

// A faxWriter appends codes to out, most significant bit first.
type faxWriter struct {
	out  []byte
	held uint64 // pending bits, the last in the lowest bit
	n    uint   // number of pending bits
	runs [2][]faxCode
}

func (w *faxWriter) put(c faxCode) {
	w.held = w.held<<c.size | uint64(c.bits)
	if w.n += uint(c.size); w.n >= 32 {
		w.n -= 32
		w.out = binary.BigEndian.AppendUint32(w.out, uint32(w.held>>w.n))
	}
}

// run writes a run; colour is 0 for white, 1 for black.
func (w *faxWriter) run(colour, length int) {
	codes := w.runs[colour]
	for length > longestStep+63 {
		w.put(codes[len(codes)-1])
		length -= longestStep
	}
	if length >= 64 {
		w.put(codes[63+length/64])
	}
	w.put(codes[length%64])
}

// end writes the end of block, two end-of-line codes, and pads the last byte.
func (w *faxWriter) end() []byte {
	w.put(faxCode{1, 12})
	w.put(faxCode{1, 12})
	for ; w.n > 8; w.n -= 8 {
		w.out = append(w.out, byte(w.held>>(w.n-8)))
	}
	if w.n > 0 {
		w.out = append(w.out, byte(w.held<<(8-w.n)))
	}
	return w.out
}

// packFax compresses rows of a bilevel picture, in which samples of 128 and more are white.
func packFax(img *image.Gray, y0, y1 int) []byte {
	width := img.Rect.Dx()
	w := &faxWriter{runs: faxRuns()}
	above, row := make([]int, 0, width+4), make([]int, 0, width+4)
	above = append(above, width, width, width)
	for y := y0; y < y1; y++ {
		row = changes(row[:0], img.Pix[img.PixOffset(img.Rect.Min.X, img.Rect.Min.Y+y):][:width])
		w.row(row, above, width)
		above, row = row, above
	}
	return w.end()
}

// changes appends the positions of colour changes, and the width three times as sentinels.
func changes(to []int, row []byte) []int {
	const high = 0x8080808080808080
	black := uint64(0) // the high bits of black samples
	x := 0
	for ; x+8 <= len(row); x += 8 {
		v := binary.LittleEndian.Uint64(row[x:])
		for d := (^v & high) ^ black; d != 0; d = (^v & high) ^ black {
			// Bytes below a change are set by the ones before.
			at := bits.TrailingZeros64(d) &^ 7
			to = append(to, x+at/8)
			black = ^black & high
			v |= 1<<at - 1
			if black != 0 {
				v &^= 1<<at - 1
			}
		}
	}
	for ; x < len(row); x++ {
		if (row[x] < 128) != (black != 0) {
			to = append(to, x)
			black = ^black & high
		}
	}
	return append(to, len(row), len(row), len(row))
}

// row writes a row by its changes and those of the row above. Changes to black have even indexes,
// those to white odd ones.
func (w *faxWriter) row(row, above []int, width int) {
	a0, colour := -1, 0
	for i, j := 0, 0; a0 < width; {
		a1 := row[i]
		// A step back may be needed, as colours alternate.
		for j = max(0, j-1); above[j] <= a0 && above[j] < width || j&1 != colour; j++ {
		}
		b1, b2 := above[j], above[min(j+1, len(above)-1)]
		switch d := a1 - b1; {
		case b2 < a1:
			w.put(faxPass)
			a0 = b2
		case -3 <= d && d <= 3:
			w.put(faxVertical[3+d])
			a0, colour = a1, 1-colour
			i++
		default:
			a2 := row[i+1]
			w.put(faxHorizontal)
			w.run(colour, a1-max(a0, 0))
			w.run(1-colour, a2-a1)
			a0 = a2
			i += 2
		}
	}
}
