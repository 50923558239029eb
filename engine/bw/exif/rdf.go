package exif

import (
	"bytes"
	"cmp"
	"crypto/md5"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
)

// An XMP packet is RDF inside one or two outer elements:
//
//	<x:xmpmeta ...><rdf:RDF ...>
//	  <rdf:Description rdf:about="" xmlns:... name="value"> <name>value</name> ... </rdf:Description>
//	</rdf:RDF></x:xmpmeta>
//
// A JPEG segment holds at most 64 KiB. Longer packets are split into the standard packet and the
// extended one with the largest properties (XMP part 3, 1.1.3.1).

// An rdf is a parsed packet.
type rdf struct {
	text  []byte
	outer []token // start tags around the nodes, that of rdf:RDF last
	close int     // offset of </rdf:RDF>
	nodes []node
	names xmpNames
}

// A node is an rdf:Description.
type node struct {
	open       token
	properties []span // its elements
}

// parseRDF parses a packet. It returns nil if the packet is not RDF.
func parseRDF(text []byte) *rdf {
	names := xmpNames{}
	r := &rdf{text: text, close: -1, names: names}
	var path []token
	inside := 0 // depth of rdf:RDF; 0: not found yet
	ok := scanXML(text, func(t token) bool {
		switch t.kind {
		case tokenOpen:
			names.declare(text, t)
			depth := len(path) + 1
			switch {
			case inside == 0 && names.usual(t.name) == "rdf:RDF" && !t.empty && r.close < 0:
				inside = depth
				r.outer = append(slices.Clone(path), t)
			case inside > 0 && depth == inside+1:
				r.nodes = append(r.nodes, node{open: t})
			case inside > 0 && depth == inside+2:
				n := &r.nodes[len(r.nodes)-1]
				n.properties = append(n.properties, span{t.start, t.end})
			}
			if !t.empty {
				path = append(path, t)
			}
		case tokenClose:
			if len(path) == 0 || path[len(path)-1].name != t.name {
				inside = -1
				return false
			}
			switch depth := len(path); {
			case inside > 0 && depth == inside:
				r.close, inside = t.start, 0
			case inside > 0 && depth == inside+2:
				n := &r.nodes[len(r.nodes)-1]
				n.properties[len(n.properties)-1].end = t.end
			}
			path = path[:len(path)-1]
		}
		return true
	})
	if !ok || inside != 0 || len(path) > 0 || r.close < 0 {
		return nil
	}
	return r
}

// extension is the property that names the extended packet.
const extension = "xmpNote:HasExtendedXMP"

// ExtendedXMP returns the GUID of the extended packet that a standard packet refers to, 32 digits,
// or "".
func ExtendedXMP(standard []byte) (guid string) {
	names := xmpNames{}
	element := false
	scanXML(standard, func(t token) bool {
		switch t.kind {
		case tokenOpen:
			names.declare(standard, t)
			element = names.usual(t.name) == extension
			for _, a := range t.attributes {
				if names.usual(a.name) == extension {
					guid = string(standard[a.value : a.end-1])
				}
			}
		case tokenText:
			if element && guid == "" {
				guid = strings.TrimSpace(string(standard[t.start:t.end]))
			}
		case tokenClose:
			element = false
		}
		return guid == ""
	})
	if len(guid) != 32 {
		return ""
	}
	return guid
}

// JoinXMP joins a standard and an extended packet. It returns nil if either is not RDF.
func JoinXMP(standard, extended []byte) []byte {
	spans, ok := xmpSpans(standard, func(name string) bool { return name == extension })
	if !ok {
		return nil
	}
	standard = cut(standard, spans)
	s, e := parseRDF(standard), parseRDF(extended)
	if s == nil || e == nil {
		return nil
	}
	declared := map[string]string{}
	for _, t := range s.outer {
		for _, a := range t.attributes {
			declared[a.name] = string(standard[a.value : a.end-1])
		}
	}
	missing := map[string]string{} // namespaces that the extended packet declares around its nodes
	for _, t := range e.outer {
		for _, a := range t.attributes {
			if value := string(extended[a.value : a.end-1]); strings.HasPrefix(a.name, "xmlns") && declared[a.name] != value {
				missing[a.name] = string(extended[a.start:a.end])
			}
		}
	}
	from := e.outer[len(e.outer)-1].end
	inner := []byte{}
	for _, n := range e.nodes {
		at := n.open.start + 1 + len(n.open.name)
		inner = append(inner, extended[from:at]...)
		for _, name := range slices.Sorted(maps.Keys(missing)) {
			if !slices.ContainsFunc(n.open.attributes, func(a attribute) bool { return a.name == name }) {
				inner = append(append(inner, ' '), missing[name]...)
			}
		}
		from = at
	}
	inner = append(inner, extended[from:e.close]...)
	return slices.Concat(standard[:s.close], inner, standard[s.close:])
}

// SplitXMP splits a packet into one of at most room bytes and an extended one with the longest
// properties. extended is nil if the packet fits. Both are nil if the packet can't be split.
func SplitXMP(packet []byte, room int) (standard, extended []byte) {
	packet = trimXMP(inUTF8(packet))
	if spans, ok := xmpSpans(packet, func(name string) bool { return name == extension }); ok {
		packet = cut(packet, spans) // refers to a packet that does not exist
	}
	if len(packet) <= room {
		return packet, nil
	}
	r := parseRDF(packet)
	if r == nil || len(r.nodes) == 0 {
		return nil, nil
	}
	moved := r.choose(len(packet) - room + len(hasExtended(nil, true)))
	if moved == nil {
		return nil, nil
	}
	extended = r.extended(moved)
	sum := md5.Sum(extended) // required by the format; not for security
	guid := strings.ToUpper(hex.EncodeToString(sum[:]))
	first := r.nodes[0].open
	declared := slices.ContainsFunc(first.attributes, func(a attribute) bool { return a.name == "xmlns:xmpNote" })
	at := first.start + 1 + len(first.name)
	spans := slices.SortedFunc(slices.Values(moved), func(a, b property) int { return a.start - b.start })
	var pieces []span
	for _, p := range spans {
		pieces = append(pieces, p.span)
	}
	standard = slices.Concat(packet[:at], hasExtended([]byte(guid), !declared), cut(packet[at:], shifted(pieces, -at)))
	if len(standard) > room {
		return nil, nil
	}
	return standard, extended
}

// hasExtended returns the attribute that names an extended packet.
func hasExtended(guid []byte, declare bool) []byte {
	out := []byte{}
	if declare {
		out = append(out, ` xmlns:xmpNote="http://ns.adobe.com/xmp/note/"`...)
	}
	if guid == nil {
		guid = make([]byte, 32)
	}
	return append(append(append(out, ` `+extension+`="`...), guid...), '"')
}

// A property is a part of a node that may be moved to the extended packet.
type property struct {
	span
	node      int
	attribute bool
}

// choose returns the longest properties with a total of at least so many bytes, or nil if all
// together are shorter.
func (r *rdf) choose(bytes int) (moved []property) {
	var all []property
	for i, n := range r.nodes {
		for _, s := range n.properties {
			all = append(all, property{s, i, false})
		}
		for _, a := range n.open.attributes {
			if !strings.HasPrefix(a.name, "xmlns") && !strings.HasSuffix(a.name, ":about") {
				all = append(all, property{span{a.start, a.end}, i, true})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b property) int { return cmp.Compare(b.end-b.start, a.end-a.start) })
	for _, p := range all {
		if bytes <= 0 {
			break
		}
		bytes -= p.end - p.start
		moved = append(moved, p)
	}
	if bytes > 0 {
		return nil
	}
	return moved
}

// extended returns a packet of properties with their namespaces.
func (r *rdf) extended(moved []property) []byte {
	var out []byte
	for _, t := range r.outer {
		out = append(out, r.text[t.start:t.end]...)
	}
	ofNode := make([][]property, len(r.nodes))
	for _, p := range moved {
		ofNode[p.node] = append(ofNode[p.node], p)
	}
	for i, n := range r.nodes {
		var attributes, elements []byte
		for _, p := range ofNode[i] {
			switch {
			case p.attribute:
				attributes = append(append(attributes, ' '), r.text[p.start:p.end]...)
			default:
				elements = append(elements, r.text[p.start:p.end]...)
			}
		}
		if attributes == nil && elements == nil {
			continue
		}
		out = append(append(out, '<'), n.open.name...)
		for _, a := range n.open.attributes {
			if strings.HasPrefix(a.name, "xmlns") || strings.HasSuffix(a.name, ":about") {
				out = append(append(out, ' '), r.text[a.start:a.end]...)
			}
		}
		out = append(append(append(out, attributes...), '>'), elements...)
		out = append(append(append(out, "</"...), n.open.name...), '>')
	}
	for _, t := range slices.Backward(r.outer) {
		out = append(append(append(out, "</"...), t.name...), '>')
	}
	return out
}

// trimXMP removes the padding at the end of a packet, which is for editing in place.
func trimXMP(packet []byte) []byte {
	tail := []byte{}
	if at := bytes.LastIndex(packet, []byte("<?xpacket end")); at >= 0 {
		packet, tail = packet[:at], bytes.TrimRight(packet[at:], whitespace+"\x00")
	}
	return slices.Concat(bytes.TrimRight(packet, whitespace+"\x00"), tail)
}

func shifted(spans []span, by int) []span {
	for i := range spans {
		spans[i].start += by
		spans[i].end += by
	}
	return spans
}
