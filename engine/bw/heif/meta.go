package heif

import (
	"encoding/binary"
	"slices"

	"pretobranco/engine/bw/fault"
)

// A container is a parsed HEIC or AVIF file.
type container struct {
	file    []byte
	items   map[uint64]*item
	order   []*item // in the file's order
	groups  []group
	idat    []byte
	primary *item
	burst   track // the file's image sequence, if there is one
	inBurst bool  // the main picture is its first picture, not an item
	planned int   // items resolved so far, for derived pictures
}

// An item is a picture, a part of one, or metadata.
type item struct {
	id                uint64
	kind              string // hvc1, grid, Exif, mime...
	hidden            bool
	content, encoding string // of a mime item: its type and compression
	properties        []property
	references        []reference // from this item
	extents           []extent
	inIdat, elsewhere bool // location of the extents; elsewhere can't be read
}

// A property describes an item.
type property struct {
	name string
	data []byte
}

// A reference links an item to others: a grid to its tiles, metadata to its picture.
type reference struct {
	kind string
	to   []uint64
}

// An extent is a part of an item's data.
type extent struct{ at, size uint64 }

// A group is a relation between items.
type group struct {
	kind string
	ids  []uint64
}

// maxItems is the largest number of items and properties: a phone's picture has about fifty tiles.
const maxItems = 1 << 14

// open reads the meta box of a file (ISO/IEC 14496-12, 8.11), or its image sequence if there is no
// primary item. Errors are Damaged and Unsupported.
func open(file []byte) (*container, error) {
	c := &container{file: file, items: map[uint64]*item{}}
	var sequenced bool
	c.burst, sequenced = sequence(file)
	meta := find(file, "meta")
	if len(meta) >= 4 {
		c.readMeta(meta[4:])
	}
	switch {
	case c.primary != nil:
	case sequenced:
		c.primary, c.inBurst = c.burst.item(), true
	case len(meta) < 4:
		return nil, noMeta(file)
	default:
		return nil, errBroken
	}
	return c, nil
}

// readMeta reads the content of a meta box.
func (c *container) readMeta(meta []byte) {
	boxes(meta, func(name string, content []byte) bool {
		p := cursor{data: content}
		switch name {
		case "iinf":
			c.readItems(p)
		case "idat":
			c.idat = content
		}
		return true
	})
	boxes(meta, func(name string, content []byte) bool {
		p := cursor{data: content}
		switch name {
		case "pitm":
			c.primary = c.items[p.number(2+2*int(min(1, p.number(4)>>24)))]
		case "iloc":
			c.readPlaces(p)
		case "iref":
			c.readReferences(p)
		case "iprp":
			c.readProperties(content)
		case "grpl":
			c.readGroups(content)
		}
		return true
	})
}

// noMeta returns the error for a file without a meta box.
func noMeta(file []byte) error {
	if find(file, "mini") != nil {
		return fault.New(fault.Unsupported, "a HEIF file with a reduced header (mini) is not supported")
	}
	return fault.New(fault.Damaged, "the file has no description of a picture, or ends before it")
}

// readItems reads the item information box (8.11.6).
func (c *container) readItems(p cursor) {
	p.number(2 + 2*int(min(1, p.number(4)>>24)))
	boxes(p.data, func(name string, content []byte) bool {
		p := cursor{data: content}
		head := p.number(4)
		version := head >> 24
		if name != "infe" || version < 2 {
			return true
		}
		i := &item{hidden: head&1 == 1}
		i.id = p.number(2 + 2*int(min(1, version-2)))
		if p.number(2) != 0 { // encrypted
			i.elsewhere = true
		}
		if i.kind = p.name(); p.broken {
			return false
		}
		if i.kind == "mime" {
			p.text()
			i.content, i.encoding = p.text(), p.text() // the second may be missing
		}
		if c.items[i.id] == nil {
			c.items[i.id], c.order = i, append(c.order, i)
		}
		return len(c.order) < maxItems
	})
}

// readPlaces reads the item location box (8.11.3).
func (c *container) readPlaces(p cursor) {
	version := p.number(4) >> 24
	sizes := p.number(2)
	offsetSize, lengthSize, baseSize, indexSize := int(sizes>>12), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
	if version == 0 {
		indexSize = 0
	}
	wide := 2 + 2*int(version/2)
	for range min(p.number(wide), maxItems) {
		i := c.items[p.number(wide)]
		if i == nil {
			i = &item{} // ignored
		}
		method := uint64(0)
		if version > 0 {
			method = p.number(2) & 15
		}
		i.inIdat = method == 1
		if method > 1 || p.number(2) != 0 { // in an item or another file
			i.elsewhere = true
		}
		base := p.number(baseSize)
		for range p.number(2) {
			p.number(indexSize)
			e := extent{at: base + p.number(offsetSize), size: p.number(lengthSize)}
			if lengthSize == 0 {
				e.size = 1<<63 - 1 // up to the end
			}
			if p.broken {
				return
			}
			i.extents = append(i.extents, e)
		}
	}
}

// data returns an item's data, or false if it is incomplete.
func (c *container) data(i *item) ([]byte, bool) {
	source := c.file
	if i.inIdat {
		source = c.idat
	}
	if i.elsewhere || len(i.extents) == 0 {
		return nil, false
	}
	var data []byte
	for _, e := range i.extents {
		if e.at > uint64(len(source)) {
			return nil, false
		}
		rest := source[e.at:]
		if e.size == 1<<63-1 {
			e.size = uint64(len(rest))
		}
		// Limit items that repeat the same extent.
		if e.size > uint64(len(rest)) || uint64(len(data))+e.size > uint64(len(c.file)) {
			return nil, false
		}
		if len(i.extents) == 1 {
			return rest[:e.size], true
		}
		data = append(data, rest[:e.size]...)
	}
	return data, true
}

// readReferences reads the item reference box (8.11.12).
func (c *container) readReferences(p cursor) {
	size := 2 + 2*int(min(1, p.number(4)>>24))
	boxes(p.data, func(name string, content []byte) bool {
		p := cursor{data: content}
		i := c.items[p.number(size)]
		if i == nil {
			return true
		}
		r := reference{kind: name}
		for range p.number(2) {
			id := p.number(size)
			if p.broken {
				break
			}
			r.to = append(r.to, id)
		}
		i.references = append(i.references, r)
		return true
	})
}

// readProperties reads the item properties box (ISO/IEC 23008-12, 9.3): properties and their
// association with items, in the order in which they are applied.
func (c *container) readProperties(iprp []byte) {
	var all []property
	boxes(find(iprp, "ipco"), func(name string, content []byte) bool {
		all = append(all, property{name, content})
		return len(all) < maxItems
	})
	total := 0
	boxes(iprp, func(name string, content []byte) bool {
		if name != "ipma" {
			return true
		}
		p := cursor{data: content}
		head := p.number(4)
		idSize, indexSize := 2+2*int(min(1, head>>24)), 1+int(head&1)
		for range min(p.number(4), maxItems) {
			i := c.items[p.number(idSize)]
			for range p.number(1) {
				index := p.number(indexSize) & (1<<(8*indexSize-1) - 1) // without the essential flag
				if total++; i != nil && index >= 1 && index <= uint64(len(all)) && total < 16*maxItems {
					i.properties = append(i.properties, all[index-1])
				}
			}
		}
		return true
	})
}

// readGroups reads the groups list box (ISO/IEC 14496-12, 8.18.2).
func (c *container) readGroups(grpl []byte) {
	boxes(grpl, func(name string, content []byte) bool {
		p := cursor{data: content}
		p.number(4)
		p.number(4) // group ID
		g := group{kind: name}
		for range min(p.number(4), maxItems) {
			g.ids = append(g.ids, p.number(4))
		}
		c.groups = append(c.groups, g)
		return len(c.groups) < maxItems
	})
}

// property returns the first property of a name, or nil.
func (i *item) property(name string) []byte {
	for _, p := range i.properties {
		if p.name == name {
			return p.data
		}
	}
	return nil
}

// refers returns the items that an item references with a type.
func (i *item) refers(kind string) (to []uint64) {
	for _, r := range i.references {
		if r.kind == kind {
			to = append(to, r.to...)
		}
	}
	return to
}

// refersTo reports whether an item references one of these.
func (i *item) refersTo(kind string, ids []uint64) bool {
	return slices.ContainsFunc(i.refers(kind), func(id uint64) bool { return slices.Contains(ids, id) })
}

// inputs returns an item and all its inputs, recursively.
func (c *container) inputs(i *item) []uint64 {
	ids, seen := []uint64{i.id}, map[uint64]bool{i.id: true}
	for n := 0; n < len(ids) && n < maxItems; n++ {
		if i := c.items[ids[n]]; i != nil {
			for _, id := range i.refers("dimg") {
				if !seen[id] {
					ids, seen[id] = append(ids, id), true
				}
			}
		}
	}
	return ids
}

// size returns the size that an item's ispe property states.
func (i *item) size() (width, height int) {
	p := cursor{data: i.property("ispe")}
	p.number(4)
	width, height = int(p.number(4)), int(p.number(4))
	if p.broken {
		return 0, 0
	}
	return width, height
}

// name reads a four-character code.
func (c *cursor) name() string {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(c.number(4)))
	return string(b[:])
}
