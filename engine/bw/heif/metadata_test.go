package heif

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

// exifNamed is an EXIF block whose camera has a name, with the number that HEIF has before it.
func exifNamed(name string) []byte {
	const entry, value = 8, 8 + 2 + 12 + 4
	tiff := append([]byte("MM\x00*"), numbers(entry)...)
	tiff = append(tiff, 0, 1, 0x01, 0x10, 0, 2) // Model, ASCII
	tiff = append(tiff, numbers(uint32(len(name)+1), value, 0)...)
	return append(append(numbers(0), tiff...), name+"\x00"...)
}

// xmpNamed is an XMP packet of a creator tool.
func xmpNamed(name string) []byte {
	return fmt.Appendf(nil, `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">`+
		`<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool=%q/></rdf:RDF></x:xmpmeta>`, name)
}

func exifEntry(name string, of ...int) entry {
	return describing(entry{kind: "Exif", data: exifNamed(name)}, of)
}

func xmpEntry(name string, of ...int) entry {
	return describing(entry{kind: "mime", content: "application/rdf+xml", data: xmpNamed(name)}, of)
}

func describing(e entry, of []int) entry {
	if len(of) > 0 {
		return e.tied("cdsc", of...)
	}
	return e
}

// described are files of several pictures and packets, and the name that the right ones have, or
// "" for none.
func described(t testing.TB) map[string]struct {
	draft draft
	name  string
} {
	plain, narrow := codedPart(t, fixture(t, "plain.heic")), codedPart(t, fixture(t, "narrow.heic"))
	deflated := func(e entry, encoding string) entry {
		var b bytes.Buffer
		z := zlib.NewWriter(&b)
		z.Write(e.data)
		z.Close()
		e.data, e.encoding = b.Bytes(), encoding
		return e
	}
	hidden := plain.asHidden()
	second := heic(plain, narrow, exifEntry("first", 1), xmpEntry("first", 1), exifEntry("second", 2), xmpEntry("second", 2))
	second.main = 2
	depth := narrow.with(box("auxC", numbers(0), []byte("urn:mpeg:hevc:2015:auxid:2\x00"))).tied("auxl", 1)
	tmap := entry{kind: "tmap", data: []byte{0}, properties: [][]byte{ispe(90, 70)}}.tied("dimg", 1, 2)
	return map[string]struct {
		draft draft
		name  string
	}{
		"the main one's, first":  {heic(plain, narrow, exifEntry("right", 1), xmpEntry("right", 1), exifEntry("wrong", 2), xmpEntry("wrong", 2)), "right"},
		"the main one's, last":   {heic(plain, narrow, exifEntry("wrong", 2), xmpEntry("wrong", 2), exifEntry("right", 1), xmpEntry("right", 1)), "right"},
		"another main one's":     {second, "second"},
		"of several":             {heic(plain, narrow, exifEntry("wrong", 2), xmpEntry("wrong", 2), exifEntry("right", 2, 1), xmpEntry("right", 2, 1)), "right"},
		"of nothing":             {heic(plain, exifEntry("right"), xmpEntry("right")), "right"},
		"of another alone":       {heic(plain, narrow, exifEntry("wrong", 2), xmpEntry("wrong", 2)), ""},
		"a depth map's":          {heic(plain, depth.asHidden(), exifEntry("right", 1), xmpEntry("right", 1), xmpEntry("wrong", 2)), "right"},
		"a thumbnail's":          {heic(plain, narrow.tied("thmb", 1), exifEntry("wrong", 2), xmpEntry("wrong", 2), exifEntry("right", 1), xmpEntry("right", 1)), "right"},
		"a gain map's":           {heic(plain, narrow.asHidden(), tmap, xmpEntry("right", 1, 3), exifEntry("right", 1, 3), xmpEntry("wrong", 2)), "right"},
		"a grid's":               {heic(gridPart(2, 1, 170, 70, 2, 3), hidden, hidden, exifEntry("wrong", 3), exifEntry("right", 1), xmpEntry("right", 1)), "right"},
		"a tile's, for the grid": {heic(gridPart(2, 1, 170, 70, 2, 3), hidden, hidden, exifEntry("right", 2), xmpEntry("right", 2)), "right"},
		"what it is again":       {heic(entry{kind: "iden", properties: [][]byte{ispe(90, 70)}}.tied("dimg", 2), hidden, narrow, exifEntry("wrong", 3), exifEntry("right", 2), xmpEntry("wrong", 3), xmpEntry("right", 2)), "right"},
		"deflated":               {heic(plain, exifEntry("right", 1), deflated(xmpEntry("right", 1), "deflate")), "right"},
	}
}

// TestDescribed holds that EXIF and XMP are those of the main picture. A file's last ones won
// once: a phone's photo got the time of another, and the XMP of its depth map.
func TestDescribed(t *testing.T) {
	for name, d := range described(t) {
		for _, wide := range []bool{false, true} {
			for _, inMeta := range []bool{false, true} {
				d.draft.wide, d.draft.inMeta = wide, inMeta
				file := d.draft.bytes()
				c, err := open(file)
				if err != nil {
					t.Fatal(err)
				}
				exif, xmp := c.metadata()
				var wantEXIF, wantXMP []byte
				if d.name != "" {
					wantEXIF, wantXMP = exifNamed(d.name)[4:], xmpNamed(d.name)
				}
				if !bytes.Equal(exif, wantEXIF) || !bytes.Equal(xmp, wantXMP) {
					t.Errorf("%s, wide %v, in meta %v:\n%q\n%q", name, d.draft.wide, d.draft.inMeta, exif, xmp)
				}
			}
		}
	}
	// Two of nothing: nobody knows which is the photo's.
	c, err := open(heic(codedPart(t, fixture(t, "plain.heic")), exifEntry("one"), exifEntry("two"), xmpEntry("one"), xmpEntry("two", 9)).bytes())
	if err != nil {
		t.Fatal(err)
	}
	if exif, xmp := c.metadata(); exif != nil || xmp != nil {
		t.Errorf("%q, %q", exif, xmp)
	}
}

// TestDescribedAgainstExiftool has exiftool say which EXIF and XMP are the photo's: what it does
// not count to another document in the file.
func TestDescribedAgainstExiftool(t *testing.T) {
	exiftool := testkit.Tool(t, "exiftool")
	dir := t.TempDir()
	all := described(t)
	for name, d := range all {
		if err := os.WriteFile(filepath.Join(dir, name+".heic"), d.draft.bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(exiftool, "-json", "-q", "-q", "-G3", "-a", "-FileName", "-EXIF:Model", "-XMP:CreatorTool", dir).Output()
	if err != nil {
		t.Fatal(err)
	}
	var found []map[string]string
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		name := strings.TrimSuffix(f["Main:FileName"], ".heic")
		d, ok := all[name]
		delete(all, name)
		switch {
		case name == "deflated": // exiftool reads no deflated XMP of HEIF
		case name == "a tile's, for the grid", name == "what it is again": // nor of what a picture is made of
		case !ok || f["Main:Model"] != d.name || f["Main:CreatorTool"] != d.name:
			t.Errorf("%s: exiftool has %q and %q, and not %q", name, f["Main:Model"], f["Main:CreatorTool"], d.name)
		}
	}
	if len(all) > 0 {
		t.Errorf("exiftool read nothing of %v", all)
	}
}

// TestEXIFStart holds that an EXIF block is found wherever it begins.
func TestEXIFStart(t *testing.T) {
	block := exifNamed("x")[4:]
	for name, head := range map[string]string{
		"as it should be":    "\x00\x00\x00\x00",
		"with a name":        "\x00\x00\x00\x06Exif\x00\x00",
		"a name not skipped": "\x00\x00\x00\x00Exif\x00\x00",
		"no number":          "",
		"a name alone":       "Exif\x00\x00",
		"too large a number": "\x7f\xff\xff\xffExif\x00\x00",
	} {
		if got := tiffHeader(append([]byte(head), block...)); !bytes.Equal(got, block) {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, broken := range []string{"", "\x00", "\x00\x00\x00\x09II*", strings.Repeat("x", 99)} {
		if got := tiffHeader([]byte(broken)); got != nil {
			t.Errorf("%q: %q", broken, got)
		}
	}
}

// TestPlaces reads items whose places are written in all the ways there are.
func TestPlaces(t *testing.T) {
	file := bytes.Repeat([]byte{0}, 300)
	copy(file[200:], "abcdef")
	for version := range byte(3) {
		for _, sizes := range [][4]int{{4, 4, 0, 0}, {8, 8, 8, 8}, {4, 4, 4, 4}, {0, 4, 4, 0}, {4, 0, 0, 0}} {
			number := func(size int, v uint64) []byte {
				return binary.BigEndian.AppendUint64(nil, v)[8-size:]
			}
			iloc := []byte{version, 0, 0, 0, byte(sizes[0]<<4 | sizes[1]), byte(sizes[2]<<4 | sizes[3])}
			wide := 2 + 2*int(version/2)
			iloc = append(append(iloc, number(wide, 1)...), number(wide, 7)...)
			if version > 0 {
				iloc = append(iloc, 0, 0)
			}
			base, offset, want := uint64(200), uint64(3), "def"
			if sizes[2] == 0 {
				base, offset = 0, 203
			}
			if sizes[0] == 0 {
				base, offset, want = 203, 0, "def"
			}
			if sizes[1] == 0 {
				want = string(file[203:])
			}
			iloc = append(append(append(iloc, 0, 0), number(sizes[2], base)...), 0, 1)
			if version > 0 {
				iloc = append(iloc, number(sizes[3], 1)...)
			}
			iloc = append(append(iloc, number(sizes[0], offset)...), number(sizes[1], 3)...)
			c := &container{file: file, items: map[uint64]*item{7: {id: 7}}}
			c.readPlaces(cursor{data: iloc})
			if data, ok := c.data(c.items[7]); !ok || string(data) != want {
				t.Errorf("version %d, sizes %v: %q, %v", version, sizes, data, ok)
			}
		}
	}
}
