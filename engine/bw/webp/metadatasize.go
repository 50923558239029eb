package webp

import "encoding/binary"

// metadataSize counts the chunks that hold no picture.
func metadataSize(file []byte) (size int64) {
	if len(file) >= 8 { // bytes behind the RIFF's end are no part of it
		file = file[:min(int64(len(file)), int64(binary.LittleEndian.Uint32(file[4:]))+8)]
	}
	for at := int64(12); at+8 <= int64(len(file)); {
		length := int64(binary.LittleEndian.Uint32(file[at+4:]))
		length += length & 1
		switch string(file[at : at+4]) {
		case "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF":
		default:
			size += length + 8
		}
		at += length + 8
	}
	return size
}
