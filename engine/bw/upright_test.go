package bw

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

// Pixels that are turned are upright, and XMP says so as EXIF does, in every container. It once kept
// the camera's orientation, which Adobe's programs write always.
func TestXMPFollowsOrientation(t *testing.T) {
	t.Parallel()
	testkit.Tool(t, "exiftool")
	order := binary.BigEndian
	packet := func(more string) []byte {
		return []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4" ` + more + `</rdf:Description></rdf:RDF></x:xmpmeta>`)
	}
	attribute := packet(`tiff:Orientation="6" tiff:ImageWidth="32" tiff:ImageLength="24">`)
	element := packet(`><tiff:Orientation>6</tiff:Orientation><tiff:ImageWidth>32</tiff:ImageWidth><tiff:ImageLength>24</tiff:ImageLength>`)
	long := packet(`xmp:Label="` + strings.Repeat("a long label ", 7000) + `"><tiff:Orientation>6</tiff:Orientation><tiff:ImageWidth>32</tiff:ImageWidth><tiff:ImageLength>24</tiff:ImageLength>`)
	block := tiffBlock(order, &ifd{values: []value{short(order, 274, 6)}})
	inside := tiffBlock(order, &ifd{values: []value{short(order, 274, 6), bytesOf(700, attribute)}})

	files := map[string][]byte{}
	for name, xmp := range map[string][]byte{"attribute": attribute, "element": element, "long": long} {
		png := beforePicture(drawnPNG(t, colourful(32, 24)), pngChunk("eXIf", block), pngChunk("iTXt", append([]byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"), xmp...)))
		files["PNG, "+name] = png
		files["WebP, "+name] = turnedWebP(t, block, xmp)
		files["TIFF, "+name] = plainTIFF(order, short(order, 274, 6), value{700, 1, len(xmp), xmp})
		if name != "long" {
			files["JPEG, "+name] = beforePicture(drawnJPEG(t, 32, 24), jpegSegment(0xe1, "Exif\x00\x00", string(block)), jpegSegment(0xe1, "http://ns.adobe.com/xap/1.0/\x00", string(xmp)))
			files["PNG of ImageMagick, "+name] = beforePicture(drawnPNG(t, colourful(32, 24)), pngChunk("eXIf", block), pngChunk("zTXt", packed("Raw profile type xmp\x00\x00", rawProfile("xmp", xmp))))
			continue
		}
		segments := extendedSegments(xmp)
		files["JPEG, "+name] = beforePicture(drawnJPEG(t, 32, 24), append([][]byte{jpegSegment(0xe1, "Exif\x00\x00", string(block))}, segments...)...)
	}
	files["JPEG, inside EXIF"] = beforePicture(drawnJPEG(t, 32, 24), jpegSegment(0xe1, "Exif\x00\x00", string(inside)))

	var pictures [][]byte
	var names []string
	for name, file := range files {
		for _, format := range writable {
			got := convertedTo(t, file, format, "red gamma=1.2")
			pictures, names = append(pictures, got.File), append(names, fmt.Sprintf("%s as %s", name, format))
			if bytes.Contains(got.File, []byte("Orientation>6<")) && !bytes.Contains(got.File, []byte("MM\x00*")) {
				t.Errorf("%s as %s: a leftover", name, format)
			}
		}
	}
	for i, found := range tags(t, pictures) {
		if found["IFD0:Orientation"] == 6.0 { // TIFF to TIFF does not turn
			continue
		}
		if o := found["XMP-tiff:Orientation"]; o != nil && o != 1.0 {
			t.Errorf("%s: XMP's orientation is %v", names[i], o)
		}
		if w := found["XMP-tiff:ImageWidth"]; w != nil && w != 24.0 {
			t.Errorf("%s: XMP's width is %v", names[i], w)
		}
		if found["ExifTool:Warning"] != nil {
			t.Errorf("%s: %v", names[i], found["ExifTool:Warning"])
		}
		if found["XMP-xmp:Rating"] != 4.0 && !strings.Contains(names[i], "as bmp") && !strings.Contains(names[i], "inside EXIF") {
			t.Errorf("%s: XMP is gone", names[i])
		}
	}
}

// extendedSegments are a standard packet with little, and an extended one with the rest, as two
// segments (XMP part 3, 1.1.3.1).
func extendedSegments(xmp []byte) (segments [][]byte) {
	const guid = "0123456789ABCDEF0123456789ABCDEF"
	standard := `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="` + guid + `"/></rdf:RDF></x:xmpmeta>`
	segments = append(segments, jpegSegment(0xe1, "http://ns.adobe.com/xap/1.0/\x00", standard))
	for at := 0; at < len(xmp); at += 50000 {
		head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("http://ns.adobe.com/xmp/extension/\x00"+guid), uint32(len(xmp))), uint32(at))
		segments = append(segments, jpegSegment(0xe1, string(head), string(xmp[at:min(len(xmp), at+50000)])))
	}
	return segments
}

// turnedWebP is a WebP file with an EXIF block and an XMP packet.
func turnedWebP(t *testing.T, block, xmp []byte) []byte {
	t.Helper()
	file := webpOf(t, drawnPNG(t, colourful(32, 24)), nil)
	file[20] |= 0x0c
	for _, c := range []struct {
		name string
		data []byte
	}{{"EXIF", block}, {"XMP ", xmp}} {
		file = append(binary.LittleEndian.AppendUint32(append(file, c.name...), uint32(len(c.data))), c.data...)
		file = append(file, make([]byte, len(c.data)&1)...)
	}
	binary.LittleEndian.PutUint32(file[4:], uint32(len(file)-8))
	copy(file[24:], []byte{31, 0, 0, 23, 0, 0})
	return file
}
