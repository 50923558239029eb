package tiff

import (
	"bytes"
	"image"
	"slices"
)

// An old-style JPEG (section 22) is one of these, whatever its fields say:
//
//	a complete JPEG for the page, at JPEGInterchangeFormat or at the first strip
//	a complete JPEG for each strip or tile, as in the new style
//	entropy-coded strips or tiles, with the tables in a header at JPEGInterchangeFormat
//	entropy-coded strips or tiles, with the tables in fields of the directory

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
	first := d.firstSegment()
	for _, at := range []int{d.number(oldJPEG, 0), first} {
		size, ok := d.pageJPEG(file, at)
		if !ok {
			continue
		}
		for _, tag := range []uint16{tileWidth, tileLength, tileOffsets, tileByteCounts} {
			n.entries = without(n.entries, tag)
		}
		for _, e := range []entry{longs(d.order, rowsPerStrip, d.number(imageLength, 0)), longs(d.order, stripOffsets, at), longs(d.order, stripByteCounts, size)} {
			n.entries = set(n.entries, e)
		}
		return &n
	}
	if _, ok := readOldHeader(file, first); ok {
		return &n
	}
	if n.old = d.headerTables(file); n.old == nil {
		n.old = d.oldTables(file)
	}
	if n.old == nil {
		return d
	}
	return &n
}

// firstSegment returns the offset of the first strip or tile.
func (d *directory) firstSegment() int {
	return max(d.number(stripOffsets, 0), d.number(tileOffsets, 0))
}

// pageJPEG returns the size of the complete JPEG for the page at an offset. Lengths in files may be
// missing, zero or wrong, so the data is searched for its end.
func (d *directory) pageJPEG(file []byte, at int) (size int, ok bool) {
	h, ok := readOldHeader(file, at)
	if !ok || h.data == 0 || h.width < d.number(imageWidth, 0) || h.height < d.number(imageLength, 0) {
		return 0, false
	}
	end := h.data
	for end+1 < len(file) {
		i := bytes.IndexByte(file[end:len(file)-1], 0xff)
		if i < 0 {
			break
		}
		end += i
		switch marker := file[end+1]; {
		case marker == 0xd9:
			return end + 2 - at, end > h.data
		case marker == 0xd8:
			return end - at, end > h.data
		case marker > 1 && marker < 0xd0 || marker > 0xd9 && marker < 0xff:
			if end+4 > len(file) {
				return len(file) - at, true
			}
			end += int(file[end+2])<<8 + int(file[end+3])
		}
		end += 2
	}
	return len(file) - at, len(file) > h.data
}

// An oldHeader is what a JPEG has before its data, as far as it goes.
type oldHeader struct {
	width, height int
	data          int    // offset of the data after the first scan's header; 0: no scan
	end           int    // of the last segment that was read
	components    []byte // identifier, sampling, quantization table of each
	scan          []byte // identifier, Huffman tables of each component
	restart       int
	quantization  [4][]byte
	huffman       [2][4][]byte
}

// readOldHeader reads the segments of a JPEG at an offset. It is not ok without a start or a frame
// header.
func readOldHeader(file []byte, at int) (h oldHeader, ok bool) {
	if at <= 0 || at > len(file)-4 || file[at] != 0xff || file[at+1] != 0xd8 {
		return h, false
	}
	for at += 2; at+4 <= len(file) && file[at] == 0xff; {
		marker, size := file[at+1], int(file[at+2])<<8|int(file[at+3])
		if marker == 0xff || marker >= 0xd0 && marker <= 0xd9 || size < 2 || size > len(file)-at-2 {
			break
		}
		s := file[at+4 : at+2+size]
		at += 2 + size
		h.end = at
		switch marker {
		case 0xc0, 0xc1, 0xc2:
			if len(s) < 6 || len(s) < 6+3*int(s[5]) {
				return h, false
			}
			h.height, h.width, h.components = int(s[1])<<8|int(s[2]), int(s[3])<<8|int(s[4]), s[6:6+3*int(s[5])]
		case 0xdb:
			for ; len(s) >= 65; s = s[65:] {
				h.quantization[s[0]&3] = s[1:65]
			}
		case 0xc4:
			for len(s) >= 17 {
				n := 17
				for _, count := range s[1:17] {
					n += int(count)
				}
				if n > len(s) {
					break
				}
				h.huffman[s[0]>>4&1][s[0]&3] = s[1:n]
				s = s[n:]
			}
		case 0xdd:
			if len(s) >= 2 {
				h.restart = int(s[0])<<8 | int(s[1])
			}
		case 0xda:
			if len(s) >= 1 && len(s) >= 1+2*int(s[0]) {
				h.scan, h.data = s[1:1+2*int(s[0])], at
			}
			return h, h.components != nil
		}
	}
	return h, h.components != nil
}

// headerTables returns the tables of the header at JPEGInterchangeFormat, or nil. Without a scan's
// header, luma has the first tables and chroma the second.
func (d *directory) headerTables(file []byte) *oldTables {
	h, _ := readOldHeader(file, d.number(oldJPEG, 0))
	t := &oldTables{restart: h.restart}
	for i := range d.number(samplesPerPixel, 1) {
		q, dc, ac := min(i, 1), min(i, 1), min(i, 1)
		if 3*i+2 < len(h.components) {
			q = int(h.components[3*i+2] & 3)
		}
		if 2*i+1 < len(h.scan) {
			dc, ac = int(h.scan[2*i+1]>>4&3), int(h.scan[2*i+1]&3)
		}
		for _, table := range []struct {
			to  *[][]byte
			all [4][]byte
			i   int
		}{{&t.quantization, h.quantization, q}, {&t.dc, h.huffman[0], dc}, {&t.ac, h.huffman[1], ac}} {
			value := table.all[table.i]
			if value == nil {
				value = table.all[0]
			}
			if value == nil {
				return nil
			}
			*table.to = append(*table.to, value)
		}
	}
	return t
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
		if !ok || e.count < 1 || e.count > 4 {
			return nil
		}
		for i := range d.number(samplesPerPixel, 1) {
			at := d.at(e, min(i, e.count-1))
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
