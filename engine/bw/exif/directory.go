package exif

import (
	"encoding/binary"
)

// The tags that matter here (Exif 2.32, 4.6; TIFF 6.0, section 8).
const (
	tagStripOffsets    = 0x0111
	tagOrientation     = 0x0112
	tagThumbnail       = 0x0201 // JPEGInterchangeFormat, an offset
	tagThumbnailLength = 0x0202 // JPEGInterchangeFormatLength
	tagXMP             = 0x02bc
	tagIPTC            = 0x83bb
	tagPhotoshop       = 0x8649
	tagExif            = 0x8769 // offset of the Exif IFD
	tagGPS             = 0x8825 // offset of the GPS IFD
	tagPixelWidth      = 0xa002
	tagPixelHeight     = 0xa003
)

// The numeric types (TIFF 6.0, section 2).
const (
	typeByte     = 1
	typeShort    = 3
	typeLong     = 4
	typeRational = 5
	typeIFD      = 13
)

// typeSizes is the size of a value by its type; 0: not a type.
var typeSizes = [14]uint64{typeByte: 1, 2: 1, typeShort: 2, typeLong: 4, typeRational: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, typeIFD: 4}

const (
	headerSize = 8
	entrySize  = 12 // tag 2, type 2, count 4, value or its offset 4
)

// A block is an EXIF block with its directories.
type block struct {
	data                []byte
	order               binary.ByteOrder
	first, exif, second directory // IFD0, Exif IFD, IFD1
}

// A directory is a list of entries. The zero value has none.
type directory struct {
	at    int  // offset of the number of entries
	n     int  // entries within the block
	whole bool // all entries and the link after them are within the block
}

// link is the offset of the 4 bytes that hold the offset of the next directory.
func (d directory) link() int { return d.at + 2 + d.n*entrySize }

// parse finds the directories of a block. It returns false if there is no IFD0.
func parse(data []byte) (*block, bool) {
	if len(data) < headerSize {
		return nil, false
	}
	b := &block{data: data}
	switch string(data[:4]) {
	case "II*\x00":
		b.order = binary.LittleEndian
	case "MM\x00*":
		b.order = binary.BigEndian
	default:
		return nil, false
	}
	b.first = b.directory(b.u32(4))
	if b.first.at == 0 {
		return nil, false
	}
	if entry := b.find(b.first, tagExif); entry >= 0 {
		b.exif = b.directory(b.u32(entry + 8))
	}
	if b.first.whole {
		b.second = b.directory(b.u32(b.first.link()))
	}
	// A directory that is reached twice is suspect: ignore the second link.
	if b.exif.overlaps(b.first.at, b.first.link()) {
		b.exif = directory{}
	}
	if b.second.overlaps(b.first.at, b.first.link()) || b.second.overlaps(b.exif.at, b.exif.link()) {
		b.second = directory{}
	}
	return b, true
}

// directory reads the directory at an offset, as far as it is within the block.
func (b *block) directory(offset uint32) directory {
	if offset < headerSize || uint64(offset)+2 > uint64(len(b.data)) {
		return directory{}
	}
	at := int(offset)
	promised := int(b.u16(at))
	n := min(promised, (len(b.data)-at-2)/entrySize)
	return directory{at: at, n: n, whole: n == promised && at+2+n*entrySize+4 <= len(b.data)}
}

// overlaps reports whether the directory overlaps the bytes from start to end.
func (d directory) overlaps(start, end int) bool {
	return d.at != 0 && start < d.link()+4 && d.at < end
}

// find returns the offset of the entry with a tag, or -1.
func (b *block) find(d directory, tag uint16) int {
	for i := range d.n {
		if at := d.at + 2 + i*entrySize; b.u16(at) == tag {
			return at
		}
	}
	return -1
}

// remove removes an entry from a directory. The entries after it move up; values are not moved.
func (b *block) remove(d *directory, entry int) {
	end := min(d.link()+4, len(b.data))
	copy(b.data[entry:end], b.data[entry+entrySize:end])
	clear(b.data[end-entrySize : end])
	d.n--
	b.putU16(d.at, uint16(d.n))
}

// value returns the offsets of an entry's value, or false if they are not within the block.
func (b *block) value(entry int) (start, end int, ok bool) {
	kind := int(b.u16(entry + 2))
	if kind >= len(typeSizes) || typeSizes[kind] == 0 {
		return 0, 0, false
	}
	size := typeSizes[kind] * uint64(b.u32(entry+4))
	offset := uint64(entry + 8)
	if size > 4 {
		offset = uint64(b.u32(entry + 8))
	}
	if offset+size > uint64(len(b.data)) {
		return 0, 0, false
	}
	return int(offset), int(offset + size), true
}

// number returns an entry's first value if it is an integer.
func (b *block) number(entry int) (uint32, bool) {
	if b.u32(entry+4) == 0 {
		return 0, false
	}
	start, _, ok := b.value(entry)
	if !ok {
		return 0, false
	}
	switch b.u16(entry + 2) {
	case typeByte:
		return uint32(b.data[start]), true
	case typeShort:
		return uint32(b.u16(start)), true
	case typeLong, typeIFD:
		return b.u32(start), true
	}
	return 0, false
}

func (b *block) setShort(entry, value int) {
	b.putU16(entry+2, typeShort)
	b.putU32(entry+4, 1)
	b.putU16(entry+8, uint16(value))
	b.putU16(entry+10, 0)
}

func (b *block) setLong(entry, value int) {
	b.putU16(entry+2, typeLong)
	b.putU32(entry+4, 1)
	b.putU32(entry+8, uint32(value))
}

func (b *block) u16(at int) uint16           { return b.order.Uint16(b.data[at:]) }
func (b *block) u32(at int) uint32           { return b.order.Uint32(b.data[at:]) }
func (b *block) putU16(at int, value uint16) { b.order.PutUint16(b.data[at:], value) }
func (b *block) putU32(at int, value uint32) { b.order.PutUint32(b.data[at:], value) }
