// Package exif reads and rewrites the metadata of pictures: EXIF blocks, XMP packets, IPTC records
// and Photoshop resources.
//
//	TIFF header -> IFD0 -+-> Exif IFD -> maker notes   never moved
//	                |    +-> GPS IFD                   blanked on request
//	                +-----> IFD1 -> thumbnail (JPEG)   replaced on request
//	anywhere ------------> pictures                    converted to gray in place
//
// An EXIF block is a small TIFF file (Exif 2.32, 4.5; TIFF 6.0, section 2): the content of a JPEG's
// APP1 segment after "Exif\0\0", of a PNG's eXIf chunk or of a WebP's EXIF chunk. Maker notes
// contain offsets in proprietary formats, so nothing is moved: values are changed in place, removed
// ones are overwritten with zeros, and only a thumbnail that grew is appended.
//
// Blocks are untrusted input. Only the four directories above are followed, each once, and every
// offset and count is checked.
package exif

import "bytes"

// Options configure Rewrite. The zero value changes nothing.
type Options struct {
	// DropLocation blanks the GPS directory and removes the link to it. An XMP
	// packet or IPTC records inside the block lose their location, too.
	DropLocation bool

	// Orientation from 1 to 8 replaces the block's orientation, if it has one; 0 keeps it. When 5
	// to 8 is replaced by 1, the recorded width and height are swapped.
	Orientation int

	// Resolution replaces the recorded one, if the block has one that disagrees.
	Resolution Resolution

	// Quarter means that the picture is turned by a quarter: resolutions that are not replaced are
	// swapped.
	Quarter bool

	// Thumbnail converts the JPEG thumbnail; nil keeps it. An error drops the thumbnail. A caller
	// that rotates the picture must rotate the thumbnail, too, or drop it. Other pictures in the
	// block, such as previews in maker notes, are also passed to it: see GrayPictures.
	Thumbnail func(jpeg []byte) ([]byte, error)
}

// prefix precedes an EXIF block in JPEG. Some programs also write it into PNG and WebP.
var prefix = []byte("Exif\x00\x00")

// Rewrite returns a copy of an EXIF block with o applied. In a block that can't be parsed only
// pictures are converted; with DropLocation such a block is dropped (nil), as it may contain a
// location.
//
// The result is longer than the block only if the new thumbnail is longer than the old one, or if
// the resolution has no place. Callers
// with a limit (65,533 bytes in a JPEG segment, including the prefix) must check it, and may call
// again with a Thumbnail that fails.
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
		b.upright(o)
	}
	if o.Quarter {
		b.swap(b.first, tagXResolution, tagYResolution)
	}
	if o.Resolution.Known() {
		b.setResolution(o.Resolution)
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
		b.putU32(b.first.link(), 0) // uncompressed samples, which are not rotated
	}
	return b.data
}

// Orientation returns the orientation (Exif 2.32, 4.6.5), 1 to 8; 1 (upright) if there is none.
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

// New returns an EXIF block with nothing but an orientation, for a picture that loses its metadata
// but not its rotation. It is nil for upright (1) and for invalid values.
func New(orientation int) []byte {
	if orientation < 2 || orientation > 8 {
		return nil
	}
	return []byte{'M', 'M', 0, 42, 0, 0, 0, 8, // IFD0 follows
		0, 1, // with one entry
		tagOrientation >> 8, tagOrientation & 0xff, 0, typeShort, 0, 0, 0, 1, 0, byte(orientation), 0, 0,
		0, 0, 0, 0} // and no IFD1
}

// Bare returns an EXIF block with nothing but the orientation of a block, and its resolution if
// pixels are not square: what the picture's shape needs. It is nil if that is nothing.
func Bare(tiff []byte) []byte {
	bare := New(Orientation(tiff))
	if r := ResolutionOf(tiff); r.Known() && !r.Square() {
		return WithResolution(bare, r)
	}
	return bare
}

// orient replaces the recorded orientations.
func (b *block) orient(to int) {
	entry := b.find(b.first, tagOrientation)
	if entry < 0 {
		return
	}
	was, _ := b.number(entry)
	b.setShort(entry, to)
	if entry := b.find(b.second, tagOrientation); entry >= 0 {
		b.setShort(entry, to) // the thumbnail is stored like the picture
	}
	if was >= 5 && was <= 8 && to == 1 {
		b.swap(b.exif, tagPixelWidth, tagPixelHeight)
	}
}

// swap swaps the types and values of two tags.
func (b *block) swap(d directory, one, other uint16) {
	x, y := b.find(d, one), b.find(d, other)
	if x < 0 || y < 0 {
		return
	}
	for i := 2; i < entrySize; i++ {
		b.data[x+i], b.data[y+i] = b.data[y+i], b.data[x+i]
	}
}
