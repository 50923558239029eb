package exif

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// properties lists the attributes and elements of a packet's nodes, with their values and namespaces.
func properties(t *testing.T, packet []byte) (all []string) {
	t.Helper()
	const syntax = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	d := xml.NewDecoder(bytes.NewReader(packet))
	depth, inside := 0, 0
	var text strings.Builder
	name := ""
	for {
		token, err := d.Token()
		if err == io.EOF {
			slices.Sort(all)
			return all
		}
		if err != nil {
			t.Fatalf("%v in %.300q", err, packet)
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			switch {
			case token.Name == xml.Name{Space: syntax, Local: "RDF"}:
				inside = depth
			case inside > 0 && depth == inside+1:
				for _, a := range token.Attr {
					if a.Name.Space != "xmlns" && a.Name.Local != "about" {
						all = append(all, a.Name.Space+a.Name.Local+"="+a.Value)
					}
				}
			case inside > 0 && depth == inside+2:
				name = token.Name.Space + token.Name.Local
				text.Reset()
			case inside > 0 && depth > inside+2:
				fmt.Fprint(&text, "<", token.Name.Local, ">")
			}
		case xml.CharData:
			text.Write(token)
		case xml.EndElement:
			if inside > 0 && depth == inside+2 {
				all = append(all, name+"="+text.String())
			}
			depth--
		}
	}
}

// long is a packet of properties of many lengths, as attributes and as elements, in two nodes.
func long(size int) []byte {
	var b strings.Builder
	b.WriteString(`<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="a toolkit"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">`)
	b.WriteString(`<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" xmp:Rating="4" crs:Long='` + strings.Repeat("a > b", size/40) + `' xmp:Label="Keep">`)
	b.WriteString(`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + strings.Repeat("title ", size/60) + `</rdf:li></rdf:Alt></dc:title><xmp:Nickname>n</xmp:Nickname></rdf:Description>`)
	b.WriteString(`<rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"><photoshop:History>`)
	b.WriteString(strings.Repeat("history &amp; more ", size/20))
	b.WriteString(`</photoshop:History><photoshop:Urgency>3</photoshop:Urgency></rdf:Description></rdf:RDF></x:xmpmeta>` + strings.Repeat(" ", 2000) + `<?xpacket end="w"?>`)
	return []byte(b.String())
}

// A packet that is cut in two and joined again has the properties that it had, and each part is
// one that any reader takes.
func TestSplitAndJoinXMP(t *testing.T) {
	const room = 3000
	for size := 500; size < 20000; size += 371 {
		packet := long(size)
		want := properties(t, packet)
		standard, extended := SplitXMP(packet, room)
		if standard == nil || len(standard) > room {
			t.Fatalf("%d bytes: %d in the standard packet", len(packet), len(standard))
		}
		if extended == nil {
			if got := properties(t, standard); !slices.Equal(got, want) {
				t.Fatalf("%d bytes in one: %q, want %q", len(packet), got, want)
			}
			continue
		}
		sum := md5.Sum(extended)
		if guid := ExtendedXMP(standard); guid != strings.ToUpper(hex.EncodeToString(sum[:])) {
			t.Errorf("%d bytes: the extended packet is called %q", len(packet), guid)
		}
		for _, kept := range []string{`xmp:Rating="4"`, `xmp:Label="Keep"`, "photoshop:Urgency>3<"} {
			if !bytes.Contains(standard, []byte(kept)) {
				t.Errorf("%d bytes: %s is not in the standard packet", len(packet), kept)
			}
		}
		properties(t, extended)
		joined := JoinXMP(standard, extended)
		if got := properties(t, joined); !slices.Equal(got, want) {
			t.Fatalf("%d bytes: %.300q, want %.300q", len(packet), got, want)
		}
	}
}

// An extended packet that has prefixes of its own keeps their meaning.
func TestJoinXMPPrefixes(t *testing.T) {
	standard := `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="one"><rdf:Description rdf:about="" xmlns:n="http://ns.adobe.com/xmp/note/" a:x="1"><n:HasExtendedXMP> ` + strings.Repeat("A", 32) + ` </n:HasExtendedXMP></rdf:Description></rdf:RDF></x:xmpmeta>`
	extended := `<y:xmpmeta xmlns:y="adobe:ns:meta/" xmlns:a="two"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description a:x="2"/><r:Description xmlns:a="three" a:x="3"/></r:RDF></y:xmpmeta>`
	if ExtendedXMP([]byte(standard)) != strings.Repeat("A", 32) {
		t.Error("an element names no extended packet")
	}
	got := properties(t, JoinXMP([]byte(standard), []byte(extended)))
	if want := []string{"onex=1", "threex=3", "twox=2"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// What isn't RDF can be neither split nor joined, whatever it is.
func TestSplitXMPBroken(t *testing.T) {
	packet := long(1000)
	for n := 0; n < len(packet); n += 7 {
		if s, e := SplitXMP(packet[:n], 300); len(s) > 300 || e != nil && s == nil {
			t.Fatalf("cut to %d: %d and %d bytes", n, len(s), len(e))
		}
		JoinXMP(packet[:n], packet)
		JoinXMP(packet, packet[:n])
	}
	for _, broken := range []string{strings.Repeat("x", 500), "<a>" + strings.Repeat("x", 500) + "</a>", "<rdf:RDF></rdf:RDF>" + strings.Repeat("<!-- -->", 90), strings.Repeat("<rdf:RDF>", 90)} {
		if s, _ := SplitXMP([]byte(broken), 300); s != nil {
			t.Errorf("%.40q was split", broken)
		}
	}
}
