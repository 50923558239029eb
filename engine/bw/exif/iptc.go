package exif

import (
	"bytes"
	"encoding/binary"
)

// The datasets of record 2 that contain a location (IPTC IIM 4.2, 6): content location code and
// name, city, sublocation, province, country code and name.
var iptcPlaces = [256]bool{26: true, 27: true, 90: true, 92: true, 95: true, 100: true, 101: true}

// DropIPTCLocation returns a copy of IPTC records (IIM 4.2: TIFF tag 33723, Photoshop resource
// 0x0404) with location names overwritten by spaces. It returns nil if the records are
// inconsistent.
func DropIPTCLocation(iim []byte) []byte {
	out := bytes.Clone(iim)
	for at := 0; at < len(out); {
		if out[at] == 0 {
			at++ // padding
			continue
		}
		if out[at] != 0x1c || at+5 > len(out) {
			return nil
		}
		record, dataset := out[at+1], out[at+2]
		size := int(binary.BigEndian.Uint16(out[at+3:]))
		at += 5
		if size&0x8000 != 0 { // an extended dataset: the size of the size
			n := size & 0x7fff
			if n > 4 || at+n > len(out) {
				return nil
			}
			size = 0
			for _, b := range out[at : at+n] {
				size = size<<8 | int(b)
			}
			at += n
		}
		if size < 0 || size > len(out)-at {
			return nil
		}
		if record == 2 && iptcPlaces[dataset] {
			spaces(out[at : at+size])
		}
		at += size
	}
	return out
}

func spaces(b []byte) {
	for i := range b {
		b[i] = ' '
	}
}

// The image resources of Photoshop that hold metadata or a thumbnail.
const (
	resourceIPTC         = 0x0404
	resourceOldThumbnail = 0x0409
	resourceThumbnail    = 0x040c
	resourceProfile      = 0x040f // ICC
	resourceExif         = 0x0422
	resourceExif3        = 0x0423
	resourceXMP          = 0x0424
)

var photoshopPrefix = []byte("Photoshop 3.0\x00")

// RewritePhotoshop returns a copy of Photoshop's image resources ("8BIM" blocks: a JPEG's APP13
// with or without "Photoshop 3.0\0", TIFF tag 34377) with o applied: locations are dropped from
// IPTC, XMP and EXIF, and with a Thumbnail function thumbnails and other pictures are converted or
// dropped. In unreadable resources only pictures are converted; with DropLocation they are dropped
// (nil). The result is resources itself if nothing changes.
func RewritePhotoshop(resources []byte, o Options) []byte {
	rest, named := bytes.CutPrefix(resources, photoshopPrefix)
	var out []byte
	if named {
		out = append(out, photoshopPrefix...)
	}
	for len(bytes.TrimLeft(rest, "\x00")) > 0 {
		head, body, tail, ok := cutResource(rest)
		if !ok {
			if o.DropLocation {
				return nil
			}
			if o.Thumbnail != nil {
				return GrayPictures(resources, o.Thumbnail)
			}
			return resources
		}
		keep := true
		switch made := body; binary.BigEndian.Uint16(head[4:]) {
		case resourceOldThumbnail, resourceThumbnail:
			body, keep = grayResource(body, o)
		case resourceResolution:
			if o.Quarter {
				body = turnedResolution(body)
			}
		default:
			if made = rewriteResource(head, body, o); made == nil {
				keep = len(body) == 0
			}
			body = made
		}
		if keep {
			out = append(out, head...)
			out = binary.BigEndian.AppendUint32(out, uint32(len(body)))
			out = append(out, body...)
			if len(body)%2 != 0 {
				out = append(out, 0)
			}
		}
		rest = tail
	}
	if out = append(out, rest...); bytes.Equal(out, resources) {
		return resources
	}
	return out
}

// grayResource converts a thumbnail resource: 28 bytes, then a JPEG file or RGB samples. It returns
// false if this is not one.
func grayResource(body []byte, o Options) ([]byte, bool) {
	if o.Thumbnail == nil || len(body) < 32 {
		return body, o.Thumbnail == nil
	}
	if binary.BigEndian.Uint32(body) == 0 {
		return body, !coloured(body[28:])
	}
	made := grayPictures(body, o.Thumbnail, o.DropLocation)
	return made, made != nil && bytes.HasPrefix(made[28:], []byte("\xff\xd8\xff"))
}

// rewriteResource returns a resource's content with o applied, or nil to drop it.
func rewriteResource(head, body []byte, o Options) []byte {
	switch id := binary.BigEndian.Uint16(head[4:]); {
	case id == resourceExif || id == resourceExif3:
		return Rewrite(body, o)
	case id == resourceXMP && (o.DropLocation || o.Thumbnail != nil):
		return CleanXMP(UprightXMP(body, o), o.DropLocation)
	case id == resourceIPTC && o.DropLocation:
		if body = DropIPTCLocation(body); body == nil {
			return nil
		}
	}
	if o.Thumbnail == nil {
		return body
	}
	return GrayPictures(body, o.Thumbnail)
}

// cutResource splits off the first resource: a signature of 4 bytes, a number, a
// Pascal string padded to even length, then size and data, padded as well.
func cutResource(b []byte) (head, body, tail []byte, ok bool) {
	if len(b) < 7 {
		return nil, nil, nil, false
	}
	if signature := string(b[:4]); signature != "8BIM" && signature != "MeSa" && signature != "AgHg" &&
		signature != "PHUT" && signature != "DCSR" {
		return nil, nil, nil, false
	}
	n := 6 + (1+int(b[6])+1)&^1
	if len(b) < n+4 {
		return nil, nil, nil, false
	}
	size := uint64(binary.BigEndian.Uint32(b[n:]))
	if size > uint64(len(b)-n-4) {
		return nil, nil, nil, false
	}
	end := n + 4 + int(size)
	return b[:n], b[n+4 : end], b[min(end+int(size&1), len(b)):], true
}

// dropPhotoshopLocation is RewritePhotoshop for a value whose length must not change.
func dropPhotoshopLocation(resources []byte) []byte {
	return RewritePhotoshop(resources, Options{DropLocation: true})
}

// SplitPhotoshop splits Photoshop's image resources into IPTC records and other resources; nil if
// there are none.
func SplitPhotoshop(resources []byte) (iptc, others []byte) {
	rest := bytes.TrimPrefix(resources, photoshopPrefix)
	for {
		head, body, tail, ok := cutResource(rest)
		if !ok {
			return iptc, others
		}
		switch id := binary.BigEndian.Uint16(head[4:]); {
		case id == resourceIPTC && iptc == nil:
			iptc = body
		case id != resourceIPTC && id != resourceExif && id != resourceExif3 && id != resourceXMP && id != resourceProfile:
			others = append(others, rest[:len(rest)-len(tail)]...)
		}
		rest = tail
	}
}

// JoinPhotoshop joins IPTC records and other resources to image resources.
func JoinPhotoshop(iptc, others []byte) []byte {
	if len(iptc) == 0 {
		return others
	}
	out := binary.BigEndian.AppendUint32([]byte("8BIM\x04\x04\x00\x00"), uint32(len(iptc)))
	out = append(append(out, iptc...), make([]byte, len(iptc)&1)...)
	return append(out, others...)
}
