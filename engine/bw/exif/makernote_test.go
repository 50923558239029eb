package exif

import (
	"encoding/binary"
	"testing"
)

// Some makers store values of a note outside of it. Such a note can't go along alone.
func TestPlaced(t *testing.T) {
	note := func(order binary.AppendByteOrder, head string, offsets ...uint32) []byte {
		d := order.AppendUint16([]byte(head), uint16(len(offsets)))
		for i, offset := range offsets {
			d = order.AppendUint16(order.AppendUint16(d, uint16(i)), 2)
			d = order.AppendUint32(order.AppendUint32(d, 10), offset)
		}
		return append(d, make([]byte, 24)...)
	}
	const at = 5000
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, head := range []string{"", "OLYMP\x00\x01\x00", "Panasonic\x00\x00\x00"} {
			for _, c := range []struct {
				name    string
				offsets []uint32
				want    bool
			}{
				{"inside", []uint32{at + 30, at + 34}, true},
				{"relative", []uint32{30, 34}, true},
				{"before", []uint32{at + 30, 200}, false},
				{"behind", []uint32{at + 30, 6000}, false},
				{"overlapping the end", []uint32{at + uint32(len(note(order, head, 0))) - 5}, false},
				{"overflowing", []uint32{1<<32 - 5}, false},
			} {
				if got := Placed(note(order, head, c.offsets...), at); got != c.want {
					t.Errorf("%v, head %q, %s: %v", order, head, c.name, got)
				}
			}
		}
	}
	for _, text := range []string{"", "\x00", "no directory at all, but a text of some length"} {
		if !Placed([]byte(text), at) {
			t.Errorf("%q: not placed", text)
		}
	}
}
