package exif

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// A Part is a kind of metadata that a result may lack. Its text is a stable identifier for
// translation.
type Part string

const (
	PartEXIF        Part = "exif"        // the whole block
	PartThumbnail   Part = "thumbnail"   // the thumbnail in EXIF
	PartMakerNote   Part = "makernote"   // proprietary data of the camera's maker
	PartValues      Part = "values"      // other values of EXIF
	PartXMP         Part = "xmp"         // a packet or some of its properties
	PartIPTC        Part = "iptc"        // records (IIM 4.2)
	PartPhotoshop   Part = "photoshop"   // image resources except IPTC
	PartComment     Part = "comment"     // one text
	PartTexts       Part = "texts"       // texts with a keyword
	PartProfile     Part = "profile"     // the colour profile
	PartResolution  Part = "resolution"  // pixels per inch
	PartLayers      Part = "layers"      // layers in addition to the picture
	PartCredentials Part = "credentials" // a C2PA manifest, whose signature covers only the original
	PartDepthMap    Part = "depthmap"    // distances from the camera
	PartVideo       Part = "video"       // of a motion photo
	PartSound       Part = "sound"       // of a photo with a voice memo
	PartOther       Part = "other"       // of an unknown kind
)

// Parts is a set of them, in the order of the list above.
type Parts []Part

var partOrder = Parts{PartEXIF, PartThumbnail, PartMakerNote, PartValues, PartXMP, PartIPTC, PartPhotoshop, PartComment,
	PartTexts, PartProfile, PartResolution, PartLayers, PartCredentials, PartDepthMap, PartVideo, PartSound, PartOther}

// AllParts lists every part.
func AllParts() Parts { return slices.Clone(partOrder) }

// Add adds parts that are not in the set yet.
func (p *Parts) Add(parts ...Part) {
	for _, part := range parts {
		if !slices.Contains(*p, part) {
			*p = append(*p, part)
		}
	}
	slices.SortFunc(*p, func(a, b Part) int { return slices.Index(partOrder, a) - slices.Index(partOrder, b) })
}

// technical are the EXIF tags that describe how the picture is stored.
var technical = map[uint16]bool{
	0x00fe: true, 0x0100: true, 0x0101: true, 0x0102: true, 0x0103: true, 0x0106: true, tagStripOffsets: true, tagOrientation: true, 0x0115: true, 0x0116: true,
	0x0117: true, 0x011a: true, 0x011b: true, 0x011c: true, 0x0128: true, 0x0131: true, tagXMP: true, tagIPTC: true, tagPhotoshop: true, 0x0211: true, 0x0212: true, 0x0213: true,
	0x0214: true, tagExif: true, tagGPS: true, 0x9000: true, 0x9101: true, 0xa000: true, 0xa001: true, tagPixelWidth: true, tagPixelHeight: true, tagInterop: true,
}

// Informative reports whether an EXIF block has content that a user may miss.
func Informative(tiff []byte) bool {
	b, ok := parse(bytes.TrimPrefix(tiff, prefix))
	if !ok {
		return false
	}
	for _, d := range []directory{b.first, b.exif} {
		for i := range d.n {
			if !technical[b.u16(d.at+2+i*entrySize)] {
				return true
			}
		}
	}
	return b.linked(b.first, tagGPS).n > 1 // one is the version
}

// PhotoshopInformative reports whether Photoshop's image resources have content that a user may
// miss: a caption, a copyright, an address, a path. Others are settings for printing and the
// screen.
func PhotoshopInformative(resources []byte) bool {
	rest := bytes.TrimPrefix(resources, photoshopPrefix)
	for {
		head, body, tail, ok := cutResource(rest)
		if !ok {
			return false
		}
		switch id := binary.BigEndian.Uint16(head[4:]); {
		case id == 0x03f0, id == 0x040b, id == 0x0fa0, id >= 0x07d0 && id <= 0x0bb6, id == 0x040a && len(bytes.Trim(body, "\x00")) > 0:
			return true
		}
		rest = tail
	}
}
