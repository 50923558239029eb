package exif

import "bytes"

// Thumbnail returns the JPEG file inside an EXIF block, which shares its memory,
// or nil if there is none.
func Thumbnail(tiff []byte) []byte {
	b, ok := parse(bytes.TrimPrefix(tiff, prefix))
	if !ok {
		return nil
	}
	start, end, ok := b.thumbnail()
	if !ok {
		return nil
	}
	return b.data[start:end:end]
}

// thumbnail returns the offsets of the JPEG thumbnail. It must start like a JPEG and not overlap
// directories, so that it can be overwritten.
func (b *block) thumbnail() (start, end int, ok bool) {
	offset, length := b.find(b.second, tagThumbnail), b.find(b.second, tagThumbnailLength)
	if offset < 0 || length < 0 {
		return 0, 0, false
	}
	at, ok1 := b.number(offset)
	size, ok2 := b.number(length)
	if !ok1 || !ok2 || size < 4 || uint64(at)+uint64(size) > uint64(len(b.data)) {
		return 0, 0, false
	}
	start, end = int(at), int(at)+int(size)
	if b.shared(start, end) || !bytes.HasPrefix(b.data[start:], []byte("\xff\xd8\xff")) {
		return 0, 0, false
	}
	return start, end, true
}

// replaceThumbnail replaces the thumbnail.
func (b *block) replaceThumbnail(remake func([]byte) ([]byte, error)) {
	if b.second.at == 0 {
		return
	}
	start, end, ok := b.thumbnail()
	if !ok {
		if b.find(b.second, tagThumbnail) >= 0 { // it points to something else
			b.putU32(b.first.link(), 0)
		}
		return
	}
	made, err := remake(bytes.Clone(b.data[start:end]))
	clear(b.data[start:end])
	if err != nil || len(made) == 0 {
		b.putU32(b.first.link(), 0)
		return
	}
	if len(made) <= end-start {
		copy(b.data[start:], made)
	} else {
		if len(b.data)%2 != 0 {
			b.data = append(b.data, 0) // offsets are even
		}
		start = len(b.data)
		b.data = append(b.data, made...)
	}
	b.setLong(b.find(b.second, tagThumbnail), start)
	b.setLong(b.find(b.second, tagThumbnailLength), len(made))
	if b.second.whole {
		b.putU32(b.second.link(), 0) // IFD1 is the last; a larger preview behind it would still be in colour
	}
}
