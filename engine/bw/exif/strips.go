package exif

import "bytes"

// The tags of TIFF 6.0 for uncompressed samples.
const (
	tagBitsPerSample   = 0x0102
	tagCompression     = 0x0103
	tagPhotometric     = 0x0106
	tagSamplesPerPixel = 0x0115
	tagStripByteCounts = 0x0117
	tagPlanarConfig    = 0x011c
	tagColorMap        = 0x0140
	tagTileOffsets     = 0x0144
	tagTileByteCounts  = 0x0145
	tagSubIFDs         = 0x014a
)

// tiffs finds uncompressed pictures in TIFF files and EXIF blocks.
func (f *finder) tiffs() {
	for _, signature := range []string{"II*\x00", "MM\x00*"} {
		for at := 0; ; at += 4 {
			i := bytes.Index(f.data[at:], []byte(signature))
			if i < 0 {
				break
			}
			at += i
			if b, ok := parse(f.data[at:]); ok {
				f.steps += b.first.n + b.exif.n + b.second.n
				f.directories(b, at)
			}
			if !f.step() {
				return
			}
		}
	}
}

// directories reads all directories of a block at an offset.
func (f *finder) directories(b *block, base int) {
	seen := map[uint32]bool{}
	next := []uint32{b.u32(4)}
	for len(next) > 0 && f.step() {
		offset := next[0]
		next = next[1:]
		d := b.directory(offset)
		if d.at == 0 || seen[offset] || len(seen) > 1000 {
			continue
		}
		seen[offset] = true
		if d.whole {
			next = append(next, b.u32(d.link()))
		}
		for i := range d.n {
			entry := d.at + 2 + i*entrySize
			if !f.step() {
				return
			}
			tag, kind := b.u16(entry), b.u16(entry+2)
			if tag == tagSubIFDs || tag == tagExif || kind == typeIFD {
				next = append(next, b.numbers(entry, 64)...)
			}
		}
		f.strips(b, d, base)
	}
}

// strips finds the samples of a directory's picture if it is in colour and not JPEG, which has its
// own signature.
func (f *finder) strips(b *block, d directory, base int) {
	number := func(tag uint16, missing uint32) uint32 {
		if entry := b.find(d, tag); entry >= 0 {
			if v, ok := b.number(entry); ok {
				return v
			}
		}
		return missing
	}
	const rgb, palette, ycc = 2, 3, 6
	samples, compression := number(tagSamplesPerPixel, 1), number(tagCompression, 1)
	kind := number(tagPhotometric, 1)
	if kind <= 1 && samples < 3 || kind == 4 || compression == 6 || compression == 7 {
		return
	}
	offsets, sizes := b.find(d, tagStripOffsets), b.find(d, tagStripByteCounts)
	if offsets < 0 {
		offsets, sizes = b.find(d, tagTileOffsets), b.find(d, tagTileByteCounts)
	}
	if offsets < 0 {
		return
	}
	plain := compression == 1 && kind == rgb && samples == 3 && number(tagBitsPerSample, 8) == 8 && number(tagPlanarConfig, 1) == 1
	p := picture{rgb: plain}
	if kind == ycc && compression == 1 {
		p.filler = 0x80 // no chroma
	}
	f.steps += 10 * d.n // for each tag that was searched
	starts := b.numbers(offsets, len(b.data)/4)
	lengths := []uint32{}
	if sizes >= 0 {
		lengths = b.numbers(sizes, len(b.data)/4)
	}
	for i, start := range starts {
		end := len(b.data)
		if i < len(lengths) && uint64(start)+uint64(lengths[i]) < uint64(end) {
			end = int(start) + int(lengths[i])
		}
		if int64(start) < headerSize || int64(start) >= int64(end) || d.overlaps(int(start), end) || b.shared(int(start), end) {
			continue
		}
		p.start, p.end = base+int(start), base+end
		if !plain || coloured(b.data[start:end]) {
			f.found = append(f.found, p)
		}
		if f.steps += len(b.data[start:end]) / 64; f.steps > maxSteps {
			return
		}
	}
	if entry := b.find(d, tagColorMap); kind == palette && entry >= 0 {
		if start, end, ok := b.value(entry); ok && !b.shared(start, end) {
			f.found = append(f.found, picture{start: base + start, end: base + end})
		}
	}
}

// coloured reports whether any RGB sample is not gray.
func coloured(rgb []byte) bool {
	for ; len(rgb) >= 3; rgb = rgb[3:] {
		if rgb[0] != rgb[1] || rgb[1] != rgb[2] {
			return true
		}
	}
	return false
}

// numbers returns up to most integer values of an entry.
func (b *block) numbers(entry, most int) (values []uint32) {
	start, end, ok := b.value(entry)
	if !ok {
		return nil
	}
	size := 4
	if b.u16(entry+2) == typeShort {
		size = 2
	} else if kind := b.u16(entry + 2); kind != typeLong && kind != typeIFD {
		return nil
	}
	for at := start; at+size <= end && len(values) < most; at += size {
		if size == 2 {
			values = append(values, uint32(b.u16(at)))
		} else {
			values = append(values, b.u32(at))
		}
	}
	return values
}
