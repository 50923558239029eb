package bw

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image/gif"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/testkit"
)

// told is a file's metadata with one thing of each kind that a person may miss.
type told struct {
	exif, xmp, iptc, photoshop, comment []byte
}

func everything(t *testing.T) told {
	t.Helper()
	order := binary.BigEndian
	return told{
		exif: tiffBlock(order, &ifd{values: []value{textOf(271, "Maker of cameras"), short(order, 274, 1)},
			sub: map[uint16]*ifd{34665: {values: []value{textOf(36867, "2020:01:02 03:04:05"), bytesOf(37500, []byte("OLYMPUS\x00MM\x03\x00\x00\x01\x02\x02\x00\x03\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00"))}}}}),
		xmp: fmt.Appendf(nil, `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmp:Rating="4" xmp:Label="Keep"><photoshop:Instructions>%s</photoshop:Instructions></rdf:Description></rdf:RDF></x:xmpmeta>`, strings.Repeat("instructions ", 20)),
		iptc:      []byte("\x1c\x02\x78\x00\x0ea caption of ours"[:5+14]),
		photoshop: []byte("8BIM\x04\x0a\x00\x00\x00\x00\x00\x01\x01\x00"),
		comment:   []byte("a comment of ours"),
	}
}

// in puts everything into a file of a format, as programs do.
func (m told) in(t *testing.T, format Format) []byte {
	t.Helper()
	resources := string(exif.JoinPhotoshop(m.iptc, m.photoshop))
	switch format {
	case JPEG:
		return beforePicture(drawnJPEG(t, 32, 24), jpegSegment(0xe1, "Exif\x00\x00", string(m.exif)), jpegSegment(0xe1, "http://ns.adobe.com/xap/1.0/\x00", string(m.xmp)),
			jpegSegment(0xed, "Photoshop 3.0\x00", resources), jpegSegment(0xe2, "ICC_PROFILE\x00\x01\x01", string(rgbProfile())), jpegSegment(0xfe, string(m.comment)))
	case PNG:
		return beforePicture(drawnPNG(t, colourful(32, 24)), pngChunk("iCCP", packed("profile\x00\x00", rgbProfile())),
			pngChunk("zTXt", packed("Raw profile type exif\x00\x00", rawProfile("exif", append([]byte("Exif\x00\x00"), m.exif...)))),
			pngChunk("iTXt", packed("XML:com.adobe.xmp\x00\x01\x00\x00\x00", m.xmp)),
			pngChunk("tEXt", append([]byte("Raw profile type iptc\x00"), rawProfile("iptc", []byte(resources))...)),
			pngChunk("tEXt", append([]byte("Comment\x00"), m.comment...)))
	case GIF:
		file := gifOf(t)
		trailer := []byte{1}
		for i := 255; i >= 0; i-- {
			trailer = append(trailer, byte(i))
		}
		table := 13 + 3*(2<<(file[10]&7))
		return slices.Concat(file[:table], []byte("\x21\xff\x0bXMP DataXMP"), m.xmp, trailer, []byte{0}, []byte("\x21\xff\x0bMGK8BIM0000"), inBlocks([]byte(resources)),
			[]byte("\x21\xff\x0bICCRGBG1012"), inBlocks(rgbProfile()), []byte("\x21\xfe"), inBlocks(m.comment), file[table:])
	case TIFF:
		p, err := Convert(context.Background(), m.in(t, JPEG), Options{Format: TIFF}, OwnLimits)
		if err != nil {
			t.Fatal(err)
		}
		return p.File
	}
	t.Fatal(format)
	return nil
}

func gifOf(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, colourful(32, 24), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What a file contains is in the result, or the report names it. Most of it once vanished without a
// word on the way from one format to another.
func TestMetadataIsThereOrNamed(t *testing.T) {
	t.Parallel()
	testkit.Tool(t, "exiftool")
	m := everything(t)
	type result struct {
		from, to Format
		look     string
		report   Report
	}
	var results []result
	var pictures [][]byte
	for _, from := range []Format{JPEG, PNG, GIF, TIFF} {
		file := m.in(t, from)
		for _, to := range writable {
			for _, text := range []string{"neutral", "red gamma=1.2"} {
				got, err := Convert(context.Background(), file, Options{Format: to, Look: parsed(t, text)}, OwnLimits)
				if err != nil {
					t.Fatalf("%s as %s: %v", from, to, err)
				}
				results = append(results, result{from, to, text, got.Report})
				pictures = append(pictures, got.File)
			}
		}
	}
	for i, found := range tags(t, pictures) {
		r := results[i]
		has := func(name string) bool {
			for tag := range found {
				if tag == name || strings.HasPrefix(name, ":") && strings.HasSuffix(tag, name) {
					return true
				}
			}
			return false
		}
		profile := false
		for tag := range found {
			profile = profile || strings.HasPrefix(tag, "ICC")
		}
		var named []string
		for _, n := range r.report.Notes {
			if n.Code == NoteMetadata {
				named = n.Args
			}
		}
		for part, there := range map[exif.Part]bool{
			exif.PartEXIF: has("IFD0:Make") && has(":DateTimeOriginal"), exif.PartXMP: has("XMP-xmp:Rating") && has("XMP-xmp:Label"), exif.PartIPTC: has("IPTC:Caption-Abstract"),
			exif.PartPhotoshop: has("Photoshop:CopyrightFlag"), exif.PartComment: bytes.Contains(pictures[i], m.comment), exif.PartProfile: profile,
			exif.PartMakerNote: has("Olympus:Macro") || !has("IFD0:Make"),
		} {
			switch {
			case r.from == GIF && (part == exif.PartEXIF || part == exif.PartMakerNote), part == exif.PartMakerNote && !has("IFD0:Make"):
				continue // has none, or it went with all the rest
			case r.from == TIFF && part == exif.PartComment:
				continue // a description by now
			case r.to == GIF && part == exif.PartIPTC:
				there = bytes.Contains(pictures[i], []byte("caption")) // exiftool doesn't know this place
			case r.to == GIF && part == exif.PartPhotoshop:
				there = bytes.Contains(pictures[i], m.photoshop)
			}
			if there == slices.Contains(named, string(part)) {
				t.Errorf("%s as %s, %s: %s is there: %v, named as left out: %v (%v)", r.from, r.to, r.look, part, there, !there, named)
			}
		}
		if w := found["ExifTool:Warning"]; w != nil {
			t.Errorf("%s as %s: exiftool warns: %v", r.from, r.to, w)
		}
	}
}

// Nobody is told of what was to go, and of nothing that nobody misses.
func TestNothingIsNamedInVain(t *testing.T) {
	t.Parallel()
	m := everything(t)
	for _, from := range []Format{JPEG, PNG, TIFF} {
		for _, to := range writable {
			got, err := Convert(context.Background(), m.in(t, from), Options{Format: to, Metadata: DropMetadata}, OwnLimits)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range got.Report.Notes {
				if n.Code == NoteMetadata && fmt.Sprint(n.Args) != "[profile]" {
					t.Errorf("%s as %s: %s", from, to, n.Text)
				}
			}
		}
	}
	order := binary.LittleEndian
	bare := tiffBlock(order, &ifd{values: []value{short(order, 274, 1), {282, 5, 1, order.AppendUint32(order.AppendUint32(nil, 72), 1)}}})
	for _, to := range writable {
		got, err := Convert(context.Background(), beforePicture(drawnJPEG(t, 9, 9), jpegSegment(0xe1, "Exif\x00\x00", string(bare)),
			jpegSegment(0xe2, "ICC_PROFILE\x00\x01\x01", string(icc.Colours(icc.SRGBGray())))), Options{Format: to}, OwnLimits)
		if err != nil || slices.ContainsFunc(got.Report.Notes, func(n Note) bool { return n.Code == NoteMetadata }) {
			t.Errorf("a bare photo as %s: %+v, %v", to, got.Report.Notes, err)
		}
	}
}

// What is too long for a segment of 64 KiB is cut as the formats have it, or the least goes that
// must, and the report names it. All of it once went without a word.
func TestMetadataTooLongForJPEG(t *testing.T) {
	t.Parallel()
	testkit.Tool(t, "exiftool")
	m := everything(t)
	order := binary.BigEndian
	longXMP := bytes.Replace(m.xmp, []byte("instructions "), bytes.Repeat([]byte("long instructions "), 9000), 1)
	longEXIF := tiffBlock(order, &ifd{values: []value{textOf(271, "Maker of cameras"), bytesOf(0x9c9c, make([]byte, 70000))},
		sub:  map[uint16]*ifd{34665: {values: []value{textOf(36867, "2020:01:02 03:04:05"), bytesOf(37500, make([]byte, 66000))}}, 34853: {values: []value{textOf(18, place)}}},
		next: &ifd{values: []value{{514, 4, 1, order.AppendUint32(nil, uint32(len(smallJPEG(t, 20))))}}, strips: smallJPEG(t, 20), at: 513}})
	caption := strings.Repeat("caption ", 250)
	longIPTC := bytes.Repeat(append(binary.BigEndian.AppendUint16([]byte("\x1c\x02\x19"), uint16(len(caption))), caption...), 50)
	comment := strings.Repeat("a comment é ", 12000)
	png := beforePicture(drawnPNG(t, colourful(32, 24)), pngChunk("eXIf", longEXIF), pngChunk("iTXt", append([]byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"), longXMP...)),
		pngChunk("zTXt", packed("Raw profile type iptc\x00\x00", rawProfile("iptc", exif.JoinPhotoshop(longIPTC, m.photoshop)))), pngChunk("iTXt", append([]byte("Comment\x00\x00\x00\x00\x00"), comment...)))
	got, err := Convert(context.Background(), png, Options{Format: JPEG}, OwnLimits)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Convert(context.Background(), got.File, Options{}, OwnLimits)
	if err != nil || !bytes.Equal(again.File, got.File) {
		t.Errorf("a second run makes another file: %+v, %v", again.Report, err)
	}
	where, err := Convert(context.Background(), got.File, Options{Metadata: WithoutLocation}, OwnLimits)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Convert(context.Background(), got.File, Options{Format: PNG}, OwnLimits)
	if err != nil {
		t.Fatal(err)
	}
	found := tags(t, [][]byte{got.File, where.File, back.File})
	var named []string
	for _, n := range got.Report.Notes {
		if n.Code == NoteMetadata {
			named = n.Args
		}
	}
	if fmt.Sprint(named) != "[makernote values]" {
		t.Errorf("left out: %v", named)
	}
	for i, f := range found {
		for name, want := range map[string]any{"IFD0:Make": "Maker of cameras", "ExifIFD:DateTimeOriginal": "2020:01:02 03:04:05", "XMP-xmp:Rating": 4.0, "XMP-xmp:Label": "Keep"} {
			if f[name] != want {
				t.Errorf("result %d: %s is %v, want %v", i, name, f[name], want)
			}
		}
		if text, _ := f["XMP-photoshop:Instructions"].(string); len(text) < 150000 {
			t.Errorf("result %d: the instructions have %d letters", i, len(text))
		}
		if keywords, _ := f["IPTC:Keywords"].([]any); len(keywords) != 50 {
			t.Errorf("result %d: %d keywords", i, len(keywords))
		}
		if f["Photoshop:CopyrightFlag"] == nil || f["ExifTool:Warning"] != nil {
			t.Errorf("result %d: copyright flag %v, warning %v", i, f["Photoshop:CopyrightFlag"], f["ExifTool:Warning"])
		}
		if _, place := f["GPS:GPSMapDatum"]; place == (i == 1) {
			t.Errorf("result %d: a place: %v", i, place)
		}
		if _, thumbnail := f["IFD1:ThumbnailImage"]; !thumbnail {
			t.Errorf("result %d has no thumbnail", i)
		}
	}
	var texts []byte
	for at := 2; got.File[at+1] != 0xda; at += 2 + int(binary.BigEndian.Uint16(got.File[at+2:])) {
		if got.File[at+1] == 0xfe {
			texts = append(texts, got.File[at+4:at+2+int(binary.BigEndian.Uint16(got.File[at+2:]))]...)
		}
	}
	if string(texts) != comment {
		t.Errorf("the comment has %d bytes, not %d", len(texts), len(comment))
	}
}

// The gain map behind an HDR photo goes, for it is in colour, and the report says so; what speaks of
// it goes, too. Another picture of the same rank is named as well, and a preview is not.
func TestBehindThePicture(t *testing.T) {
	t.Parallel()
	xmp := func(attributes string) []byte {
		return jpegSegment(0xe1, "http://ns.adobe.com/xap/1.0/\x00", `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" `+attributes+`/></rdf:RDF></x:xmpmeta>`)
	}
	mpf := func(kind uint32) []byte {
		le := binary.LittleEndian
		d := []byte("MPF\x00II*\x00\x08\x00\x00\x00\x01\x00\x02\xb0\x07\x00\x20\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00")
		d = append(d, make([]byte, 32)...)
		le.PutUint32(d[30:], 0x030000)
		le.PutUint32(d[46:], kind)
		return jpegSegment(0xe2, string(d))
	}
	photo, small := drawnJPEG(t, 40, 24), drawnJPEG(t, 10, 6)
	gain := beforePicture(small, xmp(`xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"`))
	iso := beforePicture(small, jpegSegment(0xe2, "urn:iso:std:iso:ts:21496:-1\x00", "parameters"))
	apple := beforePicture(small, xmp(`xmlns:HDRGainMap="http://ns.apple.com/HDRGainMap/1.0/" HDRGainMap:HDRGainMapVersion="65536"`))
	video := []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
	ultra := xmp(`xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"`)
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"Ultra HDR":             {append(beforePicture(photo, ultra, mpf(0)), gain...), "[{gainmap []}]"},
		"ISO 21496-1":           {append(beforePicture(photo, jpegSegment(0xe2, "urn:iso:std:iso:ts:21496:-1\x00", "\x00\x00\x00\x00"), mpf(0)), iso...), "[{gainmap []}]"},
		"ISO, told behind only": {append(beforePicture(photo, mpf(0)), iso...), "[{gainmap []}]"},
		"Apple's":               {append(beforePicture(photo, mpf(0)), apple...), "[{gainmap []}]"},
		"with zeros between":    {slices.Concat(beforePicture(photo, ultra), make([]byte, 500), gain), "[{gainmap []}]"},
		"a leftover":            {beforePicture(photo, ultra), "[]"},
		"a preview":             {append(beforePicture(photo, mpf(0x010001)), small...), "[]"},
		"a plain trailer":       {append(bytes.Clone(photo), "some text"...), "[]"},
		"a stereo pair":         {append(beforePicture(photo, mpf(0x020002)), photo...), "[{pictures [1 2]}]"},
		"a panorama":            {append(beforePicture(photo, mpf(0x020001)), photo...), "[{pictures [1 2]}]"},
		"a motion photo":        {append(bytes.Clone(photo), video...), "[{metadata [video]}]"},
		"Ultra HDR in motion":   {slices.Concat(beforePicture(photo, ultra, mpf(0)), gain, video), "[{gainmap []} {metadata [video]}]"},
	} {
		for _, o := range []Options{{}, {Look: parsed(t, "red")}, {Look: parsed(t, "gamma=1.3")}, {Format: PNG}} {
			got, err := Convert(context.Background(), c.file, o, OwnLimits)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			type note struct {
				code NoteCode
				args []string
			}
			notes := []note{}
			for _, n := range got.Report.Notes {
				if n.Code == NoteGainMap || n.Code == NotePictures || n.Code == NoteMetadata {
					notes = append(notes, note{n.Code, n.Args})
				}
			}
			slices.SortFunc(notes, func(a, b note) int { return strings.Compare(string(a.code), string(b.code)) })
			if fmt.Sprint(notes) != c.want {
				t.Errorf("%s, %s as %q: %v, want %s", name, o.Look, o.Format, notes, c.want)
			}
			if o.Format == "" && o.Look.Neutral() && got.Report.Lossless == (strings.Contains(c.want, "gainmap") || strings.Contains(c.want, "pictures")) {
				t.Errorf("%s: lossless is %v", name, got.Report.Lossless)
			}
			for _, word := range []string{"hdrgm", "21496", "MPF", "HDRGainMap", "ftyp"} {
				if bytes.Contains(got.File, []byte(word)) {
					t.Errorf("%s, %s as %q: it still speaks of %s", name, o.Look, o.Format, word)
				}
			}
		}
	}
}

// A PNG that is turned by the EXIF in its text is turned by programs that read such texts; as another
// format it is turned for all.
func TestTurnedByText(t *testing.T) {
	order := binary.LittleEndian
	block := tiffBlock(order, &ifd{values: []value{short(order, 274, 6)}})
	file := beforePicture(drawnPNG(t, colourful(32, 24)), pngChunk("zTXt", packed("Raw profile type exif\x00\x00", rawProfile("exif", append([]byte("Exif\x00\x00"), block...)))))
	for _, c := range []struct {
		o             Options
		width, height int
		orientation   int
	}{{Options{}, 32, 24, 6}, {Options{Metadata: DropMetadata}, 32, 24, 6}, {Options{Metadata: WithoutLocation}, 32, 24, 6}, {Options{Format: JPEG}, 24, 32, 1}, {Options{Format: TIFF}, 24, 32, 1}} {
		got, err := Convert(context.Background(), file, c.o, OwnLimits)
		if err != nil {
			t.Fatal(err)
		}
		h, err := ReadHeader(got.File)
		if err != nil || h.Width != c.width || h.Height != c.height || h.Orientation != c.orientation {
			t.Errorf("%+v: %+v, %v", c.o, h, err)
		}
	}
}

// A signature does not hold for another picture: it goes, and is named.
func TestCredentials(t *testing.T) {
	t.Parallel()
	manifest := "\x00\x00\x00\x20jumb\x00\x00\x00\x18jumdc2pa a manifest"
	gifFile := gifOf(t)
	table := 13 + 3*(2<<(gifFile[10]&7))
	le := binary.LittleEndian
	for name, file := range map[string][]byte{
		"JPEG": beforePicture(drawnJPEG(t, 32, 24), jpegSegment(0xeb, "JP\x00\x01\x00\x00\x00\x01", manifest)),
		"PNG":  beforePicture(drawnPNG(t, colourful(32, 24)), pngChunk("caBX", []byte(manifest))),
		"GIF":  slices.Concat(gifFile[:table], []byte("\x21\xff\x0bC2PA_GIF\x01\x00\x00"), inBlocks([]byte(manifest)), gifFile[table:]),
		"TIFF": tiffBlock(le, &ifd{strips: bytes.Repeat([]byte{1, 2, 3}, 64), at: 273, values: []value{short(le, 256, 8), short(le, 257, 8), short(le, 258, 8, 8, 8), short(le, 259, 1),
			short(le, 262, 2), short(le, 277, 3), short(le, 278, 8), {279, 4, 1, le.AppendUint32(nil, 192)}, bytesOf(37724, []byte("layers")), bytesOf(52545, []byte(manifest))}}),
	} {
		want := "[credentials]"
		if name == "TIFF" {
			want = "[layers credentials]"
		}
		for _, format := range []Format{Keep, JPEG, PNG} {
			got, err := Convert(context.Background(), file, Options{Format: format}, OwnLimits)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			i := slices.IndexFunc(got.Report.Notes, func(n Note) bool { return n.Code == NoteMetadata })
			if i < 0 || fmt.Sprint(got.Report.Notes[i].Args) != want || bytes.Contains(got.File, []byte("c2pa")) {
				t.Errorf("%s as %s: %+v", name, format, got.Report.Notes)
			}
		}
	}
}
