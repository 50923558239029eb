package heif

// A track is an image sequence (ISO/IEC 23008-12, 7), such as a burst or an animation; its first
// picture is read.
type track struct {
	entry         string // type of its samples, hvc1 or av01
	properties    []property
	width, height int // display size
	frames        int
	first         extent
	opacity       bool // it has an alpha track
}

// sequence returns a file's first image sequence that is neither auxiliary nor thumbnails, or
// false.
func sequence(file []byte) (t track, ok bool) {
	opacity, count := false, 0
	boxes(find(file, "moov"), func(name string, content []byte) bool {
		if name != "trak" {
			return true
		}
		if !ok {
			t, ok = readTrack(content)
		}
		opacity = opacity || handlerOf(content) == "auxv" && isOpacity(content)
		count++
		return count < 64
	})
	t.opacity = opacity
	return t, ok
}

// handlerOf returns a track's handler: pict, auxv, vide, soun...
func handlerOf(trak []byte) string {
	p := cursor{data: find(find(trak, "mdia"), "hdlr")}
	p.number(4)
	p.number(4)
	return p.name()
}

// isOpacity reports whether an auxiliary track is an alpha plane.
func isOpacity(trak []byte) bool {
	var t track
	t.readEntry(cursor{data: find(find(find(find(trak, "mdia"), "minf"), "stbl"), "stsd")})
	i := item{properties: t.properties}
	return i.auxiliary("auxi", alphaKinds...)
}

// readTrack reads a track box (ISO/IEC 14496-12, 8.3), or returns false for other handlers.
func readTrack(trak []byte) (t track, ok bool) {
	tref := find(trak, "tref")
	if handlerOf(trak) != "pict" || find(tref, "auxl") != nil || find(tref, "thmb") != nil {
		return t, false
	}
	table := find(find(find(trak, "mdia"), "minf"), "stbl")
	t.readEntry(cursor{data: find(table, "stsd")})
	t.readFirst(table)

	head := cursor{data: find(trak, "tkhd")}
	times := 3*4 + 2*4
	if head.number(4)>>24 == 1 {
		times = 3*8 + 2*4
	}
	const between = 8 + 4*2 + 9*4 // layer, volume and matrix
	head.bytes(times + between)
	t.width, t.height = int(head.number(4)>>16), int(head.number(4)>>16)
	return t, !head.broken && t.frames > 0
}

// readEntry reads the first sample description (8.5.2): its type, and its boxes, which are treated
// as item properties.
func (t *track) readEntry(p cursor) {
	p.number(4)
	p.number(4)
	boxes(p.data, func(name string, content []byte) bool {
		const visual = 78 // fields of a visual sample entry (12.1.3)
		if len(content) > visual {
			t.entry = name
			p := cursor{data: content[24:]}
			width, height := p.number(2), p.number(2)
			t.properties = []property{{"ispe", numbers(0, uint32(width), uint32(height))}}
			boxes(content[visual:], func(name string, content []byte) bool {
				t.properties = append(t.properties, property{name, content})
				return len(t.properties) < 64
			})
		}
		return false
	})
}

// readFirst reads the number of samples and the position of the first (8.7).
func (t *track) readFirst(table []byte) {
	sizes := cursor{data: find(table, "stsz")}
	sizes.number(4)
	size := sizes.number(4)
	frames := sizes.number(4)
	if size == 0 {
		size = sizes.number(4)
	}
	places, wide := cursor{data: find(table, "stco")}, 4
	if places.data == nil {
		places.data, wide = find(table, "co64"), 8
	}
	places.number(4)
	chunks := places.number(4)
	at := places.number(wide)
	if !sizes.broken && !places.broken && chunks > 0 {
		t.frames, t.first = int(min(frames, 1<<31-1)), extent{at, size}
	}
}

// item returns the first picture as an item.
func (t *track) item() *item {
	kind := t.entry
	if kind == "hev1" { // its parameters may be in the samples
		kind = "hvc1"
	}
	return &item{kind: kind, properties: t.properties, extents: []extent{t.first}}
}
