package codec

import "pretobranco/engine/bw/exif"

// Metadata is how much of a file's metadata the result keeps. What the picture itself needs is
// always kept: its profile, resolution and orientation.
type Metadata int

const (
	KeepMetadata Metadata = iota
	DropLocation          // all but where the picture was taken
	DropMetadata          // EXIF, XMP, IPTC, texts, dates and data of unknown kinds are dropped
)

// Extra is the metadata of a picture, in a form that no file format owns. Empty fields are absent.
type Extra struct {
	Profile    []byte // ICC
	EXIF       []byte // a TIFF header and what follows it
	XMP        []byte // a packet
	IPTC       []byte // records (IIM 4.2)
	Photoshop  []byte // image resources except IPTC, EXIF, XMP and the profile
	Comment    []byte // several are lines of one
	Resolution exif.Resolution

	BadProfile bool       // the file has a profile that cannot be read
	Unknown    exif.Parts // other parts of the file, which no encoder writes
}
