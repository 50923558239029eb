package bw

import "encoding/binary"

// metadataSize returns how many bytes of a file are neither its picture nor what a decoder
// needs: EXIF, XMP, comments, profiles, and whatever else is kept beside a picture. It
// counts JPEG, PNG and WebP, which alone have place for any number of such pieces before
// the picture; elsewhere it is 0, and the limit on the whole file has to do.
func metadataSize(format Format, file []byte) int64 {
	switch format {
	case JPEG:
		return jpegMetadata(file)
	case PNG:
		return pngMetadata(file)
	case WebP:
		return webpMetadata(file)
	}
	return 0
}

// jpegMetadata counts the APPn and COM segments up to the first scan.
func jpegMetadata(file []byte) (size int64) {
	for at := int64(2); at+4 <= int64(len(file)) && file[at] == 0xff; {
		marker := file[at+1]
		if marker == 0xff { // a fill byte
			at++
			continue
		}
		const sos, app0, app15, com = 0xda, 0xe0, 0xef, 0xfe
		length := 2 + int64(binary.BigEndian.Uint16(file[at+2:]))
		if marker == sos {
			break
		}
		if app0 <= marker && marker <= app15 || marker == com {
			size += length
		}
		at += length
	}
	return size
}

// pngMetadata counts the ancillary chunks, but for those that hold frames.
func pngMetadata(file []byte) (size int64) {
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

// webpMetadata counts the chunks that hold no picture.
func webpMetadata(file []byte) (size int64) {
	if len(file) >= 8 { // what stands behind the RIFF's end is no part of it
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
