package exif

import (
	"bytes"
	"cmp"
	"slices"
)

// Fit returns an EXIF block of at most room bytes, and the parts that were dropped. A short enough
// block is returned unchanged. Parts are dropped in this order until the rest fits, and restored in
// reverse order if they fit after all:
//
//	values that are too long on their own
//	the thumbnail
//	the maker note
//	values of tags that are not in Exif, the longest first
//	other values, the longest first
//
// The rest is laid out again, except for the maker note, which keeps its offset: most notes contain
// offsets relative to the block's start. A note that can't keep its offset is dropped unless it is
// known to be movable. The result is nil for a block that can't be read.
func Fit(tiff []byte, room int) ([]byte, Parts) {
	if len(tiff) <= room {
		return tiff, nil
	}
	b, ok := parse(bytes.TrimPrefix(tiff, prefix))
	if !ok || room < headerSize+2 {
		return nil, Parts{PartEXIF}
	}
	d := newOutline(b)
	out := d.fit(room)
	if out == nil && d.note != nil { // its offset is too large, or in the way
		d.note.never = true
		out = d.fit(room)
	}
	if out == nil {
		return nil, Parts{PartEXIF}
	}
	var parts Parts
	for _, c := range d.contents {
		if c.gone {
			parts.Add(c.part)
		}
	}
	return out, parts
}

// fit chooses what to drop and lays out the rest. It returns nil if that doesn't fit.
func (d *outline) fit(room int) []byte {
	slices.SortStableFunc(d.contents, func(a, b *content) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(len(b.data), len(a.data)))
	})
	for _, c := range d.contents {
		c.gone = c.never || len(c.data) > room
	}
	var gone []*content
	size := d.size()
	for _, c := range d.contents {
		if size <= room {
			break
		}
		if !c.gone {
			size -= d.cost(c)
			c.gone = true
			gone = append(gone, c)
		}
	}
	for _, c := range slices.Backward(gone) {
		if cost := d.cost(c); size+cost <= room {
			size += cost
			c.gone = false
		}
	}
	return d.build(room)
}

// cost is the size of a content; for the thumbnail that of all of IFD1.
func (d *outline) cost(c *content) int {
	if c.part != PartThumbnail {
		return entrySize + even(len(c.data))
	}
	l := d.directories[0].next
	return l.size(false) + l.valueSize(false)
}

// An outline is a parsed block, to be laid out again.
type outline struct {
	*block
	directories []*listing // the first is IFD0
	contents    []*content // values that may be dropped, and the thumbnail
	note        *content
}

// A listing is a directory of an outline.
type listing struct {
	values []*content
	links  map[uint16]*listing // directories by the tag that points to them
	next   *listing            // IFD1 after IFD0
	at     int
}

// A content is a value with its tag, or the thumbnail.
type content struct {
	part  Part
	rank  int // the order of dropping; see Fit
	tag   uint16
	kind  uint16
	count uint32
	data  []byte
	fixed int // the offset that it must keep; 0: any
	gone  bool
	never bool // it can't be restored
	at    int
}

const (
	rankThumbnail = iota
	rankNote
	rankUnknown
	rankKnown
	rankStays // a value of up to four bytes, which is stored in its entry
)

const (
	tagMakerNote = 0x927c
	tagInterop   = 0xa005
)

func newOutline(b *block) *outline {
	d := &outline{block: b}
	first := d.listing(b.first)
	for _, sub := range []struct {
		tag uint16
		in  directory
	}{{tagExif, b.exif}, {tagGPS, b.linked(b.first, tagGPS)}} {
		if sub.in.at != 0 {
			first.links[sub.tag] = d.listing(sub.in)
		}
	}
	if in := b.linked(b.exif, tagInterop); in.at != 0 && first.links[tagExif] != nil {
		first.links[tagExif].links[tagInterop] = d.listing(in)
	}
	if start, end, ok := b.thumbnail(); ok {
		others := d.contents
		first.next = d.listing(b.second)
		d.contents = others // IFD1's values are dropped with the thumbnail
		thumbnail := &content{part: PartThumbnail, rank: rankThumbnail, tag: tagThumbnail, kind: typeLong, count: 1, data: b.data[start:end]}
		d.contents = append(d.contents, thumbnail)
		first.next.values = append(first.next.values, thumbnail)
	}
	return d
}

// linked returns the directory that an entry points to, unless it overlaps others.
func (b *block) linked(d directory, tag uint16) directory {
	entry := b.find(d, tag)
	if entry < 0 {
		return directory{}
	}
	in := b.directory(b.u32(entry + 8))
	if in.at == 0 || b.shared(in.at, in.link()+4) {
		return directory{}
	}
	return in
}

// listing reads a directory's values, without unreadable ones and links to unknown directories.
func (d *outline) listing(in directory) *listing {
	l := &listing{links: map[uint16]*listing{}}
	d.directories = append(d.directories, l)
	for i := range in.n {
		entry := in.at + 2 + i*entrySize
		c := &content{part: PartValues, rank: rankUnknown, tag: d.u16(entry), kind: d.u16(entry + 2), count: d.u32(entry + 4)}
		switch c.tag {
		case tagExif, tagGPS, tagInterop, tagSubIFDs, tagThumbnail, tagThumbnailLength, tagStripOffsets, tagStripByteCounts:
			continue
		}
		start, end, ok := d.value(entry)
		if !ok || c.kind == typeIFD {
			continue
		}
		c.data = d.data[start:end]
		switch {
		case len(c.data) <= 4:
			c.rank = rankStays
		case c.tag == tagMakerNote:
			c.part, c.rank, d.note = PartMakerNote, rankNote, c
			if !Movable(c.data) {
				c.fixed = start
			}
		case c.tag == tagXMP:
			c.part = PartXMP
		case c.tag == tagIPTC:
			c.part = PartIPTC
		case c.tag == tagPhotoshop:
			c.part = PartPhotoshop
		case known(c.tag):
			c.rank = rankKnown
		}
		l.values = append(l.values, c)
		if c.rank != rankStays {
			d.contents = append(d.contents, c)
		}
	}
	return l
}

// known reports whether a tag is in Exif 2.32 (4.6.4 to 4.6.6) or written by Windows.
func known(tag uint16) bool {
	switch {
	case tag < 0x0300 && tag != tagColorMap, tag == 0x4746, tag == 0x4749, tag == 0x8298, tag >= 0x9c9b && tag <= 0x9c9f,
		tag >= 0x829a && tag <= 0x829d, tag >= 0x8822 && tag <= 0x8835, tag >= 0x9000 && tag <= 0x9404, tag >= 0xa000 && tag <= 0xa500:
		return true
	}
	return false
}

func even(n int) int { return n + n&1 }

// empty reports whether a directory has only the description of its thumbnail.
func (l *listing) empty() bool {
	for _, c := range l.values {
		if c.part == PartThumbnail {
			return c.gone
		}
	}
	return false
}

// size is the size of a directory without its values. With gone, dropped entries don't count.
func (l *listing) size(gone bool) int {
	n := 2 + len(l.links)*entrySize + 4
	for _, c := range l.values {
		if c.gone && gone {
			continue
		}
		n += entrySize
		if c.part == PartThumbnail {
			n += entrySize // its length
		}
	}
	return n
}

// valueSize is the size of a directory's values outside of their entries.
func (l *listing) valueSize(gone bool) (n int) {
	for _, c := range l.values {
		if !(c.gone && gone) && (len(c.data) > 4 || c.part == PartThumbnail) {
			n += even(len(c.data))
		}
	}
	return n
}

// size is the minimum size of the outline.
func (d *outline) size() int {
	n := headerSize
	for _, l := range d.directories {
		if !l.empty() {
			n += l.size(true) + l.valueSize(true)
		}
	}
	return n
}

// build lays the outline out around the contents with fixed offsets. It returns nil if that doesn't
// fit.
func (d *outline) build(room int) []byte {
	var fixed *content
	if d.note != nil && !d.note.gone && d.note.fixed > 0 {
		fixed = d.note
	}
	low, high := headerSize, headerSize
	if fixed != nil {
		if high = even(fixed.fixed + len(fixed.data)); high > room || fixed.fixed < headerSize {
			return nil
		}
	}
	end := high
	place := func(size int) int {
		if fixed != nil && low+size <= fixed.fixed {
			at := low
			low += even(size)
			return at
		}
		at := end
		end += even(size)
		return at
	}
	for _, l := range d.directories {
		if l.empty() {
			continue
		}
		l.at = place(l.size(true))
		for _, c := range l.values {
			switch {
			case c.gone, len(c.data) <= 4 && c.part != PartThumbnail:
			case c == fixed:
				c.at = c.fixed
			default:
				c.at = place(len(c.data))
			}
		}
	}
	if end > room {
		return nil
	}
	out := &block{data: make([]byte, end), order: d.order}
	copy(out.data, d.data[:4])
	out.putU32(4, uint32(d.directories[0].at))
	for _, l := range d.directories {
		if !l.empty() {
			l.write(out)
		}
	}
	return out.data
}

// write writes a directory and its values.
func (l *listing) write(out *block) {
	type line struct {
		tag, kind uint16
		count     uint32
		value     []byte
	}
	var lines []line
	long := func(v int) []byte {
		b := make([]byte, 4)
		out.order.PutUint32(b, uint32(v))
		return b
	}
	for _, c := range l.values {
		switch {
		case c.gone:
		case c.part == PartThumbnail:
			lines = append(lines, line{tagThumbnail, typeLong, 1, long(c.at)}, line{tagThumbnailLength, typeLong, 1, long(len(c.data))})
			copy(out.data[c.at:], c.data)
		case len(c.data) > 4:
			lines = append(lines, line{c.tag, c.kind, c.count, long(c.at)})
			copy(out.data[c.at:], c.data)
		default:
			lines = append(lines, line{c.tag, c.kind, c.count, c.data})
		}
	}
	for tag, in := range l.links {
		lines = append(lines, line{tag, typeLong, 1, long(in.at)})
	}
	slices.SortStableFunc(lines, func(a, b line) int { return int(a.tag) - int(b.tag) })
	out.putU16(l.at, uint16(len(lines)))
	for i, e := range lines {
		at := l.at + 2 + i*entrySize
		out.putU16(at, e.tag)
		out.putU16(at+2, e.kind)
		out.putU32(at+4, e.count)
		copy(out.data[at+8:at+12], e.value)
	}
	if l.next != nil && !l.next.empty() {
		out.putU32(l.at+2+len(lines)*entrySize, uint32(l.next.at))
	}
}
