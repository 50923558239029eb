package tiff

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
)

// A writer assembles a file: for each page its data, its longer values, and its directory.
type writer struct {
	order   byteOrder
	out     []byte
	link    int        // position of the next directory's offset
	fixed   []entry    // values that keep their offset and are not written yet, in this order
	dropped exif.Parts // what can't keep its offset
}

// A page is a directory to write, and the data of its strips or tiles.
type page struct {
	*directory
	segments [][]byte
	tiled    bool
	sub      map[uint16][]page
}

func newWriter(order byteOrder) *writer {
	w := &writer{order: order, out: []byte("II*\x00\x00\x00\x00\x00"), link: 4}
	if order == binary.BigEndian {
		copy(w.out, "MM\x00*")
	}
	return w
}

// finish returns the file.
func (w *writer) finish() ([]byte, error) {
	for len(w.fixed) > 0 {
		w.writeFixed()
	}
	if int64(len(w.out)) > math.MaxUint32 {
		return nil, fault.New(fault.TooLarge, "the gray TIFF file has more than 4 GiB")
	}
	return w.out, nil
}

// page appends a page.
func (w *writer) page(p page) {
	room := len(w.out) + 1<<16 // a maker note further on would leave a gap
	for _, s := range p.segments {
		room += len(s)
	}
	w.reserve(p, room)
	at := w.directory(p)
	w.order.PutUint32(w.out[w.link:], uint32(at))
	w.link = len(w.out) - 4
}

// long appends a 4-byte value.
func (w *writer) long(v int) { w.out = w.order.AppendUint32(w.out, uint32(v)) }

// reserve keeps the places of maker notes in a page and its subdirectories that can't be moved. It
// drops notes whose place is taken, or is beyond room.
func (w *writer) reserve(p page, room int) {
	for _, e := range p.entries {
		if !e.immovable() {
			continue
		}
		taken := e.at < len(w.out) || e.at > room || !exif.Placed(e.data, e.at)
		for _, f := range w.fixed {
			taken = taken || e.at < f.at+len(f.data) && f.at < e.at+len(e.data)
		}
		if taken {
			w.dropped.Add(exif.PartMakerNote)
			p.entries = without(p.entries, makerNote)
			continue
		}
		w.fixed = append(w.fixed, e)
		slices.SortFunc(w.fixed, func(a, b entry) int { return a.at - b.at })
	}
	for _, inner := range p.sub {
		for _, i := range inner {
			w.reserve(i, room)
		}
	}
}

// immovable reports whether an entry is a maker note with offsets from the start of the file.
func (e entry) immovable() bool {
	return e.tag == makerNote && len(e.data) > 4 && !exif.Movable(e.data)
}

// align makes room for n bytes at an even offset.
func (w *writer) align(n int) {
	for {
		if len(w.out)&1 != 0 {
			w.out = append(w.out, 0)
		}
		if len(w.fixed) == 0 || len(w.out)+n <= w.fixed[0].at {
			return
		}
		w.writeFixed()
	}
}

// writeFixed writes the first value that keeps its offset.
func (w *writer) writeFixed() {
	f := w.fixed[0]
	w.fixed = w.fixed[1:]
	w.out = append(append(w.out, make([]byte, f.at-len(w.out))...), f.data...)
}

// directory appends a page with its data and returns the offset of its directory. The last four
// bytes of the file are then the link to the next one. Maker notes that can't be moved have their
// places: see reserve.
func (w *writer) directory(p page) int {
	entries := slices.Clone(p.entries)
	if p.segments != nil {
		offsets, counts := make([]int, len(p.segments)), make([]int, len(p.segments))
		for i, s := range p.segments {
			w.align(len(s))
			offsets[i], counts[i] = len(w.out), len(s)
			w.out = append(w.out, s...)
		}
		at, size := uint16(stripOffsets), uint16(stripByteCounts)
		if p.tiled {
			at, size = tileOffsets, tileByteCounts
		}
		for _, tag := range []uint16{stripOffsets, stripByteCounts, tileOffsets, tileByteCounts} {
			entries = without(entries, tag)
		}
		entries = set(entries, longs(w.order, at, offsets...))
		entries = set(entries, longs(w.order, size, counts...))
	}
	for _, tag := range slices.Sorted(maps.Keys(p.sub)) {
		var offsets []int
		for _, i := range p.sub[tag] {
			offsets = append(offsets, w.directory(i))
		}
		entries = set(entries, longs(w.order, tag, offsets...))
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return int(a.tag) - int(b.tag) })

	// Longer values come first, then the directory that refers to them.
	values := make([]int, len(entries))
	for i, e := range entries {
		switch e = classic(w.order, e); {
		case e.immovable():
			values[i] = e.at
		case len(e.data) > 4:
			w.align(len(e.data))
			values[i] = len(w.out)
			w.out = append(w.out, e.data...)
		}
		entries[i] = e
	}
	w.align(2 + 12*len(entries) + 4)
	at := len(w.out)
	w.out = w.order.AppendUint16(w.out, uint16(len(entries)))
	for i, e := range entries {
		w.out = w.order.AppendUint16(w.out, e.tag)
		w.out = w.order.AppendUint16(w.out, e.kind)
		w.long(e.count)
		if len(e.data) > 4 {
			w.long(values[i])
		} else {
			w.out = append(append(w.out, e.data...), make([]byte, 4-len(e.data))...)
		}
	}
	w.long(0)
	return at
}

// classic converts BigTIFF's 64-bit types to those of classic TIFF.
func classic(order byteOrder, e entry) entry {
	if e.kind < 16 {
		return e
	}
	wide := e.data
	e.kind, e.data = 4, nil
	for i := range e.count {
		e.data = order.AppendUint32(e.data, uint32(min(order.Uint64(wide[8*i:]), math.MaxUint32)))
	}
	return e
}

// set replaces the entry of a tag, or adds it.
func set(entries []entry, e entry) []entry {
	if i := slices.IndexFunc(entries, func(o entry) bool { return o.tag == e.tag }); i >= 0 {
		entries[i] = e
		return entries
	}
	return append(entries, e)
}

func longs(order byteOrder, tag uint16, values ...int) entry {
	e := entry{tag: tag, kind: 4, count: len(values)}
	for _, v := range values {
		e.data = order.AppendUint32(e.data, uint32(v))
	}
	return e
}

func shorts(order byteOrder, tag uint16, values ...int) entry {
	e := entry{tag: tag, kind: 3, count: len(values)}
	for _, v := range values {
		e.data = order.AppendUint16(e.data, uint16(v))
	}
	return e
}

func rational(order byteOrder, tag uint16, v float64) entry {
	above, below := exif.Ratio(v)
	e := longs(order, tag, int(above), int(below))
	e.kind, e.count = 5, 1
	return e
}

func blob(tag uint16, data []byte) entry {
	return entry{tag: tag, kind: 7, count: len(data), data: data}
}

// A byteOrder reads and writes numbers.
type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

var (
	bigEndian    byteOrder = binary.BigEndian
	littleEndian byteOrder = binary.LittleEndian
)
