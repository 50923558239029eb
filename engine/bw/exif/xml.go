package exif

import (
	"bytes"
	"strings"
)

// A token is a piece of XML between two offsets: text, including the content of comments and CDATA
// sections, a start tag, or an end tag.
type token struct {
	kind       tokenKind
	start, end int
	name       string // of a tag
	attributes []attribute
	empty      bool // <name/>
}

type tokenKind int

const (
	tokenText tokenKind = iota
	tokenOpen
	tokenClose
)

// scanXML calls visit for each token until it returns false. It returns false for XML that is not
// well-formed at the token level.
func scanXML(xmp []byte, visit func(token) bool) bool {
	for at := 0; ; {
		open := bytes.IndexByte(xmp[at:], '<')
		if open < 0 {
			return at == len(xmp) || visit(token{start: at, end: len(xmp)})
		}
		if open > 0 && !visit(token{start: at, end: at + open}) {
			return true
		}
		at += open
		var end int
		var t token
		switch rest := xmp[at:]; {
		case bytes.HasPrefix(rest, []byte("<!--")):
			end = after(rest, 4, "-->")
			t = token{start: at + 4, end: at + max(4, end-3)}
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			end = after(rest, 9, "]]>")
			t = token{start: at + 9, end: at + max(9, end-3)}
		case bytes.HasPrefix(rest, []byte("<?")):
			end = after(rest, 2, "?>")
			t = token{start: at, end: at} // ignored
		case bytes.HasPrefix(rest, []byte("<!")):
			return false // a document type could define entities
		case bytes.HasPrefix(rest, []byte("</")):
			end = after(rest, 2, ">")
			t = token{kind: tokenClose, start: at, end: at + end}
			if end > 0 {
				t.name = strings.TrimRight(string(rest[2:end-1]), whitespace)
			}
		default:
			t = readTag(xmp, at)
			end = max(0, t.end-at)
		}
		if end == 0 {
			return false
		}
		at += end
		if !visit(t) {
			return true
		}
	}
}

// xmpSpaces maps namespaces to their usual prefixes. A packet may use others.
var xmpSpaces = map[string]string{
	"http://ns.adobe.com/xap/1.0/":               "xmp",
	"http://ns.adobe.com/exif/1.0/":              "exif",
	"http://ns.adobe.com/photoshop/1.0/":         "photoshop",
	"http://ns.adobe.com/hdr-gain-map/1.0/":      "hdrgm",
	"http://ns.apple.com/HDRGainMap/1.0/":        "HDRGainMap",
	"http://ns.google.com/photos/1.0/camera/":    "GCamera",
	"http://ns.google.com/photos/1.0/container/": "Container",
	depthMapSpace:                                 "GDepth",
	"http://ns.google.com/photos/1.0/image/":      "GImage",
	"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
	"http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
	"http://ns.adobe.com/xmp/note/":               "xmpNote",
	"http://ns.adobe.com/tiff/1.0/":               "tiff",
	"http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
}

const depthMapSpace = "http://ns.google.com/photos/1.0/depthmap/"

// xmpNames maps the prefixes of a packet to the usual ones.
type xmpNames map[string]string

// declare records the prefixes that a start tag declares.
func (n xmpNames) declare(xmp []byte, t token) {
	for _, a := range t.attributes {
		if prefix, ok := strings.CutPrefix(a.name, "xmlns:"); ok {
			if usual := xmpSpaces[string(xmp[a.value:a.end-1])]; usual != "" {
				n[prefix] = usual
			}
		}
	}
}

// usual returns a qualified name with the usual prefix.
func (n xmpNames) usual(name string) string {
	if prefix, local, ok := strings.Cut(name, ":"); ok && n[prefix] != "" {
		return n[prefix] + ":" + local
	}
	return name
}

// after returns the offset after the first mark from an offset on, or 0.
func after(b []byte, from int, mark string) int {
	if i := bytes.Index(b[from:], []byte(mark)); i >= 0 {
		return from + i + len(mark)
	}
	return 0
}

// An attribute is a name="value" of a start tag.
type attribute struct {
	name              string
	start, value, end int
}

const whitespace = " \t\r\n"

// readTag reads the start tag at an offset (XML 1.0, 3.1). Its end is 0 if it is not well-formed.
func readTag(b []byte, at int) token {
	t := token{kind: tokenOpen, start: at}
	broken := token{}
	at++
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
		return broken
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
			return broken
		}
		at++
		quote := skip()
		if quote != '"' && quote != '\'' {
			return broken
		}
		n := bytes.IndexByte(b[at+1:], quote)
		if n < 0 {
			return broken
		}
		a.value = at + 1
		at += n + 2
		a.end = at
		t.attributes = append(t.attributes, a)
	}
}
