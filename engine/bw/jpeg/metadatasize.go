package jpeg

import "encoding/binary"

// metadataSize counts the APPn and COM segments up to the first scan.
func metadataSize(file []byte) (size int64) {
	for at := int64(2); at+4 <= int64(len(file)) && file[at] == 0xff; {
		marker := file[at+1]
		if marker == 0xff { // a fill byte
			at++
			continue
		}
		length := 2 + int64(binary.BigEndian.Uint16(file[at+2:]))
		if marker == mSOS {
			break
		}
		if mAPP0 <= marker && marker <= mAPP15 || marker == mCOM {
			size += length
		}
		at += length
	}
	return size
}
