package exif

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"unicode/utf16"
)

// CleanXMP returns an XMP packet without the pictures in it (thumbnails, depth maps, originals) and
// without references to pictures after the main one (gain maps, motion photos). With dropLocation
// it also drops locations: GPS coordinates in any namespace (exif, those of drone makers) and the
// city, state, country and place names of Photoshop and IPTC. The result is xmp itself if nothing
// changes.
//
// A packet that is not well-formed XML is nil with dropLocation, as it may contain a location;
// otherwise only pictures in base64 are blanked. UTF-16 becomes UTF-8.
func CleanXMP(xmp []byte, dropLocation bool) []byte {
	text := inUTF8(xmp)
	spans, ok := xmpSpans(text, func(name string) bool { return isPicture(name) || dropLocation && NamesLocation(name) })
	switch {
	case !ok && dropLocation:
		return nil
	case !ok:
		return GrayPictures(xmp, func([]byte) ([]byte, error) { return nil, errInText })
	case len(spans) == 0:
		return xmp
	}
	return cut(text, spans)
}

var errInText = errors.New("a picture in a text")

// XMPHolds lists the parts that CleanXMP removes and that a user may miss.
func XMPHolds(xmp []byte) (parts Parts) {
	text := inUTF8(xmp)
	if !bytes.Contains(text, []byte("GDepth")) && !bytes.Contains(text, []byte(depthMapSpace)) {
		return nil
	}
	xmpSpans(text, func(name string) bool {
		switch space, local := split(name); {
		case space == "GDepth" && (local == "Data" || local == "Image"):
			parts.Add(PartDepthMap)
		}
		return isPicture(name)
	})
	return parts
}

// DropXMPLocation is CleanXMP for a value whose length must not change: it is padded with spaces.
func DropXMPLocation(xmp []byte) []byte { return padded(CleanXMP(xmp, true), len(xmp)) }

// padded pads a packet with spaces. It returns nil for one that is nil or too long.
func padded(packet []byte, size int) []byte {
	if packet == nil || len(packet) > size {
		return nil
	}
	return append(slices.Clone(packet), bytes.Repeat([]byte{' '}, size-len(packet))...)
}

// inUTF8 converts a packet from UTF-16 to UTF-8.
func inUTF8(xmp []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(xmp, []byte("\xfe\xff")), bytes.HasPrefix(xmp, []byte("\x00<")):
		order = binary.BigEndian
	case bytes.HasPrefix(xmp, []byte("\xff\xfe")), bytes.HasPrefix(xmp, []byte("<\x00")):
		order = binary.LittleEndian
	default:
		return xmp
	}
	var units []uint16
	for ; len(xmp) >= 2; xmp = xmp[2:] {
		units = append(units, order.Uint16(xmp))
	}
	return []byte(strings.TrimPrefix(string(utf16.Decode(units)), "\ufeff"))
}

// A span is a range of a packet.
type span struct{ start, end int }

// cut returns a packet without the given spans, which are sorted.
func cut(xmp []byte, spans []span) []byte {
	out := make([]byte, 0, len(xmp))
	at := 0
	for _, s := range spans {
		out = append(out, xmp[at:s.start]...)
		at = s.end
	}
	return append(out, xmp[at:]...)
}

// NamesLocation reports whether an XMP property, given by its qualified name, contains a location.
func NamesLocation(name string) bool {
	space, local := split(strings.ToLower(name))
	switch {
	case strings.HasPrefix(local, "gps"), strings.Contains(local, "latitude"), strings.Contains(local, "longitude"),
		strings.Contains(local, "longtitude"): // DJI's spelling
		return true
	case space == "photoshop":
		return slices.Contains([]string{"city", "state", "country"}, local)
	case strings.HasPrefix(space, "iptc4xmp"):
		return slices.Contains([]string{"location", "countrycode", "locationcreated", "locationshown"}, local)
	}
	return false
}

func isPicture(name string) bool {
	space, local := split(name)
	switch space {
	case "xmp", "xap":
		return local == "Thumbnails"
	case "GImage", "GDepth", "hdrgm", "HDRGainMap":
		return true
	case "Container":
		return local == "Directory"
	case "GCamera":
		return strings.HasPrefix(local, "MotionPhoto") || strings.HasPrefix(local, "MicroVideo")
	}
	return false
}

// split splits a qualified name. Without a prefix it is all local.
func split(name string) (space, local string) {
	if space, local, ok := strings.Cut(name, ":"); ok {
		return space, local
	}
	return "", name
}

// xmpSpans finds every attribute and element whose qualified name matches, and every text and value
// that contains a colour picture. It returns false for XML that is not well-formed.
func xmpSpans(xmp []byte, match func(name string) bool) (spans []span, ok bool) {
	start, depth := -1, 0 // of the element that matches
	names := xmpNames{}
	text := func(from, to int) {
		if start < 0 && to-from >= minRun && HasColour(xmp[from:to]) {
			spans = append(spans, span{from, to})
		}
	}
	ok = scanXML(xmp, func(t token) bool {
		switch t.kind {
		case tokenText:
			text(t.start, t.end)
		case tokenClose:
			if start >= 0 {
				if depth--; depth == 0 {
					spans = append(spans, span{start, t.end})
					start = -1
				}
			}
		case tokenOpen:
			names.declare(xmp, t)
			switch {
			case start >= 0:
				if !t.empty {
					depth++
				}
			case match(names.usual(t.name)) && t.empty:
				spans = append(spans, span{t.start, t.end})
			case match(names.usual(t.name)):
				start, depth = t.start, 1
			default:
				for _, a := range t.attributes {
					// If a whole namespace matches, remove its declaration, too.
					prefix, declares := strings.CutPrefix(a.name, "xmlns:")
					if match(names.usual(a.name)) || declares && match(names.usual(prefix+":")) {
						spans = append(spans, span{a.start, a.end})
						continue
					}
					text(a.value, a.end-1)
				}
			}
		}
		return true
	})
	return spans, ok && start < 0
}
