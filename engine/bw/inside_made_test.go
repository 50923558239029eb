package bw

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"image/gif"
	stdjpeg "image/jpeg"
	"slices"
	"strings"
	"testing"

	xbmp "golang.org/x/image/bmp"
)

// place is in every piece of metadata that says where the picture was taken.
const place = "Recife"

// A value is one of a directory's, by its tag.
type value struct {
	tag, kind uint16
	count     int
	data      []byte
}

func bytesOf(tag uint16, data []byte) value { return value{tag, 7, len(data), data} }
func textOf(tag uint16, text string) value {
	return value{tag, 2, len(text) + 1, append([]byte(text), 0)}
}

// An ifd is a directory with those behind it and inside it.
type ifd struct {
	values []value
	sub    map[uint16]*ifd
	next   *ifd
	strips []byte // the value of its StripOffsets or JPEGInterchangeFormat
	at     uint16 // the tag that points to strips
}

// tiffBlock lays out a TIFF header and directories.
func tiffBlock(order binary.AppendByteOrder, first *ifd) []byte {
	read := order.(binary.ByteOrder)
	out := []byte("II*\x00\x08\x00\x00\x00")
	if read == binary.ByteOrder(binary.BigEndian) {
		out = []byte("MM\x00*\x00\x00\x00\x08")
	}
	var write func(d *ifd) int
	write = func(d *ifd) int {
		var all []value
		all = append(all, d.values...)
		pad := func() {
			if len(out)&1 != 0 {
				out = append(out, 0)
			}
		}
		pad()
		at := len(out)
		n := len(all) + len(d.sub)
		if d.strips != nil {
			n++
		}
		out = append(out, make([]byte, 2+12*n+4)...)
		long := func(v int) []byte { return order.AppendUint32(nil, uint32(v)) }
		if d.strips != nil {
			all = append(all, value{d.at, 4, 1, long(len(out))})
			out = append(out, d.strips...)
		}
		for tag, in := range d.sub {
			all = append(all, value{tag, 4, 1, long(write(in))})
		}
		slices.SortFunc(all, func(a, b value) int { return int(a.tag) - int(b.tag) })
		read.PutUint16(out[at:], uint16(n))
		for i, v := range all {
			e := at + 2 + 12*i
			read.PutUint16(out[e:], v.tag)
			read.PutUint16(out[e+2:], v.kind)
			read.PutUint32(out[e+4:], uint32(v.count))
			if len(v.data) <= 4 {
				copy(out[e+8:], v.data)
				continue
			}
			pad()
			read.PutUint32(out[e+8:], uint32(len(out)))
			out = append(out, v.data...)
		}
		if d.next != nil {
			next := write(d.next)
			read.PutUint32(out[at+2+12*n:], uint32(next))
		}
		return at
	}
	write(first)
	return out
}

func short(order binary.AppendByteOrder, tag uint16, v ...int) value {
	var data []byte
	for _, x := range v {
		data = order.AppendUint16(data, uint16(x))
	}
	return value{tag, 3, len(v), data}
}

// stripsOf is a directory of a small picture in plain RGB.
func stripsOf(order binary.AppendByteOrder) *ifd {
	var pix []byte
	for i := range 64 {
		pix = append(pix, 250, byte(i), 10)
	}
	return &ifd{strips: pix, at: 273, values: []value{short(order, 256, 8), short(order, 257, 8), short(order, 258, 8, 8, 8), short(order, 259, 1), short(order, 262, 2),
		short(order, 277, 3), short(order, 278, 8), {279, 4, 1, order.AppendUint32(nil, 192)}}}
}

// smallJPEG is a picture in colour of so many pixels a side.
func smallJPEG(t *testing.T, side int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdjpeg.Encode(&b, colourful(side, side), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// resources are Photoshop's, with thumbnails and a place wherever they can be.
func resources(t *testing.T) []byte {
	resource := func(id uint16, body []byte) []byte {
		out := binary.BigEndian.AppendUint16([]byte("8BIM"), id)
		out = binary.BigEndian.AppendUint32(append(out, 0, 0), uint32(len(body)))
		return append(append(out, body...), make([]byte, len(body)&1)...)
	}
	thumbnail := func(format byte, pixels []byte) []byte {
		return append(append([]byte{0, 0, 0, format, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 24, 0, 0, 0, 192}, 0, 0, 0, 192, 0, 24, 0, 1), pixels...)
	}
	return slices.Concat(
		resource(0x0404, iptcPlace()),
		resource(0x040a, []byte{1}), // the copyright flag
		resource(0x040c, thumbnail(1, smallJPEG(t, 24))),
		resource(0x0409, thumbnail(1, smallJPEG(t, 25))),
		resource(0x040c, thumbnail(0, bytes.Repeat([]byte{200, 10, 90}, 64))),
		resource(0x0422, exifPlain(t)),
		resource(0x0424, xmpPictures(t)),
		resource(4000, drawnPNG(t, colourful(9, 9))),
	)
}

func iptcPlace() []byte {
	return []byte("\x1c\x02\x78\x00\x07caption\x1c\x02\x5a\x00\x06" + place + "\x1c\x02\x65\x00\x06" + place)
}

// exifPlain is a small EXIF block with a thumbnail and a place.
func exifPlain(t *testing.T) []byte {
	order := binary.BigEndian
	thumbnail := smallJPEG(t, 20)
	return tiffBlock(order, &ifd{
		values: []value{textOf(271, "A maker")},
		sub:    map[uint16]*ifd{34853: {values: []value{textOf(18, place)}}},
		next:   &ifd{values: []value{{514, 4, 1, order.AppendUint32(nil, uint32(len(thumbnail)))}}, strips: thumbnail, at: 513},
	})
}

// exifPictures are EXIF blocks with pictures in every corner.
func exifPictures(t *testing.T) map[string][]byte {
	made := map[string][]byte{"thumbnail": exifPlain(t)}
	preview := smallJPEG(t, 40)
	for name, order := range map[string]binary.AppendByteOrder{"II": binary.LittleEndian, "MM": binary.BigEndian} {
		nikon := slices.Concat([]byte("Nikon\x00\x02\x10\x00\x00"), tiffBlock(order, &ifd{sub: map[uint16]*ifd{17: {values: []value{{514, 4, 1, order.AppendUint32(nil, uint32(len(preview)))}}, strips: preview, at: 513}}}))
		minolta := slices.Concat([]byte("some notes"), []byte{2}, preview[1:], []byte("and more"))
		made["notes "+name] = tiffBlock(order, &ifd{
			values: []value{textOf(271, "NIKON"), bytesOf(700, xmpPictures(t)), bytesOf(33723, iptcPlace()), bytesOf(34377, resources(t))},
			sub: map[uint16]*ifd{34665: {values: []value{textOf(36867, "2020:01:02 03:04:05"), bytesOf(37500, nikon), bytesOf(37510, []byte("ASCII\x00\x00\x00"+base64.StdEncoding.EncodeToString(preview)))}},
				34853: {values: []value{textOf(18, place)}}},
			next: stripsOf(order),
		})
		made["cut preview "+name] = tiffBlock(order, &ifd{sub: map[uint16]*ifd{34665: {values: []value{bytesOf(37500, minolta), bytesOf(0x9999, drawnPNG(t, colourful(30, 30)))}}}})
		made["three directories "+name] = tiffBlock(order, &ifd{values: []value{textOf(271, "A maker")}, next: &ifd{values: []value{textOf(270, "nothing")}, next: stripsOf(order)},
			sub: map[uint16]*ifd{330: stripsOf(order)}})
	}
	return made
}

// xmpPictures is a packet with pictures under known and unknown names.
func xmpPictures(t *testing.T) []byte {
	picture := base64.StdEncoding.EncodeToString(smallJPEG(t, 24))
	var lines []string
	for rest := base64.StdEncoding.EncodeToString(drawnPNG(t, colourful(30, 20))); len(rest) > 0; rest = rest[min(76, len(rest)):] {
		lines = append(lines, rest[:min(76, len(rest))])
	}
	return fmt.Appendf(nil, `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:g="http://ns.adobe.com/xap/1.0/g/img/" xmlns:GImage="http://ns.google.com/photos/1.0/image/"
 xmlns:own="http://example.com/own" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="%s" xmp:Rating="3" GImage:Data="%s" own:picture="%s">
<xmp:Thumbnails><rdf:Alt><rdf:li rdf:parseType="Resource"><g:image>%s</g:image></rdf:li></rdf:Alt></xmp:Thumbnails><own:pages><g:image>%s</g:image></own:pages>
<xmp:Label>a label</xmp:Label></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`, place, picture, picture, strings.Join(lines, "&#xA;"), strings.Join(lines, "\n"))
}

// holders are files of a format with pictures in colour hidden in them, once with a main picture in
// colour and once with a gray one.
func holders(t *testing.T) map[string][]byte {
	made := map[string][]byte{}
	gray := image.NewGray(image.Rect(0, 0, 32, 24))
	for i := range gray.Pix {
		gray.Pix[i] = byte(3 * i)
	}
	for kind, img := range map[string]image.Image{"colour": colourful(32, 24), "gray": gray} {
		var b bytes.Buffer
		if err := stdjpeg.Encode(&b, img, nil); err != nil {
			t.Fatal(err)
		}
		for name, file := range jpegHolders(t, b.Bytes()) {
			made["JPEG, "+kind+": "+name] = file
		}
		for name, file := range pngHolders(t, drawnPNG(t, img)) {
			made["PNG, "+kind+": "+name] = file
		}
		b.Reset()
		if err := gif.Encode(&b, img, nil); err != nil {
			t.Fatal(err)
		}
		for name, file := range gifHolders(t, bytes.Clone(b.Bytes())) {
			made["GIF, "+kind+": "+name] = file
		}
		b.Reset()
		if err := xbmp.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		made["BMP, "+kind+": trailer"] = append(bytes.Clone(b.Bytes()), smallJPEG(t, 24)...)
		for name, file := range webpHolders(t, webpOf(t, drawnPNG(t, img), nil)) {
			made["WebP, "+kind+": "+name] = file
		}
		for name, file := range tiffHolders(t, img) {
			made["TIFF, "+kind+": "+name] = file
		}
	}
	return made
}

func jpegHolders(t *testing.T, file []byte) map[string][]byte {
	preview := string(smallJPEG(t, 40))
	samples := strings.Repeat("\xff\x00\x10", 256)
	half := len(preview) / 2
	made := map[string][]byte{
		"trailer":        append(bytes.Clone(file), preview...),
		"JFIF":           beforePicture(file, jpegSegment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x10\x10", samples)),
		"JFXX JPEG":      beforePicture(file, jpegSegment(0xe0, "JFXX\x00\x10", preview)),
		"JFXX palette":   beforePicture(file, jpegSegment(0xe0, "JFXX\x00\x11\x10\x10", samples, strings.Repeat("\x01", 256))),
		"JFXX RGB":       beforePicture(file, jpegSegment(0xe0, "JFXX\x00\x13\x10\x10", samples)),
		"XMP":            beforePicture(file, jpegSegment(0xe1, "http://ns.adobe.com/xap/1.0/\x00", string(xmpPictures(t)))),
		"FlashPix":       beforePicture(file, jpegSegment(0xe2, "FPXR\x00\x00\x02", preview[:half]), jpegSegment(0xe2, "FPXR\x00\x00\x02", preview[half:])),
		"split":          beforePicture(file, jpegSegment(0xe3, preview[:half]), jpegSegment(0xe4, preview[half:])),
		"maker":          beforePicture(file, jpegSegment(0xe5, "MAKER\x00", preview, "and more")),
		"PNG of a maker": beforePicture(file, jpegSegment(0xe6, "MAKER\x00", string(drawnPNG(t, colourful(20, 20))))),
		"comment":        beforePicture(file, jpegSegment(0xfe, "a picture: ", base64.StdEncoding.EncodeToString([]byte(preview)))),
		"MPF":            append(beforePicture(file, jpegSegment(0xe2, "MPF\x00II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00")), preview...),
	}
	for name, block := range exifPictures(t) {
		made["EXIF "+name] = beforePicture(file, jpegSegment(0xe1, "Exif\x00\x00", string(block)))
		made["EXIF in two, "+name] = beforePicture(file, jpegSegment(0xe1, "Exif\x00\x00", string(block[:len(block)/2])), jpegSegment(0xe1, "Exif\x00\x00", string(block[len(block)/2:])))
	}
	all := string(resources(t))
	for _, cut := range []int{0, 5, 40, len(all) / 3, len(all) - 100, len(all)} {
		made[fmt.Sprintf("Photoshop, cut at %d", cut)] = beforePicture(file, jpegSegment(0xed, "Photoshop 3.0\x00", all[:cut]), jpegSegment(0xed, "Photoshop 3.0\x00", all[cut:]))
	}
	packet := string(xmpPictures(t))
	guid := "0123456789ABCDEF0123456789ABCDEF"
	part := func(from, to int) []byte {
		head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(len(packet))), uint32(from))
		return jpegSegment(0xe1, "http://ns.adobe.com/xmp/extension/\x00", guid, string(head), packet[from:to])
	}
	standard := `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="` + guid + `"/></rdf:RDF></x:xmpmeta>`
	made["extended XMP"] = beforePicture(file, jpegSegment(0xe1, "http://ns.adobe.com/xap/1.0/\x00", standard), part(0, 700), part(700, len(packet)))
	made["extended XMP of nobody"] = beforePicture(file, part(0, 700), part(700, len(packet)))
	scan := bytes.LastIndex(file, []byte("\xff\xd9"))
	made["behind the scan"] = slices.Concat(file[:scan], jpegSegment(0xe1, "Exif\x00\x00", string(exifPlain(t))), jpegSegment(0xe7, preview), file[scan:])
	return made
}

// rawProfile is metadata in a text as ImageMagick writes it.
func rawProfile(kind string, data []byte) []byte {
	var lines []string
	for digits := hex.EncodeToString(data); len(digits) > 0; digits = digits[min(72, len(digits)):] {
		lines = append(lines, digits[:min(72, len(digits))])
	}
	return fmt.Appendf(nil, "\n%s\n%8d\n%s\n", kind, len(data), strings.Join(lines, "\n"))
}

func pngHolders(t *testing.T, file []byte) map[string][]byte {
	preview := smallJPEG(t, 40)
	text := func(kind, name string, text []byte) []byte {
		switch kind {
		case "zTXt":
			return pngChunk(kind, packed(name+"\x00\x00", text))
		case "iTXt":
			return pngChunk(kind, append([]byte(name+"\x00\x00\x00\x00\x00"), text...))
		case "iTXt, packed":
			return pngChunk("iTXt", packed(name+"\x00\x01\x00\x00\x00", text))
		}
		return pngChunk("tEXt", append([]byte(name+"\x00"), text...))
	}
	made := map[string][]byte{
		"trailer":                      append(bytes.Clone(file), preview...),
		"a maker's chunk":              beforePicture(file, pngChunk("prVw", preview)),
		"one that is not safe to copy": beforePicture(file, pngChunk("prVW", preview)),
		"one with data deflated":       beforePicture(file, pngChunk("prVw", packed("a name\x00", drawnPNG(t, colourful(20, 20))))),
	}
	for name, block := range exifPictures(t) {
		made["eXIf, "+name] = beforePicture(file, pngChunk("eXIf", block))
	}
	for _, kind := range []string{"tEXt", "zTXt", "iTXt", "iTXt, packed"} {
		add := func(name string, data []byte) { made[kind+" "+name] = beforePicture(file, text(kind, name, data)) }
		block := exifPictures(t)["notes II"]
		add("Raw profile type exif", rawProfile("exif", append([]byte("Exif\x00\x00"), block...)))
		add("Raw profile type APP1", rawProfile("generic profile", append([]byte("Exif\x00\x00"), block...)))
		add("raw profile type app1", rawProfile("app1", append([]byte("http://ns.adobe.com/xap/1.0/\x00"), xmpPictures(t)...)))
		add("Raw profile type xmp", rawProfile("xmp", xmpPictures(t)))
		add("Raw profile type 8bim", rawProfile("8bim", resources(t)))
		add("Raw profile type iptc", rawProfile("iptc", append([]byte("Photoshop 3.0\x00"), resources(t)...)))
		add("Raw profile type generic", rawProfile("generic", slices.Concat([]byte(place), preview)))
		cut := rawProfile("exif", block)
		add("Raw profile type exif ", cut[:len(cut)-300])
		add("A picture", []byte("data:image/jpeg;base64,"+base64.StdEncoding.EncodeToString(preview)))
		add("XML:com.adobe.xmp", xmpPictures(t))
	}
	return made
}

// inBlocks cuts data into GIF's sub-blocks.
func inBlocks(data []byte) (out []byte) {
	for len(data) > 0 {
		n := min(255, len(data))
		out = append(append(out, byte(n)), data[:n]...)
		data = data[n:]
	}
	return append(out, 0)
}

func gifHolders(t *testing.T, file []byte) map[string][]byte {
	table := 13 + 3*(2<<(file[10]&7))
	with := func(extension ...[]byte) []byte {
		return slices.Concat(file[:table], slices.Concat(extension...), file[table:])
	}
	preview := smallJPEG(t, 24)
	trailer := []byte{1}
	for i := 255; i >= 0; i-- {
		trailer = append(trailer, byte(i))
	}
	return map[string][]byte{
		"trailer":   append(bytes.Clone(file), preview...),
		"comment":   with([]byte("\x21\xfe"), inBlocks([]byte(base64.StdEncoding.EncodeToString(preview)))),
		"XMP":       with([]byte("\x21\xff\x0bXMP DataXMP"), xmpPictures(t), trailer, []byte{0}),
		"Photoshop": with([]byte("\x21\xff\x0bMGK8BIM0000"), inBlocks(resources(t))),
		"IPTC":      with([]byte("\x21\xff\x0bMGKIPTC0000"), inBlocks(slices.Concat(iptcPlace(), preview))),
		"another":   with([]byte("\x21\xff\x0bMAKER   1.0"), inBlocks(slices.Concat([]byte(place), preview))),
	}
}

func webpHolders(t *testing.T, file []byte) map[string][]byte {
	with := func(flag byte, name string, data []byte) []byte {
		chunk := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data)))
		out := slices.Concat(file, chunk, data, make([]byte, len(data)&1))
		out[20] |= flag
		binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
		return out
	}
	preview := smallJPEG(t, 24)
	made := map[string][]byte{
		"trailer": append(bytes.Clone(file), preview...),
		"XMP":     with(4, "XMP ", xmpPictures(t)),
		"another": with(0, "MAKR", slices.Concat([]byte(place), preview)),
	}
	for name, block := range exifPictures(t) {
		made["EXIF "+name] = with(8, "EXIF", block)
		made["EXIF with JPEG's prefix, "+name] = with(8, "EXIF", append([]byte("Exif\x00\x00"), block...))
	}
	return made
}

func tiffHolders(t *testing.T, img image.Image) map[string][]byte {
	made := map[string][]byte{}
	for name, order := range map[string]binary.AppendByteOrder{"II": binary.LittleEndian, "MM": binary.BigEndian} {
		page := func(values ...value) *ifd {
			b := img.Bounds()
			d := &ifd{at: 273}
			samples, kind := 1, 1
			if _, gray := img.(*image.Gray); !gray {
				samples, kind = 3, 2
			}
			for y := range b.Dy() {
				for x := range b.Dx() {
					r, g, bl, _ := img.At(x, y).RGBA()
					d.strips = append(d.strips, []byte{byte(r >> 8), byte(g >> 8), byte(bl >> 8)}[:samples]...)
				}
			}
			d.values = append([]value{short(order, 256, b.Dx()), short(order, 257, b.Dy()), short(order, 258, []int{8, 8, 8}[:samples]...), short(order, 259, 1), short(order, 262, kind),
				short(order, 277, samples), short(order, 278, b.Dy()), {279, 4, 1, order.AppendUint32(nil, uint32(len(d.strips)))}}, values...)
			return d
		}
		preview := smallJPEG(t, 40)
		made["XMP "+name] = tiffBlock(order, page(bytesOf(700, xmpPictures(t))))
		made["Photoshop "+name] = tiffBlock(order, page(bytesOf(34377, resources(t))))
		made["IPTC "+name] = tiffBlock(order, page(bytesOf(33723, slices.Concat(iptcPlace(), []byte("\x1c\x02\xca"), binary.BigEndian.AppendUint16(nil, uint16(len(preview))), preview))))
		made["another tag "+name] = tiffBlock(order, page(bytesOf(50000, preview)))
		withPreview := page()
		withPreview.sub = map[uint16]*ifd{330: stripsOf(order)}
		made["preview "+name] = tiffBlock(order, withPreview)
		pages := page()
		pages.next = stripsOf(order)
		made["thumbnail "+name] = tiffBlock(order, pages)
		noted := page(textOf(271, "NIKON"))
		nikon := append([]byte("Nikon\x00\x02\x10\x00\x00"), tiffBlock(order, &ifd{sub: map[uint16]*ifd{17: {strips: preview, at: 513}}})...)
		noted.sub = map[uint16]*ifd{34665: {values: []value{bytesOf(37500, nikon)}}, 34853: {values: []value{textOf(18, place)}}}
		made["maker note "+name] = tiffBlock(order, noted)
		bound := page()
		bound.sub = map[uint16]*ifd{34665: {values: []value{bytesOf(37500, slices.Concat([]byte("Canon, or so"), preview))}}}
		made["bound maker note "+name] = tiffBlock(order, bound)
	}
	return made
}
