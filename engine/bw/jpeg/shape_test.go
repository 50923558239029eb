package jpeg

import (
	"bytes"
	"encoding/binary"
	"testing"

	"pretobranco/engine/bw/codec"
)

// split cuts a file into its segments, scan data with its SOS, SOI and EOI left out.
func split(t testing.TB, file []byte) (segments [][]byte) {
	t.Helper()
	for at := 2; ; {
		if file[at] != 0xff {
			t.Fatalf("no marker at %d", at)
		}
		if file[at+1] == mEOI {
			return segments
		}
		end := at + 2 + int(binary.BigEndian.Uint16(file[at+2:]))
		if file[at+1] == mSOS {
			for ; file[end] != 0xff || file[end+1] == 0 || file[end+1]&0xf8 == mRST0; end++ {
			}
		}
		segments = append(segments, bytes.Clone(file[at:end]))
		at = end
	}
}

// glue is the opposite.
func glue(segments ...[]byte) []byte {
	return append(append([]byte{0xff, mSOI}, bytes.Join(segments, nil)...), 0xff, mEOI)
}

// change returns a file with each segment of a marker as f makes it.
func change(t testing.TB, file []byte, marker byte, f func(segment []byte) []byte) []byte {
	t.Helper()
	segments := split(t, file)
	found := false
	for i, s := range segments {
		if s[1] == marker {
			segments[i] = f(s)
			found = true
		}
	}
	if !found {
		t.Fatalf("the file has no marker %02x", marker)
	}
	return glue(segments...)
}

// shapes returns files that take liberties which libjpeg takes without a warning.
func shapes(t testing.TB) map[string][]byte {
	file := made(t, 45, 29)
	restarts := made(t, 45, 29, "-restart", "2B")
	quiet := made(t, 90, 60, "-quality", "20", "-optimize", "-restart", "2B") // its DC table lacks categories

	ids := func(a, b, c byte) []byte {
		file := change(t, file, mSOF0, func(s []byte) []byte {
			s[10], s[13], s[16] = a, b, c
			return s
		})
		return change(t, file, mSOS, func(s []byte) []byte {
			s[5], s[7], s[9] = a, b, c
			return s
		})
	}
	with := func(file []byte, before byte, added ...[]byte) []byte {
		done := false
		return change(t, file, before, func(s []byte) []byte {
			if done {
				return s
			}
			done = true
			return append(bytes.Join(added, nil), s...)
		})
	}
	backwards := split(t, file)
	var order [][]byte // quantisation tables after the header, Huffman tables first
	for _, marker := range []byte{mAPP0, mDHT, mSOF0, mDQT, mSOS} {
		for _, s := range backwards {
			if s[1] == marker {
				order = append(order, s)
			}
		}
	}
	var oneDHT []byte
	var merged [][]byte
	for _, s := range backwards {
		switch s[1] {
		case mDHT:
			oneDHT = append(oneDHT, s[4:]...)
		case mSOS:
			merged = append(merged, appendSegment(nil, mDHT, oneDHT), s)
		default:
			merged = append(merged, s)
		}
	}
	return map[string][]byte{
		"identifiers of 0":            ids(0, 1, 2),
		"identifiers all the same":    ids(7, 7, 7),
		"identifiers of letters":      ids('Y', 'c', 'b'),
		"identifiers backwards":       ids(3, 2, 1),
		"restarts":                    restarts,
		"categories missing":          quiet,
		"tables behind the header":    glue(order...),
		"one segment of tables":       glue(merged...),
		"fill bytes":                  with(file, mDHT, []byte{0xff, 0xff, 0xff}),
		"fill bytes at the end":       append(bytes.Clone(file[:len(file)-2]), 0xff, 0xff, 0xff, mEOI),
		"a restart marker at the end": append(bytes.Clone(file[:len(file)-2]), 0xff, mRST0, 0xff, mEOI),
		"an interval of none":         with(file, mSOS, []byte{0xff, mDRI, 0, 4, 0, 0}),
		"a long interval":             with(file, mSOS, []byte{0xff, mDRI, 0, 4, 0xff, 0xff}),
		"a comment before the scan":   with(file, mSOS, []byte{0xff, mCOM, 0, 4, 'h', 'i'}),
		"a height again":              with(file, mSOS, []byte{0xff, mDNL, 0, 4, 0, 29}),
		"tables of no use":            with(file, mSOS, append([]byte{0xff, mDHT, 0, 20, 0x13, 1}, make([]byte, 16)...)),
		"no Huffman tables":           dropped(t, file, mDHT),
		"no JFIF":                     dropped(t, file, mAPP0),
		"something behind it":         append(bytes.Clone(file), "and more \xff\xd8\xff\xe0"...),
	}
}

// dropped returns a file without the segments of a marker.
func dropped(t testing.TB, file []byte, marker byte) []byte {
	return change(t, file, marker, func([]byte) []byte { return nil })
}

func TestShapes(t *testing.T) {
	for name, file := range shapes(t) {
		t.Run(name, func(t *testing.T) { judge(t, file, gray(t, file, codec.Options{})) })
	}
}

// The height may follow the first scan; libjpeg doesn't know that, but it is in the standard.
func TestHeightBehindTheScan(t *testing.T) {
	for _, file := range [][]byte{made(t, 45, 29, "-restart", "1B"), made(t, 45, 29, "-progressive"), made(t, 45, 29, "-grayscale")} {
		want := gray(t, file, codec.Options{})
		segments := split(t, file)
		scans := 0
		for i, s := range segments {
			switch s[1] {
			case mSOF0, mSOF2:
				s[5], s[6] = 0, 0
			case mSOS:
				if scans++; scans == 1 {
					segments[i] = append(s, 0xff, mDNL, 0, 4, 0, 29)
				}
			}
		}
		late := glue(segments...)
		if h, err := ReadHeader(late); err != nil || h.Height != 29 {
			t.Errorf("%+v, %v", h, err)
		}
		if !bytes.Equal(gray(t, late, codec.Options{}), want) {
			t.Error("the result is not that of the file with its height in front")
		}
	}
}

// A sequential scan's band means nothing; one that said "refinement" was once taken for
// a progressive one.
func TestBandOfASequentialScan(t *testing.T) {
	file := change(t, made(t, 45, 29), mSOS, func(s []byte) []byte {
		s[11], s[12], s[13] = 1, 5, 0x21
		return s
	})
	accepts(t, file, gray(t, file, codec.Options{}))
}
