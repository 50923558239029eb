package png

import (
	"bytes"
	"strings"

	"pretobranco/engine/bw/exif"
)

// xmpKeyword names the iTXt chunk that holds XMP (XMP part 3, 1.1.5).
const xmpKeyword = "XML:com.adobe.xmp"

// writeEXIF writes eXIf by the rules for metadata. The orientation always stays: the
// pixels are not turned.
func (r *rewriter) writeEXIF(block []byte) {
	if r.options.Metadata == DropMetadata {
		block = exif.New(exif.Orientation(block))
	} else if r.options.Metadata == DropLocation || r.options.Thumbnail != nil {
		block = exif.Rewrite(block, exif.Options{
			DropLocation: r.options.Metadata == DropLocation,
			Thumbnail:    r.options.Thumbnail,
		})
	}
	if block != nil {
		r.out = appendChunk(r.out, "eXIf", block...)
	}
}

// writeText writes tEXt, zTXt or iTXt by the rules for metadata.
func (r *rewriter) writeText(c chunk) {
	if r.options.Metadata == DropMetadata {
		return
	}
	name, _, ok := keyword(c.data())
	lower := strings.ToLower(name)
	switch {
	case strings.HasPrefix(lower, "raw profile type ic") && !r.same:
		return // ImageMagick's older way to keep a profile: it would be one of colour
	case c.kind() == "iTXt" && name == xmpKeyword:
		r.writeXMP(c)
		return
	case r.options.Metadata != DropLocation:
	case !ok, strings.HasPrefix(lower, "raw profile type"), namesPlace(lower):
		return
	}
	r.out = append(r.out, c...)
}

// namesPlace tells a keyword whose text is a place, such as ImageMagick's
// "exif:GPSLatitude" and "photoshop:City". The "raw profile type" chunks of the same program
// hold EXIF, XMP and IPTC in hexadecimal digits; beside them, eXIf holds the same.
func namesPlace(lower string) bool {
	for _, word := range []string{"gps", "location", "latitude", "longitude", "xmp"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return exif.NamesLocation(lower)
}

// writeXMP writes an XMP packet without pictures, and without places if asked. A
// packet that can't be read stays only if places may.
func (r *rewriter) writeXMP(c chunk) {
	_, rest, _ := keyword(c.data())
	_, packet, ok := textOf(c)
	clean := packet
	if ok {
		clean = exif.DropXMPPictures(clean)
		if r.options.Metadata == DropLocation && clean != nil {
			clean = exif.DropXMPLocation(clean)
		}
	}
	switch {
	case (!ok || clean == nil) && r.options.Metadata == DropLocation:
	case !ok || clean == nil || bytes.Equal(clean, packet):
		r.out = append(r.out, c...)
	case rest[0] != 0:
		r.out = appendChunk(r.out, "iTXt", append([]byte(xmpKeyword+"\x00\x01\x00\x00\x00"), deflateText(clean)...)...)
	default:
		r.out = appendChunk(r.out, "iTXt", append([]byte(xmpKeyword+"\x00\x00\x00\x00\x00"), clean...)...)
	}
}
