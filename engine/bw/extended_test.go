package bw

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

// extendedIn reads the segments of extended XMP in a JPEG file: the GUID, the packet, and what is
// wrong with them (XMP part 3, 1.1.3.1).
func extendedIn(file []byte) (guid string, packet []byte, faults []string) {
	name := []byte("http://ns.adobe.com/xmp/extension/\x00")
	for at := 2; at+4 <= len(file) && file[at+1] != 0xda; at += 2 + int(binary.BigEndian.Uint16(file[at+2:])) {
		body := file[at+4 : at+2+int(binary.BigEndian.Uint16(file[at+2:]))]
		if file[at+1] != 0xe1 || !bytes.HasPrefix(body, name) {
			continue
		}
		d := body[len(name):]
		id, total, offset := string(d[:32]), int(binary.BigEndian.Uint32(d[32:])), int(binary.BigEndian.Uint32(d[36:]))
		if guid != "" && id != guid {
			faults = append(faults, "several GUIDs")
		}
		if guid = id; offset != len(packet) {
			faults = append(faults, fmt.Sprintf("a segment at %d, not %d", offset, len(packet)))
		}
		if packet = append(packet, d[40:]...); len(packet) > total {
			faults = append(faults, fmt.Sprintf("a total of %d, not %d", total, len(packet)))
		}
		defer func() {
			if len(packet) != total {
				faults = append(faults, fmt.Sprintf("a total of %d, not %d", total, len(packet)))
			}
		}()
	}
	if sum := fmt.Sprintf("%X", md5.Sum(packet)); guid != "" && guid != sum {
		faults = append(faults, "the GUID is not the packet's MD5")
	}
	return guid, packet, faults
}

// What goes from an extended XMP packet takes no room any more: 1.7 MB of spaces once stood for the
// depth map and the original of each portrait of a phone. GUID, lengths and offsets are those of the
// new packet.
func TestExtendedXMPShrinks(t *testing.T) {
	t.Parallel()
	testkit.Tool(t, "exiftool")
	picture := base64.StdEncoding.EncodeToString(bytes.Repeat(smallJPEG(t, 200), 30))
	packet := func(more string) []byte {
		return []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:GImage="http://ns.google.com/photos/1.0/image/" xmlns:GDepth="http://ns.google.com/photos/1.0/depthmap/" ` + more + `</rdf:Description></rdf:RDF></x:xmpmeta>`)
	}
	long := strings.Repeat("long instructions ", 8000)
	for name, c := range map[string]struct {
		xmp      []byte
		most     int // bytes of XMP in the result
		extended bool
	}{
		"an original":         {packet(`xmp:Label="Keep" GImage:Mime="image/jpeg" GImage:Data="` + picture + `">`), 1000, false},
		"a depth map":         {packet(`xmp:Label="Keep" GDepth:Data="` + picture + `">`), 1000, false},
		"elements":            {packet(`xmp:Label="Keep"><GImage:Data>` + picture + `</GImage:Data><GDepth:Data>` + picture + `</GDepth:Data>`), 1000, false},
		"much else":           {packet(`xmp:Label="Keep" GImage:Data="` + picture + `"><photoshop:Instructions>` + long + `</photoshop:Instructions>`), len(long) + 2000, true},
		"much else, no image": {packet(`xmp:Label="Keep"><photoshop:Instructions>` + long + `</photoshop:Instructions>`), len(long) + 2000, true},
	} {
		file := beforePicture(drawnJPEG(t, 32, 24), extendedSegments(c.xmp)...)
		var pictures [][]byte
		for _, look := range []string{"neutral", "red", "red gamma=1.2"} {
			pictures = append(pictures, convertedTo(t, file, Keep, look).File)
		}
		for i, found := range tags(t, pictures) {
			guid, extended, faults := extendedIn(pictures[i])
			if (guid != "") != c.extended || len(faults) > 0 && (i > 0 || strings.Contains(string(c.xmp), "GImage:Data")) {
				t.Errorf("%s, %d: extended XMP of %d bytes: %v", name, i, len(extended), faults)
			}
			if found["XMP-xmp:Label"] != "Keep" || found["ExifTool:Warning"] != nil {
				t.Errorf("%s, %d: label %v, warning %v", name, i, found["XMP-xmp:Label"], found["ExifTool:Warning"])
			}
			if text, _ := found["XMP-photoshop:Instructions"].(string); c.extended && strings.TrimSpace(text) != strings.TrimSpace(long) {
				t.Errorf("%s, %d: the instructions have %d letters", name, i, len(text))
			}
			if bytes.Contains(pictures[i], bytes.Repeat([]byte(" "), 100)) || len(extended) > c.most {
				t.Errorf("%s, %d: padding, or %d bytes of XMP", name, i, len(extended))
			}
		}
	}
}
