package exif

// dropLocation blanks the GPS directory, its values and every link to it. It returns false if the
// block is too damaged to be sure.
func (b *block) dropLocation() bool {
	for _, d := range []*directory{&b.first, &b.exif, &b.second} {
		if d.at != 0 && !d.whole {
			return false
		}
		if entry := b.find(*d, tagGPS); entry >= 0 {
			if !b.blankDirectory(b.u32(entry + 8)) {
				return false
			}
			b.remove(d, entry)
		}
		if !b.dropInside(d, tagXMP, DropXMPLocation) || !b.dropInside(d, tagIPTC, DropIPTCLocation) ||
			!b.dropInside(d, tagPhotoshop, dropPhotoshopLocation) {
			return false
		}
		if b.find(*d, tagGPS) >= 0 {
			return false // twice in one directory
		}
	}
	return b.find(b.first, tagExif) < 0 || b.exif.at != 0
}

// blankDirectory overwrites a directory and its values with zeros.
func (b *block) blankDirectory(offset uint32) bool {
	d := b.directory(offset)
	if d.at == 0 {
		return offset == 0 // already blanked through another link
	}
	if !d.whole || b.shared(d.at, d.link()+4) {
		return false
	}
	// Values that don't overlap can't be larger than the block in total. Reject others, since
	// blanking them could take very long.
	room := len(b.data)
	for i := range d.n {
		start, end, ok := b.value(d.at + 2 + i*entrySize)
		if !ok || b.shared(start, end) {
			return false
		}
		if room -= end - start; room < 0 {
			return false
		}
		if end-start > 4 && !d.overlaps(start, end) { // short values are in the entry
			clear(b.data[start:end])
		}
	}
	clear(b.data[d.at : d.link()+4])
	return true
}

// dropInside applies drop to the value of a tag, and removes it if its length would change.
func (b *block) dropInside(d *directory, tag uint16, drop func([]byte) []byte) bool {
	entry := b.find(*d, tag)
	if entry < 0 {
		return true
	}
	start, end, ok := b.value(entry)
	if !ok || b.shared(start, end) {
		return false
	}
	out := drop(b.data[start:end])
	if len(out) == end-start {
		copy(b.data[start:end], out)
		tail := directory{at: entry + entrySize - 2, n: (d.link() - entry - entrySize) / entrySize}
		return b.find(tail, tag) < 0 // only once per directory
	}
	clear(b.data[start:end])
	b.remove(d, entry)
	return b.find(*d, tag) < 0
}

// shared reports whether bytes belong to the header or to a directory that is kept.
func (b *block) shared(start, end int) bool {
	return start < headerSize || b.first.overlaps(start, end) || b.exif.overlaps(start, end) || b.second.overlaps(start, end)
}
