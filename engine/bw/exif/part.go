package exif

import "slices"

// A Part is a kind of metadata that a result may lack. Its text is data: programs translate it.
type Part string

const (
	PartEXIF        Part = "exif"        // all of it
	PartThumbnail   Part = "thumbnail"   // the small picture inside EXIF
	PartMakerNote   Part = "makernote"   // what the camera's maker alone understands
	PartValues      Part = "values"      // other values of EXIF
	PartXMP         Part = "xmp"         // a packet, or properties of one
	PartIPTC        Part = "iptc"        // records (IIM 4.2)
	PartPhotoshop   Part = "photoshop"   // image resources but IPTC
	PartComment     Part = "comment"     // one text
	PartTexts       Part = "texts"       // texts with a keyword
	PartProfile     Part = "profile"     // the colour profile
	PartLayers      Part = "layers"      // the picture in layers, beside the picture
	PartCredentials Part = "credentials" // a C2PA manifest, whose signature does not hold for another picture
	PartDepthMap    Part = "depthmap"    // how far away things are
	PartVideo       Part = "video"       // of a motion photo
	PartSound       Part = "sound"       // of a photo with a voice memo
	PartOther       Part = "other"       // of a kind that is not known here
)

// Parts is a set of them, in the order of the list above.
type Parts []Part

var partOrder = Parts{PartEXIF, PartThumbnail, PartMakerNote, PartValues, PartXMP, PartIPTC, PartPhotoshop, PartComment,
	PartTexts, PartProfile, PartLayers, PartCredentials, PartDepthMap, PartVideo, PartSound, PartOther}

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
