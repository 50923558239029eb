package jpeg

import (
	"bytes"
	"encoding/binary"

	"pretobranco/engine/bw/fault"
)

// The markers (T.81, table B.1).
const (
	mTEM   = 0x01
	mSOF0  = 0xc0 // baseline
	mSOF1  = 0xc1 // extended
	mSOF2  = 0xc2 // progressive
	mDHT   = 0xc4
	mDAC   = 0xcc
	mRST0  = 0xd0
	mRST7  = 0xd7
	mSOI   = 0xd8
	mEOI   = 0xd9
	mSOS   = 0xda
	mDQT   = 0xdb
	mDNL   = 0xdc
	mDRI   = 0xdd
	mAPP0  = 0xe0
	mAPP1  = 0xe1
	mAPP2  = 0xe2
	mAPP11 = 0xeb
	mAPP13 = 0xed
	mAPP14 = 0xee
	mAPP15 = 0xef
	mCOM   = 0xfe
)

// maxBody is the largest size of a segment's content, without the length field.
const maxBody = 65533

// unsupported names the frame types that are not supported (table B.1; 0xf7 is JPEG-LS).
var unsupported = map[byte]string{
	0xc3: "lossless JPEG", 0xc5: "hierarchical JPEG", 0xc6: "hierarchical JPEG", 0xc7: "hierarchical lossless JPEG",
	0xc8: "a JPEG extension", 0xc9: "JPEG with arithmetic coding", 0xca: "progressive JPEG with arithmetic coding",
	0xcb: "lossless JPEG with arithmetic coding", 0xcd: "hierarchical JPEG with arithmetic coding",
	0xce: "hierarchical JPEG with arithmetic coding", 0xcf: "hierarchical JPEG with arithmetic coding",
	0xde: "hierarchical JPEG", 0xdf: "hierarchical JPEG", 0xf7: "JPEG-LS",
}

// A walker iterates over the markers of a file.
type walker struct {
	file  []byte
	at    int
	start int // of the last marker
}

func newWalker(file []byte) (walker, error) {
	if !bytes.HasPrefix(file, []byte{0xff, mSOI}) {
		return walker{}, fault.New(fault.Damaged, "the file does not start like a JPEG")
	}
	return walker{file: file, at: 2}, nil
}

// alone reports whether a marker has no segment.
func alone(marker byte) bool {
	return marker == mTEM || marker >= mRST0 && marker <= mEOI
}

// next returns the next marker and its segment without the length field. Like libjpeg, it skips any
// bytes between segments. At the end of the file marker is 0.
func (w *walker) next() (marker byte, body []byte, err error) {
	for {
		i := bytes.IndexByte(w.file[w.at:], 0xff)
		if i < 0 {
			w.at = len(w.file)
			return 0, nil, nil
		}
		w.at += i
		for w.at < len(w.file) && w.file[w.at] == 0xff {
			w.at++
		}
		if w.at == len(w.file) {
			return 0, nil, nil
		}
		marker, w.start = w.file[w.at], w.at-1
		w.at++
		if marker != 0 {
			break
		}
	}
	if alone(marker) {
		return marker, nil, nil
	}
	if len(w.file)-w.at < 2 {
		w.at = len(w.file)
		return 0, nil, nil
	}
	length := int(binary.BigEndian.Uint16(w.file[w.at:]))
	switch {
	case length < 2:
		return 0, nil, fault.New(fault.Damaged, "a segment (marker %02x) has an impossible length", marker)
	case length > len(w.file)-w.at:
		w.at = len(w.file)
		return 0, nil, nil
	}
	body = w.file[w.at+2 : w.at+length : w.at+length]
	w.at += length
	return marker, body, nil
}

// skipData skips entropy-coded data including restart markers.
func (w *walker) skipData() {
	for {
		i := bytes.IndexByte(w.file[w.at:], 0xff)
		if i < 0 || w.at+i+1 >= len(w.file) {
			w.at = len(w.file)
			return
		}
		w.at += i
		switch c := w.file[w.at+1]; {
		case c == 0 || c >= mRST0 && c <= mRST7:
			w.at += 2
		case c == 0xff:
			w.at++
		default:
			return
		}
	}
}

// appendSegment appends a segment. The body must not be longer than maxBody.
func appendSegment(out []byte, marker byte, body ...[]byte) []byte {
	length := 2
	for _, b := range body {
		length += len(b)
	}
	out = append(out, 0xff, marker, byte(length>>8), byte(length))
	for _, b := range body {
		out = append(out, b...)
	}
	return out
}
