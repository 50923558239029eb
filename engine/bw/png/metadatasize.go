package png

import "encoding/binary"

// metadataSize counts the ancillary chunks, except those that hold frames.
func metadataSize(file []byte) (size int64) {
	for at := int64(8); at+8 <= int64(len(file)); {
		length := int64(binary.BigEndian.Uint32(file[at:]))
		kind := string(file[at+4 : at+8])
		if kind == "IEND" {
			break
		}
		if kind[0]&0x20 != 0 && kind != "fdAT" && kind != "fcTL" {
			size += length + 12
		}
		at += length + 12
	}
	return size
}
