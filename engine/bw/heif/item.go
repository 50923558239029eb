package heif

import (
	"bytes"

	"pretobranco/engine/bw/fault"
)

// A container is what a HEIC or AVIF file says of its main item.
type container struct {
	width, height int
	turns         int // quarters to the left
	mirror        int // -1: none, 0: top and bottom exchanged, 1: left and right
	profile       []byte
	matrix        int // of luma and chroma (ITU-T H.273), 2 for unknown
	limited       bool
	opacity       bool // an item is a plane of opacity
	grayOnly      bool // all items are of luma alone
	exif, xmp     []byte
}

// maxItems bounds how many items and properties are looked at: a phone's picture has about
// fifty tiles.
const maxItems = 1 << 14

func open(file []byte) (*container, error) {
	c := &container{mirror: -1, matrix: 2}
	meta := find(file, "meta")
	if len(meta) < 4 {
		return nil, fault.New(fault.Damaged, "the file has no description of a picture, or breaks off before it")
	}
	meta = meta[4:]
	pitm := cursor{data: find(meta, "pitm")}
	main := pitm.number(2 + 2*int(min(1, pitm.number(4)>>24)))
	if pitm.broken {
		return nil, errBroken
	}
	if err := c.properties(find(meta, "iprp"), main); err != nil {
		return nil, err
	}
	c.metadata(file, meta)
	return c, nil
}

// properties reads those of the main item, in their order.
func (c *container) properties(iprp []byte, main uint64) error {
	var all [][]byte
	var names []string
	colour, gray := false, false
	boxes(find(iprp, "ipco"), func(name string, content []byte) bool {
		all, names = append(all, content), append(names, name)
		switch {
		case name == "auxC" && (bytes.Contains(content, []byte("hevc:2015:auxid:1\x00")) || bytes.Contains(content, []byte("auxiliary:alpha\x00"))):
			c.opacity = true
		case name == "hvcC" && len(content) > 16: // the chroma format (ISO/IEC 14496-15, 8.3.3.1)
			colour, gray = colour || content[16]&3 != 0, true
		}
		return len(all) < maxItems
	})
	c.grayOnly = gray && !colour
	ipma := cursor{data: find(iprp, "ipma")}
	head := ipma.number(4)
	version, wide := head>>24, head&1
	for range min(ipma.number(4), maxItems) {
		item := ipma.number(2 + 2*int(min(1, version)))
		for range ipma.number(1) {
			index := ipma.number(1+int(wide)) & (0x7f | wide*0x7f00 | wide*0xff)
			if item == main && index >= 1 && index <= uint64(len(all)) {
				c.property(names[index-1], cursor{data: all[index-1]})
			}
		}
	}
	if c.width <= 0 || c.height <= 0 {
		return fault.New(fault.Damaged, "the file doesn't tell its picture's size")
	}
	return nil
}

func (c *container) property(name string, p cursor) {
	switch name {
	case "ispe":
		p.number(4)
		c.width, c.height = int(p.number(4)), int(p.number(4))
	case "irot":
		c.turns = int(p.number(1) & 3)
	case "imir":
		c.mirror = int(p.number(1) & 1)
	case "colr":
		switch kind := p.number(4); kind {
		case 'n'<<24 | 'c'<<16 | 'l'<<8 | 'x':
			p.number(4) // primaries and transfer
			c.matrix = int(p.number(2))
			c.limited = p.number(1)&0x80 == 0 && !p.broken
		case 'p'<<24 | 'r'<<16 | 'o'<<8 | 'f', 'r'<<24 | 'I'<<16 | 'C'<<8 | 'C':
			c.profile = p.data
		}
	}
}

// orientation is the turn and the mirror as EXIF counts them.
func (c *container) orientation() int {
	upright := [4]int{1, 8, 3, 6}
	mirrored := [2][4]int{{4, 5, 2, 7}, {2, 7, 4, 5}}
	if c.mirror < 0 {
		return upright[c.turns]
	}
	return mirrored[c.mirror][c.turns]
}

// metadata finds the EXIF block and the XMP packet among the items. What isn't as
// it should be is as if it weren't there.
func (c *container) metadata(file, meta []byte) {
	var exifItem, xmpItem uint64
	iinf := cursor{data: find(meta, "iinf")}
	iinf.number(2 + 2*int(min(1, iinf.number(4)>>24)))
	boxes(iinf.data, func(name string, content []byte) bool {
		p := cursor{data: content}
		version := p.number(4) >> 24
		if name != "infe" || version < 2 {
			return true
		}
		item := p.number(2 + 2*int(min(1, version-2)))
		p.number(2) // protection
		switch kind := p.number(4); kind {
		case 'E'<<24 | 'x'<<16 | 'i'<<8 | 'f':
			exifItem = item
		case 'm'<<24 | 'i'<<16 | 'm'<<8 | 'e':
			p.text()
			if p.text() == "application/rdf+xml" {
				xmpItem = item
			}
		}
		return true
	})
	iloc := cursor{data: find(meta, "iloc")}
	version := iloc.number(4) >> 24
	sizes := iloc.number(2)
	offsetSize, lengthSize, baseSize, indexSize := int(sizes>>12), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
	count := iloc.number(2 + 2*int(version/2))
	for range min(count, maxItems) {
		item := iloc.number(2 + 2*int(version/2))
		method := uint64(0)
		if version > 0 {
			method = iloc.number(2) & 15
		}
		iloc.number(2)
		base := iloc.number(baseSize)
		extents := iloc.number(2)
		var data []byte
		for range extents {
			if version > 0 {
				iloc.number(indexSize)
			}
			at, size := base+iloc.number(offsetSize), iloc.number(lengthSize)
			source := file
			if method == 1 {
				source = find(meta, "idat")
			}
			if iloc.broken {
				return
			}
			if at > uint64(len(source)) || size > uint64(len(source))-at || len(data) > len(file) {
				break
			}
			if item == exifItem || item == xmpItem {
				data = append(data, source[at:at+size]...)
			}
		}
		switch {
		case len(data) == 0:
		case item == exifItem:
			c.exif = tiffHeader(data)
		case item == xmpItem:
			c.xmp = data
		}
	}
}

// tiffHeader skips what stands before an EXIF block: how much to skip.
func tiffHeader(data []byte) []byte {
	p := cursor{data: data}
	skip := p.number(4)
	if p.broken || skip > uint64(len(p.data)) {
		return nil
	}
	return bytes.TrimPrefix(p.data[skip:], []byte("Exif\x00\x00"))
}
