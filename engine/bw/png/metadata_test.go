package png

import (
	"strings"
	"testing"

	"pretobranco/engine/bw/codec"
)

// Texts that name a place go where places do, by whatever name; "photoshop:City", which
// ImageMagick writes for IPTC's city, once stayed.
func TestTextsOfPlaces(t *testing.T) {
	texts := map[string]bool{ // keyword: whether it names a place
		"Title": false, "Comment": false, "date:create": false, "exif:Make": false,
		"exif:GPSLatitude": true, "photoshop:City": true, "photoshop:Country": true, "Iptc4xmpCore:Location": true,
		"Location": true, "Raw profile type iptc": true,
	}
	m := &maker{colour: RGB, depth: 8, width: 5, height: 3}
	for keyword := range texts {
		m.before = appendChunk(m.before, "tEXt", []byte(keyword+"\x00something")...)
	}
	for _, metadata := range []codec.Metadata{codec.KeepMetadata, codec.DropLocation, codec.DropMetadata} {
		out, _, err := Gray(t.Context(), m.file(), codec.Options{Metadata: metadata})
		if err != nil {
			t.Fatal(err)
		}
		for keyword, place := range texts {
			want := metadata == codec.KeepMetadata || metadata == codec.DropLocation && !place
			if strings.Contains(string(out), keyword+"\x00") != want {
				t.Errorf("metadata %v: %q should stay: %v", metadata, keyword, want)
			}
		}
	}
}
