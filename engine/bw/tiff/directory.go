package tiff

import (
	"bytes"
	"encoding/binary"
	"math"

	"pretobranco/engine/bw/fault"
)

// An entry is a tag and its values, in the file's byte order.
type entry struct {
	tag, kind uint16
	count     int
	data      []byte
	at        int // offset of the data in the file; 0 if it is in the entry
}

// sizes of a value by type (section 2; 13 and above: TIFF technical note 1, BigTIFF).
var sizes = [19]int{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}

// A directory is a page, or a subdirectory of one.
type directory struct {
	order   byteOrder
	entries []entry
	sub     map[uint16][]*directory // by the tag that refers to them
	oldJPEG bool                    // renewed from an old-style JPEG
	old     *oldTables              // of one without headers
	cut     bool                    // a tag that pixels need is beyond the end of the file
}

func (d *directory) find(tag uint16) (entry, bool) {
	for _, e := range d.entries {
		if e.tag == tag {
			return e, true
		}
	}
	return entry{}, false
}

// at returns the integer value i of an entry; 0 for other types.
func (d *directory) at(e entry, i int) int {
	if i < 0 || i >= e.count {
		return 0
	}
	switch e.kind {
	case 1, 7:
		return int(e.data[i])
	case 3:
		return int(d.order.Uint16(e.data[2*i:]))
	case 4, 13:
		return int(min(uint64(d.order.Uint32(e.data[4*i:])), math.MaxInt/4)) // int may have 32 bits
	case 16, 18:
		return int(min(d.order.Uint64(e.data[8*i:]), math.MaxInt/4))
	}
	return 0
}

// number returns a tag's first value, or missing if there is none.
func (d *directory) number(tag uint16, missing int) int {
	if e, ok := d.find(tag); ok && e.count > 0 {
		return d.at(e, 0)
	}
	return missing
}

// ratio returns value i of a tag, a rational number.
func (d *directory) ratio(tag uint16, i int) (float64, bool) {
	e, ok := d.find(tag)
	if !ok || i >= e.count {
		return 0, false
	}
	if e.kind != 5 { // some writers use integers
		return float64(d.at(e, i)), e.kind == 3 || e.kind == 4
	}
	below := d.order.Uint32(e.data[8*i+4:])
	return float64(d.order.Uint32(e.data[8*i:])) / float64(below), below != 0
}

func (d *directory) bytes(tag uint16) []byte {
	if e, ok := d.find(tag); ok {
		return e.data
	}
	return nil
}

// A container is a parsed file.
type container struct {
	data  []byte
	order byteOrder
	big   bool
	pages []*directory // linked from the header

	seen map[int]bool // offsets of directories
}

// open reads all directories of a file.
func open(file []byte) (*container, error) {
	f, err := openPages(file)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// openPages is open for a damaged file: with an error it also returns the pages before it.
func openPages(file []byte) (*container, error) {
	f := &container{data: file, seen: map[int]bool{}}
	if len(file) < 16 {
		return nil, f.breaksOff()
	}
	f.order = binary.LittleEndian
	if file[0] == 'M' {
		f.order = binary.BigEndian
	}
	at := int(f.order.Uint32(file[4:]))
	if f.order.Uint16(file[2:]) == 43 {
		f.big = true
		at = int(min(f.order.Uint64(file[8:]), math.MaxInt64/4))
	}
	for at != 0 {
		if len(f.pages) >= maxPages {
			return nil, fault.New(fault.TooLarge, "the TIFF file has more than %d pages", maxPages)
		}
		if f.seen[at] { // a cycle ends the chain
			break
		}
		d, next, err := f.directory(at, 0)
		if err != nil && f.complete(at) {
			break
		}
		if err != nil {
			return f, err
		}
		f.pages = append(f.pages, d)
		at = next
	}
	if len(f.pages) == 0 {
		return nil, fault.New(fault.Damaged, "the TIFF file has no page")
	}
	return f, nil
}

// complete reports whether the pages read are all, though the last one links to an offset where
// none can be read: by its page number, or because directories begin on a word boundary (section
// 2), so that the link was never one.
func (f *container) complete(link int) bool {
	if len(f.pages) == 0 {
		return false
	}
	d := f.pages[len(f.pages)-1]
	if e, ok := d.find(pageNumber); ok && e.count > 1 && d.at(e, 1) > 0 && d.at(e, 1) <= len(f.pages) {
		return true
	}
	return link%2 != 0
}

// raw identifies a camera's raw file.
func (f *container) raw() bool {
	_, raw := Raw(bytes.NewReader(f.data))
	return raw
}

func (f *container) breaksOff() error {
	return fault.New(fault.Damaged, "the TIFF file ends after %d bytes", len(f.data))
}

// directory reads the directory at an offset, and returns the offset of the next one, 0 after the
// last. Entries with values beyond the end of the file are dropped. Some writers omit the link that
// ends a directory: where the values of an entry begin at once, there is none.
func (f *container) directory(at, depth int) (d *directory, next int, err error) {
	f.seen[at] = true
	head, size, word := 2, 12, 4
	if f.big {
		head, size, word = 8, 20, 8
	}
	if at < 8 || at > len(f.data)-head {
		return nil, 0, f.breaksOff()
	}
	count := uint64(f.order.Uint16(f.data[at:]))
	if f.big {
		count = f.order.Uint64(f.data[at:])
	}
	at += head
	if count > uint64(len(f.data)-at)/uint64(size) {
		return nil, 0, f.breaksOff()
	}
	d = &directory{order: f.order, sub: map[uint16][]*directory{}}
	link := at + int(count)*size
	linked := link+word <= len(f.data)
	for i := range int(count) {
		p := f.data[at+i*size:][:size]
		e, ok := f.entry(p, word)
		if ok {
			d.entries = append(d.entries, e)
			from := f.offset(p[4+word:])
			linked = linked && (len(e.data) <= word || from >= link+word || from+len(e.data) <= link)
		} else if structural[e.tag] {
			d.cut = true
		}
	}
	if linked {
		next = f.offset(f.data[link:])
	}
	if depth < 2 {
		f.follow(d, depth)
	}
	return d, next, nil
}

func (f *container) offset(p []byte) int {
	if f.big {
		return int(min(f.order.Uint64(p), math.MaxInt64/4))
	}
	return int(f.order.Uint32(p))
}

func (f *container) entry(p []byte, word int) (entry, bool) {
	e := entry{tag: f.order.Uint16(p), kind: f.order.Uint16(p[2:])}
	count := uint64(f.order.Uint32(p[4:]))
	if f.big {
		count = f.order.Uint64(p[4:])
	}
	if int(e.kind) >= len(sizes) || sizes[e.kind] == 0 || count > uint64(len(f.data)) {
		return e, false
	}
	e.count = int(count)
	size := e.count * sizes[e.kind]
	value := p[4+word:]
	if size <= word {
		e.data = value[:size:size]
		return e, true
	}
	from := f.offset(value)
	if from > len(f.data) || size > len(f.data)-from {
		return e, false
	}
	e.data, e.at = f.data[from:from+size:from+size], from
	return e, true
}

// follow reads subdirectories: smaller pictures and metadata. Unreadable ones, and those already
// read, are dropped.
func (f *container) follow(d *directory, depth int) {
	for _, e := range d.entries {
		switch e.tag {
		case subDirectories, exifDirectory, gpsDirectory, interopDirectory:
		default:
			continue
		}
		for i := range min(e.count, 64) {
			at := d.at(e, i)
			if at == 0 || f.seen[at] {
				continue
			}
			if inner, _, err := f.directory(at, depth+1); err == nil {
				d.sub[e.tag] = append(d.sub[e.tag], inner)
			}
		}
	}
}
