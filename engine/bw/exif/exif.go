// Package exif reads and rewrites what stands beside a picture: its EXIF block,
// and the location that its XMP packet or its IPTC records may hold as well.
//
//	TIFF header -> IFD0 -+-> Exif IFD -> maker notes   never moved
//	                |    +-> GPS IFD                   blanked on request
//	                +-----> IFD1 -> thumbnail (JPEG)   replaced on request
//	anywhere ------------> pictures                    made gray where they stand
//
// An EXIF block is a small TIFF file (Exif 2.32, 4.5; TIFF 6.0, section 2): what
// follows "Exif\0\0" in a JPEG's APP1 segment, all of a PNG's eXIf chunk or a
// WebP's EXIF chunk. The maker notes in it hold offsets that only their maker
// understands, so nothing is ever moved: values are changed where they are, what
// has to go is overwritten with zeros, and only a thumbnail that grew is appended.
//
// Blocks come from strangers. Only the four directories above are followed, each
// once, and every offset and count is checked; nothing here fails or loops.
package exif

import "bytes"

// Options say what Rewrite changes. The zero value changes nothing.
type Options struct {
	// DropLocation blanks the GPS directory and removes the link to it. An XMP
	// packet or IPTC records inside the block lose their location, too.
	DropLocation bool

	// Orientation from 1 to 8 replaces the block's own, if it has one; 0 leaves it.
	// Set to 1 when it was 5 to 8, it also exchanges the recorded width and height.
	Orientation int

	// Thumbnail makes the new thumbnail from the old, both JPEG files; nil leaves it.
	// An error drops the thumbnail. Whoever turned the picture's pixels must turn
	// those of the thumbnail as well, or drop it. Other pictures in the block, such as previews in
	// maker notes, are given to it as well: see GrayPictures.
	Thumbnail func(jpeg []byte) ([]byte, error)
}

// prefix opens an EXIF block in JPEG. Some programs write it into PNG and WebP, too.
var prefix = []byte("Exif\x00\x00")

// Rewrite returns a copy of an EXIF block with o applied. A block that is not
// understood is returned as it is, except for pictures inside, and that with DropLocation it is
// dropped (nil), for it may still hold a place.
//
// The result is longer than the block only if the new thumbnail is longer than the
// old one. A caller with a limit (a JPEG segment holds 65,533 bytes, prefix
// included) must check it, and may call again with a Thumbnail that fails.
func Rewrite(tiff []byte, o Options) []byte {
	if inner, ok := bytes.CutPrefix(tiff, prefix); ok {
		out := Rewrite(inner, o)
		if out == nil {
			return nil
		}
		return append(bytes.Clone(prefix), out...)
	}
	b, ok := parse(bytes.Clone(tiff))
	if !ok {
		if o.DropLocation {
			return nil
		}
		if o.Thumbnail != nil {
			return GrayPictures(tiff, o.Thumbnail)
		}
		return tiff
	}
	turned := o.Orientation > 1 || o.Orientation == 1 && Orientation(tiff) != 1
	if o.Orientation >= 1 && o.Orientation <= 8 {
		b.orient(o.Orientation)
	}
	if o.DropLocation && !b.dropLocation() {
		return nil
	}
	if o.Thumbnail == nil {
		return b.data
	}
	b.replaceThumbnail(o.Thumbnail)
	b.data = grayPictures(b.data, o.Thumbnail, o.DropLocation)
	if b.data != nil && turned && b.second.at != 0 && b.find(b.second, tagStripOffsets) >= 0 {
		b.putU32(b.first.link(), 0) // plain samples, which are not turned
	}
	return b.data
}

// Orientation returns how a viewer turns the picture, 1 to 8 as in Exif 2.32,
// 4.6.5; 1, upright, if the block doesn't say or can't be read.
func Orientation(tiff []byte) int {
	b, ok := parse(bytes.TrimPrefix(tiff, prefix))
	if !ok {
		return 1
	}
	entry := b.find(b.first, tagOrientation)
	if entry < 0 {
		return 1
	}
	if n, ok := b.number(entry); ok && n >= 1 && n <= 8 {
		return int(n)
	}
	return 1
}

// New returns an EXIF block that holds an orientation and nothing else, for a
// picture that loses its metadata but whose pixels stay as they are. It is nil for
// upright (1) and for what is no orientation.
func New(orientation int) []byte {
	if orientation < 2 || orientation > 8 {
		return nil
	}
	return []byte{'M', 'M', 0, 42, 0, 0, 0, 8, // IFD0 follows
		0, 1, // with one entry
		tagOrientation >> 8, tagOrientation & 0xff, 0, typeShort, 0, 0, 0, 1, 0, byte(orientation), 0, 0,
		0, 0, 0, 0} // and no IFD1
}

// orient sets the orientation where the block records one.
func (b *block) orient(to int) {
	entry := b.find(b.first, tagOrientation)
	if entry < 0 {
		return
	}
	was, _ := b.number(entry)
	b.setShort(entry, to)
	if entry := b.find(b.second, tagOrientation); entry >= 0 {
		b.setShort(entry, to) // of the thumbnail, which is stored like the picture
	}
	width, height := b.find(b.exif, tagPixelWidth), b.find(b.exif, tagPixelHeight)
	if was >= 5 && was <= 8 && to == 1 && width >= 0 && height >= 0 {
		for i := 2; i < entrySize; i++ { // types and values change places
			b.data[width+i], b.data[height+i] = b.data[height+i], b.data[width+i]
		}
	}
}
