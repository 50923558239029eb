package exif

import (
	"bytes"
	"slices"
	"strings"
)

// DropXMPLocation returns a copy of an XMP packet without where the picture was
// taken: GPS coordinates in whatever namespace (exif, drone makers' own), and the
// city, state, country and place names of Photoshop and IPTC. It is nil, the packet
// dropped, if the packet isn't well-formed UTF-8 XML: a place may hide in it.
//
// The result has the packet's length, with spaces where something was, so that the
// parts of an extended packet (XMP part 3, 1.1.3.1) may be joined, given to this
// function, and cut again at the same bytes.
func DropXMPLocation(xmp []byte) []byte { return blankXMP(xmp, NamesLocation) }

// DropXMPPictures returns a copy of an XMP packet, of the same length, without the
// pictures in it (thumbnails, depth maps, originals) and without what refers to
// pictures behind the main one (gain maps, motion photos). It is nil if the packet
// isn't well-formed UTF-8 XML.
func DropXMPPictures(xmp []byte) []byte { return blankXMP(xmp, isPicture) }

// NamesLocation tells whether a property of XMP, by its qualified name, says where a picture
// was taken.
func NamesLocation(name string) bool {
	space, local := split(strings.ToLower(name))
	switch {
	case strings.HasPrefix(local, "gps"), strings.Contains(local, "latitude"), strings.Contains(local, "longitude"),
		strings.Contains(local, "longtitude"): // as DJI's drones spell it
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

// split cuts a qualified name in two; without a prefix, it is all local.
func split(name string) (space, local string) {
	if space, local, ok := strings.Cut(name, ":"); ok {
		return space, local
	}
	return "", name
}

// blankXMP overwrites with spaces every attribute and every element, with all that
// it holds, whose qualified name matches.
func blankXMP(xmp []byte, match func(name string) bool) []byte {
	if bytes.Contains(xmp, []byte("<\x00")) || bytes.Contains(xmp, []byte("\x00<")) {
		return nil // UTF-16 or UTF-32
	}
	out := bytes.Clone(xmp)
	start, depth := -1, 0 // of the element being blanked
	for at := 0; ; {
		open := bytes.IndexByte(xmp[at:], '<')
		if open < 0 {
			break
		}
		at += open
		var end int
		switch rest := xmp[at:]; {
		case bytes.HasPrefix(rest, []byte("<!--")):
			end = after(rest, 4, "-->")
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			end = after(rest, 9, "]]>")
		case bytes.HasPrefix(rest, []byte("<?")):
			end = after(rest, 2, "?>")
		case bytes.HasPrefix(rest, []byte("<!")):
			return nil // a document type could define names of its own
		case bytes.HasPrefix(rest, []byte("</")):
			end = after(rest, 2, ">")
			if start >= 0 && end > 0 {
				if depth--; depth == 0 {
					spaces(out[start : at+end])
					start = -1
				}
			}
		default:
			t := readTag(rest)
			end = t.end
			switch {
			case end == 0:
			case start >= 0:
				if !t.empty {
					depth++
				}
			case match(t.name) && t.empty:
				spaces(out[at : at+end])
			case match(t.name):
				start, depth = at, 1
			default:
				for _, a := range t.attributes {
					if match(a.name) {
						spaces(out[at+a.start : at+a.end])
					}
				}
			}
		}
		if end == 0 {
			return nil
		}
		at += end
	}
	if start >= 0 {
		return nil
	}
	return out
}

// after returns the offset behind the first mark from an offset on, or 0 if there is none.
func after(b []byte, from int, mark string) int {
	if i := bytes.Index(b[from:], []byte(mark)); i >= 0 {
		return from + i + len(mark)
	}
	return 0
}

func spaces(b []byte) {
	for i := range b {
		b[i] = ' '
	}
}

// A tag is a start tag: its name, its attributes, and its length; 0 if it is broken.
type tag struct {
	name       string
	attributes []attribute
	end        int
	empty      bool // <name/>
}

type attribute struct {
	name       string
	start, end int
}

const whitespace = " \t\r\n"

// readTag reads the start tag that b begins with (XML 1.0, 3.1).
func readTag(b []byte) tag {
	t := tag{}
	at := 1
	word := func() string {
		n := bytes.IndexAny(b[at:], whitespace+"=/<>\"'")
		if n < 0 {
			n = len(b) - at
		}
		at += n
		return string(b[at-n : at])
	}
	skip := func() byte {
		for at < len(b) && strings.IndexByte(whitespace, b[at]) >= 0 {
			at++
		}
		if at == len(b) {
			return 0
		}
		return b[at]
	}
	if t.name = word(); t.name == "" {
		return tag{}
	}
	for {
		switch c := skip(); {
		case c == '>':
			t.end = at + 1
			return t
		case c == '/' && at+1 < len(b) && b[at+1] == '>':
			t.end, t.empty = at+2, true
			return t
		}
		a := attribute{start: at}
		if a.name = word(); a.name == "" || skip() != '=' {
			return tag{}
		}
		at++
		quote := skip()
		if quote != '"' && quote != '\'' {
			return tag{}
		}
		n := bytes.IndexByte(b[at+1:], quote)
		if n < 0 {
			return tag{}
		}
		at += n + 2
		a.end = at
		t.attributes = append(t.attributes, a)
	}
}
