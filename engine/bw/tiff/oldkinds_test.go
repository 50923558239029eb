package tiff

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"

	"pretobranco/engine/bw/codec"
)

// encodedJPEG is a JPEG of a part of a picture, and where its scan's header and its data begin.
func encodedJPEG(t testing.TB, img image.Image) (file []byte, scan, data int) {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	file = b.Bytes()
	for scan = 2; file[scan+1] != 0xda; {
		scan += 2 + int(file[scan+2])<<8 + int(file[scan+3])
	}
	return file, scan, scan + 2 + int(file[scan+2])<<8 + int(file[scan+3])
}

// oldKind is a file of strips with an old-style JPEG. At is set to the offset of header, which
// follows the strips, or of the first strip if there is none.
func oldKind(t testing.TB, size image.Point, rows int, strips [][]byte, header []byte, more ...entry) []byte {
	t.Helper()
	order := byteOrder(littleEndian)
	made := func(at int) []byte {
		entries := []entry{longs(order, imageWidth, size.X), longs(order, imageLength, size.Y), shorts(order, bitsPerSample, 8, 8, 8), shorts(order, compression, oldStyle),
			shorts(order, photometric, yCbCr), shorts(order, samplesPerPixel, 3), longs(order, rowsPerStrip, rows), shorts(order, subsampling, 2, 2), shorts(order, 512, 1)}
		if header != nil {
			entries = append(entries, longs(order, oldJPEG, at))
		}
		for _, e := range more {
			entries = set(entries, e)
		}
		return pageFile(t, order, strips, entries...)
	}
	return append(made(len(made(0))), header...)
}

// Old-style JPEGs come in all the ways that programs understood section 22 of TIFF 6.0: with a
// length or without, as a stream or in strips, with tables before them or in them.
func TestKindsOfOldJPEG(t *testing.T) {
	img := opaqueField(48, 40)
	whole, scan, data := encodedJPEG(t, img)
	want, err := jpeg.Decode(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	order := littleEndian
	var bare, complete, scans [][]byte
	var header []byte
	for top := 0; top < 40; top += 16 {
		file, at, from := encodedJPEG(t, img.SubImage(image.Rect(0, top, 48, min(40, top+16))))
		bare, complete, scans = append(bare, file[from:len(file)-2]), append(complete, file), append(scans, file[at:len(file)-2])
		if header == nil {
			header = file[:at]
		}
	}
	size := image.Pt(48, 40)
	length := func(n int) entry { return longs(order, oldJPEGLength, n) }
	entropy := [][]byte{whole[data : len(whole)-2]}
	for name, file := range map[string][]byte{
		"a stream":                              oldKind(t, size, 40, entropy, whole, length(len(whole))),
		"no length":                             oldKind(t, size, 40, entropy, whole),
		"a length of zero":                      oldKind(t, size, 40, entropy, whole, length(0)),
		"too long":                              oldKind(t, size, 40, entropy, whole, length(1<<20)),
		"too short":                             oldKind(t, size, 40, entropy, whole, length(100)),
		"something behind":                      append(oldKind(t, size, 40, entropy, whole), "something behind it"...),
		"no end":                                oldKind(t, size, 40, entropy, whole[:len(whole)-2]),
		"the strip is all":                      oldKind(t, size, 40, [][]byte{whole}, nil),
		"the strip is all, rows are few":        oldKind(t, size, 8, [][]byte{whole, {}, {}, {}, {}}, nil),
		"a pointer to nothing":                  oldKind(t, size, 40, [][]byte{whole}, []byte("no JPEG")),
		"a pointer beyond":                      oldKind(t, size, 40, [][]byte{whole}, nil, longs(order, oldJPEG, 1<<30)),
		"a JPEG for each strip":                 oldKind(t, size, 16, complete, nil),
		"a header, and a strip":                 oldKind(t, size, 40, entropy, whole[:scan]),
		"a header with its scan's, and a strip": oldKind(t, size, 40, entropy, whole[:data]),
		"a header, and strips":                  oldKind(t, size, 16, bare, header),
		"a header, and strips with scans'":      oldKind(t, size, 16, scans, header, length(len(header))),
		"a header with an end":                  oldKind(t, size, 16, bare, append(bytes.Clone(header), 0xff, 0xd9)),
	} {
		got, err := decoded(file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		most := 0
		if name == "a JPEG for each strip" || bytes.HasPrefix([]byte(name), []byte("a header")) {
			most = 40 // chroma ends at each strip
		}
		if d := apart(t, got, want); d > most {
			t.Errorf("%s: it differs by %d", name, d)
		}
		out, _, err := Gray(t.Context(), file, codec.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if back, err := decoded(tool(t, out, "tiff2rgba")); err != nil || apart(t, back, want) > 45 {
			t.Errorf("%s: libtiff reads another result, %v", name, err)
		}
	}
	for cut := range len(whole) { // none of these may panic
		decoded(oldKind(t, size, 40, entropy, whole[:cut]))
	}
	file := oldKind(t, size, 16, scans, header, length(len(header)))
	for at := range file {
		broken := bytes.Clone(file)
		broken[at] ^= 0xa5
		Gray(t.Context(), broken, codec.Options{})
	}
}
