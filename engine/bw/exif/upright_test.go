package exif

import (
	"strings"
	"testing"
	"unicode/utf16"
)

// An XMP packet says the orientation in any of RDF's forms and with any prefix. It once kept that of
// the camera on pixels that were turned. What it says of other documents stays.
func TestUprightXMP(t *testing.T) {
	packet := func(attributes, elements string) string {
		return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:t="http://ns.adobe.com/tiff/1.0/"` + attributes + `>` + elements + `</rdf:Description></rdf:RDF></x:xmpmeta>`
	}
	pantry := `<xmpMM:Pantry xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"><rdf:Bag><rdf:li><rdf:Description tiff:Orientation="8"><tiff:Orientation>7</tiff:Orientation></rdf:Description></rdf:li></rdf:Bag></xmpMM:Pantry>`
	for _, c := range []struct {
		name, was, is string
		quarter       bool
	}{
		{"attribute", packet(` tiff:Orientation="6"`, ""), packet(` tiff:Orientation="1"`, ""), false},
		{"single quotes", packet(` tiff:Orientation='6'`, ""), packet(` tiff:Orientation='1'`, ""), false},
		{"element", packet("", "<tiff:Orientation>6</tiff:Orientation>"), packet("", "<tiff:Orientation>1</tiff:Orientation>"), false},
		{"spaces", packet("", "<tiff:Orientation>\n 6\n</tiff:Orientation>"), packet("", "<tiff:Orientation>\n 1\n</tiff:Orientation>"), false},
		{"another prefix", packet("", "<t:Orientation>3</t:Orientation>"), packet("", "<t:Orientation>1</t:Orientation>"), false},
		{"rdf:value", packet("", "<tiff:Orientation><rdf:Description><rdf:value>6</rdf:value></rdf:Description></tiff:Orientation>"),
			packet("", "<tiff:Orientation><rdf:Description><rdf:value>1</rdf:value></rdf:Description></tiff:Orientation>"), false},
		{"other documents", packet(` tiff:Orientation="6"`, pantry), packet(` tiff:Orientation="1"`, pantry), false},
		{"no orientation", packet(` tiff:Make="a maker"`, pantry), packet(` tiff:Make="a maker"`, pantry), true},
		{"sizes", packet(` tiff:Orientation="6" tiff:ImageWidth="400" tiff:ImageLength="3000"`, "<exif:PixelXDimension>400</exif:PixelXDimension><exif:PixelYDimension>3000</exif:PixelYDimension>"),
			packet(` tiff:Orientation="1" tiff:ImageWidth="3000" tiff:ImageLength="400"`, "<exif:PixelXDimension>3000</exif:PixelXDimension><exif:PixelYDimension>400</exif:PixelYDimension>"), true},
		{"sizes, not turned", packet(` tiff:Orientation="2" tiff:ImageWidth="400" tiff:ImageLength="3000"`, ""), packet(` tiff:Orientation="1" tiff:ImageWidth="400" tiff:ImageLength="3000"`, ""), false},
		{"broken", packet(` tiff:Orientation="6"`, "<tiff:Make>"), packet(` tiff:Orientation="6"`, "<tiff:Make>"), false},
	} {
		o := Options{Orientation: 1, Quarter: c.quarter}
		if got := string(UprightXMP([]byte(c.was), o)); got != c.is {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.is)
		}
		if got := string(UprightXMP([]byte(c.was), Options{})); got != c.was {
			t.Errorf("%s: changed without an orientation", c.name)
		}
	}
	var wide []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + packet(` tiff:Orientation="6"`, ""))) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	if got := string(UprightXMP(wide, Options{Orientation: 1})); !strings.Contains(got, `tiff:Orientation="1"`) {
		t.Errorf("UTF-16: %s", got)
	}
}
