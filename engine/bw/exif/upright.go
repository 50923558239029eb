package exif

import (
	"bytes"
	"slices"
	"strings"
)

// swapped are the properties of an XMP packet that change places when a picture is turned by a
// quarter.
var swapped = [][2]string{{"tiff:ImageWidth", "tiff:ImageLength"}, {"tiff:XResolution", "tiff:YResolution"}, {"exif:PixelXDimension", "exif:PixelYDimension"}}

// UprightXMP returns an XMP packet in which tiff:Orientation is that of o, if the packet has one,
// and in which widths and heights are swapped with o.Quarter. Properties of other documents, such
// as ingredients, are not changed. The result is xmp itself if nothing changes; UTF-16 becomes
// UTF-8.
func UprightXMP(xmp []byte, o Options) []byte {
	if o.Orientation < 1 || o.Orientation > 8 {
		return xmp
	}
	text := inUTF8(xmp)
	if !bytes.Contains(text, []byte("http://ns.adobe.com/tiff/1.0/")) && !bytes.Contains(text, []byte("http://ns.adobe.com/exif/1.0/")) {
		return xmp
	}
	r := parseRDF(text)
	if r == nil {
		return xmp
	}
	type change struct {
		span
		value string
	}
	var changes []change
	values := r.simpleValues()
	for _, s := range values["tiff:Orientation"] {
		changes = append(changes, change{s, string('0' + byte(o.Orientation))})
	}
	for _, pair := range swapped {
		if one, other := values[pair[0]], values[pair[1]]; o.Quarter && len(one) == 1 && len(other) == 1 {
			changes = append(changes, change{one[0], string(text[other[0].start:other[0].end])}, change{other[0], string(text[one[0].start:one[0].end])})
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return a.start - b.start })
	var out []byte
	at := 0
	for _, c := range changes {
		out = append(append(out, text[at:c.start]...), c.value...)
		at = c.end
	}
	if out = append(out, text[at:]...); bytes.Equal(out, text) {
		return xmp
	}
	return out
}

// simpleValues returns the places of the values of a packet's properties that are simple texts, by
// the usual names: those of attributes, of elements, and of rdf:value inside elements.
func (r *rdf) simpleValues() map[string][]span {
	values := map[string][]span{}
	add := func(name string, from, to int) {
		text := r.text[from:to]
		from += len(text) - len(bytes.TrimLeft(text, whitespace))
		if to = from + len(bytes.TrimSpace(text)); from < to {
			values[name] = append(values[name], span{from, to})
		}
	}
	for _, n := range r.nodes {
		for _, a := range n.open.attributes {
			add(r.names.usual(a.name), a.value, a.end-1)
		}
		for _, p := range n.properties {
			name := ""
			var inside []string
			scanXML(r.text[p.start:p.end], func(t token) bool {
				switch t.kind {
				case tokenOpen:
					if name == "" {
						name = r.names.usual(t.name)
					}
					for _, a := range t.attributes {
						if len(inside) == 0 && r.names.usual(a.name) == "rdf:value" {
							add(name, p.start+a.value, p.start+a.end-1)
						}
					}
					if !t.empty {
						inside = append(inside, r.names.usual(t.name))
					}
				case tokenClose:
					inside = inside[:max(0, len(inside)-1)]
				case tokenText:
					path := strings.Join(inside[min(1, len(inside)):], " ")
					if path == "" || path == "rdf:value" || path == "rdf:Description rdf:value" {
						add(name, p.start+t.start, p.start+t.end)
					}
				}
				return true
			})
		}
	}
	return values
}

// upright applies UprightXMP to a packet in IFD0, the length of which must not change.
func (b *block) upright(o Options) {
	entry := b.find(b.first, tagXMP)
	if entry < 0 {
		return
	}
	start, end, ok := b.value(entry)
	if !ok || b.shared(start, end) {
		return
	}
	if made := padded(UprightXMP(bytes.TrimRight(b.data[start:end], "\x00"), o), end-start); made != nil {
		copy(b.data[start:end], made)
	}
}
