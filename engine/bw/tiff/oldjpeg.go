package tiff

import (
	"bytes"
	"image"
	"slices"
)

// An old-style JPEG (section 22) is either a complete JPEG in the file, or strips or tiles of
// entropy-coded data whose tables are fields of the directory.

// renewed converts a directory with an old-style JPEG to the new style, if it can.
func (d *directory) renewed(file []byte) *directory {
	if d.number(compression, none) != oldStyle {
		return d
	}
	n := directory{order: d.order, sub: d.sub, cut: d.cut, oldJPEG: true}
	for _, e := range d.entries {
		if e.tag < 512 || e.tag > 521 {
			n.entries = append(n.entries, e)
		}
	}
	n.entries = set(n.entries, shorts(d.order, compression, jpegPacked))
	from, ok := d.find(oldJPEG)
	length, whole := d.find(oldJPEGLength)
	if ok && whole {
		for _, e := range []entry{
			longs(d.order, rowsPerStrip, d.number(imageLength, 0)),
			longs(d.order, stripOffsets, d.at(from, 0)), longs(d.order, stripByteCounts, d.at(length, 0)),
		} {
			n.entries = set(n.entries, e)
		}
		return &n
	}
	if n.old = d.oldTables(file); n.old == nil {
		return d
	}
	return &n
}

// oldTables are what a segment of entropy-coded data lacks.
type oldTables struct {
	restart      int      // MCUs between restart markers; 0 without
	quantization [][]byte // of each component, 64 bytes in zigzag order
	dc, ac       [][]byte // 16 counts and the values
}

// oldTables reads the tables that the fields refer to, and returns nil if they are not those of a
// baseline JPEG.
func (d *directory) oldTables(file []byte) *oldTables {
	const process, baseline, restartInterval = 512, 1, 515
	if d.number(process, baseline) != baseline {
		return nil
	}
	t := &oldTables{restart: d.number(restartInterval, 0)}
	quantization := func([]byte) int { return 64 }
	huffman := func(b []byte) int {
		n := 16
		for _, count := range b[:min(16, len(b))] {
			n += int(count)
		}
		return n
	}
	for _, read := range []struct {
		tag  uint16
		to   *[][]byte
		size func(b []byte) int
	}{{519, &t.quantization, quantization}, {520, &t.dc, huffman}, {521, &t.ac, huffman}} {
		e, ok := d.find(read.tag)
		if !ok || e.count < d.number(samplesPerPixel, 1) || e.count > 4 {
			return nil
		}
		for i := range e.count {
			at := d.at(e, i)
			if at > len(file) || read.size(file[at:]) > len(file)-at {
				return nil
			}
			*read.to = append(*read.to, file[at:at+read.size(file[at:])])
		}
	}
	return t
}

// header makes all of a JPEG before its data (ITU-T T.81, Annex B).
func (t *oldTables) header(width, height, components int, subsampled [2]int) []byte {
	out := []byte{0xff, 0xd8}
	segment := func(marker byte, content ...byte) {
		out = append(out, 0xff, marker, byte((len(content)+2)>>8), byte(len(content)+2))
		out = append(out, content...)
	}
	quantization, quantizationOf := distinct(t.quantization)
	dc, dcOf := distinct(t.dc)
	ac, acOf := distinct(t.ac)
	sof := byte(0xc0)
	if len(dc) > 2 || len(ac) > 2 { // baseline has two of each
		sof = 0xc1
	}
	frame := []byte{8, byte(height >> 8), byte(height), byte(width >> 8), byte(width), byte(components)}
	scan := []byte{byte(components)}
	for i := range components {
		sampling := byte(0x11)
		if i == 0 && components > 1 {
			sampling = byte(subsampled[0]<<4 | subsampled[1])
		}
		frame = append(frame, byte(i+1), sampling, quantizationOf[i])
		scan = append(scan, byte(i+1), dcOf[i]<<4|acOf[i])
	}
	segment(sof, frame...)
	for i, table := range quantization {
		segment(0xdb, append([]byte{byte(i)}, table...)...)
	}
	for class, tables := range [][][]byte{dc, ac} {
		for i, table := range tables {
			segment(0xc4, append([]byte{byte(class<<4 | i)}, table...)...)
		}
	}
	if t.restart > 0 {
		segment(0xdd, byte(t.restart>>8), byte(t.restart))
	}
	segment(0xda, append(scan, 0, 63, 0)...)
	return out
}

// distinct returns the tables without repetitions, and which of those each table is.
func distinct(tables [][]byte) (out [][]byte, ids []byte) {
	for _, table := range tables {
		id := slices.IndexFunc(out, func(known []byte) bool { return bytes.Equal(known, table) })
		if id < 0 {
			id = len(out)
			out = append(out, table)
		}
		ids = append(ids, byte(id))
	}
	return out, ids
}

// subsampled is how many pixels share a sample of chroma, horizontally and vertically.
func (l *layout) subsampled() [2]int {
	if l.photometric != yCbCr {
		return [2]int{1, 1}
	}
	e, ok := l.find(subsampling)
	if !ok || e.count < 2 {
		return [2]int{2, 2}
	}
	return [2]int{l.at(e, 0), l.at(e, 1)}
}

// stretched reports whether luma does not range from 0 to 255. A new-style JPEG always has that
// range, whatever ReferenceBlackWhite says, as in libtiff.
func (l *layout) stretched() bool {
	values := l.reference(0)
	return l.oldJPEG && l.photometric == yCbCr && (values[0] != 0 || values[255] != 255)
}

// stretch brings samples to the range of a new-style JPEG.
func (l *layout) stretch(img *image.YCbCr) {
	for c, plane := range [][]byte{img.Y, img.Cb, img.Cr} {
		around := 0.0
		if c > 0 {
			around = 128
		}
		values := l.reference(c)
		for i, v := range plane {
			plane[i] = rounded(values[v] + around)
		}
	}
}
