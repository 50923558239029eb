package exif

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"unicode/utf16"
)

const packet = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<!-- a > comment < --><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:drone="http://www.dji.com/drone-dji/1.0/" xmlns:photoshop="p" xmlns:Iptc4xmpExt="i" xmlns:xmp="x" xmlns:hdrgm="h"
 exif:GPSLongitude='9,8.35W' drone:GpsLatitude = "+38.7" photoshop:City="SECRET" photoshop:Urgency="3" hdrgm:Version="1.0" exif:Flash="a &gt; b > c">
<exif:GPSLatitude>38,42.8N</exif:GPSLatitude><exif:GPSVersionID/><exif:ISO>100</exif:ISO>
<Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>SECRET</Iptc4xmpExt:City><rdf:x/></rdf:li></rdf:Bag></Iptc4xmpExt:LocationCreated>
<xmp:Thumbnails><rdf:Alt><rdf:li>COLOUR</rdf:li></rdf:Alt></xmp:Thumbnails><xmp:Rating>5</xmp:Rating></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`

func TestDropXMPLocation(t *testing.T) {
	out := string(DropXMPLocation([]byte(packet)))
	for _, gone := range []string{"9,8.35", "38", "SECRET", "GPS", "Gps", "LocationCreated"} {
		if strings.Contains(out, gone) {
			t.Errorf("%q is still there", gone)
		}
	}
	for _, kept := range []string{`photoshop:Urgency="3"`, "<exif:ISO>100</exif:ISO>", `exif:Flash="a &gt; b > c"`, "<xmp:Rating>5", "<!-- a > comment < -->"} {
		if !strings.Contains(out, kept) {
			t.Errorf("%q is lost", kept)
		}
	}
	checkXML(t, []byte(packet), []byte(out))
}

func TestCleanXMP(t *testing.T) {
	out := string(CleanXMP([]byte(packet), false))
	if strings.Contains(out, "COLOUR") || strings.Contains(out, "hdrgm:Version") || !strings.Contains(out, "38,42.8N") {
		t.Errorf("wrong things went: %s", out)
	}
	if !wellFormed([]byte(out)) || len(out) >= len(packet) {
		t.Errorf("%q", out)
	}
	if clean := []byte(out); &CleanXMP(clean, false)[0] != &clean[0] {
		t.Error("a clean packet is made anew")
	}
	var wide []byte
	for _, c := range utf16.Encode([]rune("\ufeff" + packet)) {
		wide = binary.BigEndian.AppendUint16(wide, c)
	}
	if got := string(CleanXMP(wide, false)); got != out {
		t.Errorf("in UTF-16: %q", got)
	}
}

// The same properties under other prefixes are the same properties.
func TestXMPPrefixes(t *testing.T) {
	strange := `<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description xmlns:p="http://ns.adobe.com/photoshop/1.0/"
 xmlns:i="http://ns.google.com/photos/1.0/image/" p:City="Recife" p:Urgency="2"><i:Data>AAAA</i:Data></r:Description></r:RDF></x:xmpmeta>`
	out := string(CleanXMP([]byte(strange), true))
	if strings.Contains(out, "Recife") || strings.Contains(out, "AAAA") || !strings.Contains(out, `p:Urgency="2"`) {
		t.Errorf("%q", out)
	}
}

// A location that can't be found for certain takes its packet with it.
func TestBrokenXMPIsDropped(t *testing.T) {
	for _, broken := range []string{
		"<a", "<a b", "<a b=", "<a b='", "<a 'x'>", "<", "<>", "<exif:GPSLatitude>38", "<!-- ", "<![CDATA[ <a/>", "<?x", "</a",
		"<!DOCTYPE a><a/>", "\x00<\x00a", "<exif:GPSLatitude><a></a>",
	} {
		if out := DropXMPLocation([]byte(broken)); out != nil {
			t.Errorf("%q became %q", broken, out)
		}
	}
	for n := range packet {
		DropXMPLocation([]byte(packet[:n]))
	}
}

// checkXML holds a blanked packet against encoding/xml: as well-formed as before,
// as long as before, and no attribute or element in it that names a location unless
// it was no location before.
func checkXML(t *testing.T, before, after []byte) {
	t.Helper()
	if len(after) != len(before) {
		t.Fatalf("%d bytes became %d", len(before), len(after))
	}
	if wellFormed(before) && !wellFormed(after) {
		t.Fatalf("%q is no longer well formed: %q", before, after)
	}
}

func wellFormed(packet []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(packet))
	for {
		switch _, err := d.RawToken(); err {
		case nil:
		case io.EOF:
			return true
		default:
			return false
		}
	}
}

func FuzzDropXMPLocation(f *testing.F) {
	f.Add([]byte(packet))
	f.Add([]byte(`<a exif:GPSAltitude="1"/>`))
	f.Add([]byte(`<A Longitude="" >`)) // a name without a prefix was once taken for a prefix alone
	f.Fuzz(func(t *testing.T, packet []byte) {
		out := DropXMPLocation(packet)
		if out == nil {
			return
		}
		checkXML(t, packet, out)
		d := xml.NewDecoder(bytes.NewReader(out))
		for wellFormed(packet) {
			token, err := d.RawToken()
			if err != nil {
				break
			}
			if start, ok := token.(xml.StartElement); ok {
				names := []xml.Name{start.Name}
				for _, a := range start.Attr {
					names = append(names, a.Name)
				}
				for _, name := range names {
					if NamesLocation(name.Space + ":" + name.Local) {
						t.Fatalf("%s:%s is still in %q", name.Space, name.Local, out)
					}
				}
			}
		}
	})
}

func TestIPTC(t *testing.T) {
	dataset := func(record, n byte, value string) string {
		return "\x1c" + string([]byte{record, n, byte(len(value) >> 8), byte(len(value))}) + value
	}
	iim := dataset(1, 90, "\x1b%G") + dataset(2, 90, "Lisboa") + dataset(2, 120, "caption") + "\x1c\x02\x5c\x80\x01\x05" + "Alfama"[:5] + "\x00"
	out := string(DropIPTCLocation([]byte(iim)))
	if strings.Contains(out, "Lisboa") || strings.Contains(out, "Alfam") || !strings.Contains(out, "caption") || len(out) != len(iim) {
		t.Errorf("%q", out)
	}
	for n := range iim {
		DropIPTCLocation([]byte(iim[:n]))
	}
	resource := func(id uint16, body string) string {
		s := "8BIM" + string([]byte{byte(id >> 8), byte(id)}) + "\x00\x00" + string([]byte{0, 0, byte(len(body) >> 8), byte(len(body))}) + body
		if len(body)%2 != 0 {
			s += "\x00"
		}
		return s
	}
	app13 := "Photoshop 3.0\x00" + resource(resourceIPTC, iim) + resource(resourceThumbnail, "COLOUR") + resource(0x0425, "digest.")
	if got := string(RewritePhotoshop([]byte(app13), Options{})); got != app13 {
		t.Errorf("changed without a wish: %q", got)
	}
	got := string(RewritePhotoshop([]byte(app13), Options{DropLocation: true, Thumbnail: smaller}))
	if strings.Contains(got, "COLOUR") || strings.Contains(got, "Lisboa") || !strings.Contains(got, "caption") || !strings.Contains(got, "digest.") {
		t.Errorf("%q", got)
	}
	for n := range app13 {
		RewritePhotoshop([]byte(app13[:n]), Options{DropLocation: true, Thumbnail: smaller})
	}
	if RewritePhotoshop([]byte(app13[:len(app13)-5]), Options{DropLocation: true}) != nil {
		t.Error("a truncated block is kept without location")
	}
}
