package bw

import (
	"strings"

	"pretobranco/engine/bw/exif"
)

// parts maps the parts of the metadata to their everyday English names.
var parts = map[exif.Part]string{
	exif.PartEXIF:        "EXIF",
	exif.PartThumbnail:   "thumbnail",
	exif.PartMakerNote:   "maker note",
	exif.PartValues:      "long EXIF values",
	exif.PartXMP:         "XMP",
	exif.PartIPTC:        "IPTC",
	exif.PartPhotoshop:   "Photoshop settings",
	exif.PartComment:     "comment",
	exif.PartTexts:       "texts",
	exif.PartProfile:     "colour profile",
	exif.PartResolution:  "resolution",
	exif.PartLayers:      "Photoshop layers",
	exif.PartCredentials: "content credentials",
	exif.PartDepthMap:    "depth map",
	exif.PartVideo:       "video",
	exif.PartSound:       "sound",
	exif.PartOther:       "data of unknown kinds",
}

// MetadataParts lists what the arguments of NoteMetadata can be.
func MetadataParts() (names []string) {
	for _, p := range exif.AllParts() {
		names = append(names, string(p))
	}
	return names
}

func partNames(args []string) string {
	var names []string
	for _, a := range args {
		name := parts[exif.Part(a)]
		if name == "" { // of a newer program
			name = a
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// noteParts adds a note of the parts that the result lacks although they were to be kept.
func (r *Report) noteParts(p exif.Parts) {
	var args []string
	for _, part := range p {
		args = append(args, string(part))
	}
	if len(args) > 0 {
		r.Note(NoteMetadata, args...)
	}
}
