package exif

import (
	"bytes"
	"encoding/binary"
)

// A maker note is a directory in a format of the camera's maker (Exif 2.32, 4.6.5, tag 37500). Most
// have offsets from the start of the EXIF block or the file, so that a note is garbled anywhere but
// at its own offset; those of some makers are relative to the note.

// Movable reports whether a maker note's offsets are relative to itself, so that it can be moved.
func Movable(note []byte) bool {
	for _, start := range []string{"Nikon\x00\x02", "OLYMPUS\x00", "OM SYSTEM\x00", "FUJIFILM", "Apple iOS\x00", "PENTAX \x00", "KDK"} {
		if bytes.HasPrefix(note, []byte(start)) {
			return true
		}
	}
	return false
}

// Placed reports whether a maker note at an offset of its file is complete there. Some makers store
// values of a note outside of it; they are lost when the rest of the file changes. A note in an
// unknown format counts as complete.
func Placed(note []byte, at int) bool {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, head := range []int{0, 6, 8, 10, 12, 14, 16, 18} {
			if complete, ok := placed(note, head, at, order); ok {
				return complete
			}
		}
	}
	return true
}

// placed is Placed for a note whose directory is after a header. It is not ok if there is no
// directory.
func placed(note []byte, head, at int, order binary.ByteOrder) (complete, ok bool) {
	const most = 1000
	if head+2 > len(note) {
		return false, false
	}
	b := &block{data: note, order: order}
	n := int(b.u16(head))
	if n == 0 || n > most || head+2+n*entrySize > len(note) {
		return false, false
	}
	complete = true
	for i := range n {
		entry := head + 2 + i*entrySize
		kind := int(b.u16(entry + 2))
		if kind >= len(typeSizes) || typeSizes[kind] == 0 {
			return false, false
		}
		length, offset := typeSizes[kind]*uint64(b.u32(entry+4)), uint64(b.u32(entry+8))
		if length <= 4 {
			continue
		}
		from, to := uint64(at), uint64(at+len(note))
		if absolute, relative := offset >= from && offset+length <= to, offset+length <= uint64(len(note)); !absolute && !relative {
			complete = false
		}
	}
	return complete, true
}
