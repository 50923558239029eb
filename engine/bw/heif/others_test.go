package heif

import (
	"bytes"
	"testing"
)

// TestPictures counts pictures as heif-convert writes them, but for the parts of others.
func TestPictures(t *testing.T) {
	plain, narrow := codedPart(t, fixture(t, "plain.heic")), codedPart(t, fixture(t, "narrow.heic"))
	hidden := plain.asHidden()
	aux := func(kind string) entry {
		return narrow.with(box("auxC", numbers(0), []byte(kind+"\x00"))).tied("auxl", 1)
	}
	const apple, iso = "urn:com:apple:photo:2020:aux:hdrgainmap", "urn:iso:std:iso:ts:21496:-1"
	tmap := entry{kind: "tmap", data: []byte{0}, properties: [][]byte{ispe(90, 70)}}.tied("dimg", 1, 2)
	altr := box("altr", numbers(0, 1, 2, 3, 1))
	toned := heic(plain, narrow.asHidden(), tmap)
	toned.groups = [][]byte{altr}
	equal := heic(plain, narrow, plain)
	equal.groups = [][]byte{altr}
	byTmap := heic(plain, narrow.asHidden(), tmap)
	byTmap.main = 3
	second := heic(plain, narrow, plain)
	second.main = 2
	for name, c := range map[string]struct {
		draft    draft
		pictures int
		gainMap  bool
		flat     bool
	}{
		"one":                  {heic(plain), 1, false, false},
		"three":                {heic(plain, narrow, plain), 3, false, false},
		"three, the second":    {second, 3, false, false},
		"a hidden one":         {heic(plain, narrow.asHidden()), 1, false, false},
		"a thumbnail":          {heic(plain, narrow.tied("thmb", 1)), 1, false, false},
		"two thumbnails":       {heic(plain, narrow.tied("thmb", 1), plain, narrow.tied("thmb", 3)), 2, false, false},
		"a depth map":          {heic(plain, aux("urn:mpeg:hevc:2015:auxid:2")), 1, false, false},
		"opacity":              {heic(plain, aux("urn:mpeg:hevc:2015:auxid:1")), 1, false, true},
		"opacity of MIAF":      {heic(plain, aux("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha")), 1, false, true},
		"opacity of another":   {heic(plain, plain, narrow.with(box("auxC", numbers(0), []byte("urn:mpeg:hevc:2015:auxid:1\x00"))).tied("auxl", 2)), 2, false, false},
		"Apple's gain map":     {heic(plain, aux(apple)), 1, true, false},
		"ISO's gain map":       {heic(plain, aux(iso)), 1, true, false},
		"tone mapped":          {toned, 1, true, false},
		"tone mapped, main":    {byTmap, 1, true, false},
		"tone mapped, another": {heic(plain, narrow, plain, entry{kind: "tmap", data: []byte{0}, properties: [][]byte{ispe(90, 70)}}.tied("dimg", 3, 2)), 1, false, false},
		"a grid":               {heic(gridPart(2, 1, 170, 70, 2, 3), plain, plain), 1, false, false},
		"a grid and another":   {heic(gridPart(2, 1, 170, 70, 2, 3), hidden, hidden, narrow), 2, false, false},
		"equals":               {equal, 2, false, false},
		"of another codec":     {heic(plain, entry{kind: "j2k1", data: []byte("x"), properties: [][]byte{ispe(9, 9)}}), 2, false, false},
	} {
		h, err := ReadHeader(HEIC, c.draft.bytes())
		if err != nil || h.Pictures != c.pictures || h.GainMap != c.gainMap || h.Flat != c.flat {
			t.Errorf("%s: %+v, %v", name, h, err)
		}
	}
	file := heic(plain, narrow, plain.asHidden(), narrow.tied("thmb", 1)).bytes()
	if h, err := ReadHeader(HEIC, file); err != nil || h.Pictures != len(judged(t, file)) {
		t.Errorf("%+v, %v", h, err)
	}
}

// moov is a sequence of one sample, again and again, and of HEVC its plane of opacity.
func moov(coded entry, width, height, frames, at int) []byte {
	track := func(handler string, reference []byte, more ...[]byte) []byte {
		head := make([]byte, 84)
		copy(head[len(head)-8:], numbers(uint32(width)<<16, uint32(height)<<16))
		head[3] = 7
		copy(head[12:], numbers(1))
		visual := make([]byte, 78)
		visual[7] = 1
		copy(visual[24:], []byte{byte(width >> 8), byte(width), byte(height >> 8), byte(height)})
		copy(visual[28:], numbers(0x480000, 0x480000))
		visual[41], visual[75], visual[76], visual[77] = 1, 24, 0xff, 0xff
		for _, property := range append(coded.properties, more...) {
			if name := string(property[4:8]); name != "ispe" && name != "pixi" {
				visual = append(visual, property...)
			}
		}
		table := box("stbl",
			box("stsd", numbers(0, 1), box(coded.kind, visual)),
			box("stts", numbers(0, 1, uint32(frames), 10)),
			box("stsc", numbers(0, 1, 1, 1, 1)),
			box("stsz", numbers(0, uint32(len(coded.data)), uint32(frames))),
			box("stco", numbers(0, uint32(frames)), bytes.Repeat(numbers(uint32(at)), frames)))
		return box("trak", box("tkhd", head), reference, box("mdia",
			box("mdhd", numbers(0, 0, 0, 100, uint32(10*frames), 0)),
			box("hdlr", numbers(0, 0), []byte(handler), make([]byte, 13)),
			box("minf", box("vmhd", numbers(1, 0, 0)), box("dinf", box("dref", numbers(0, 1), box("url ", numbers(1)))), table)))
	}
	mvhd := make([]byte, 100)
	copy(mvhd[12:], numbers(100, uint32(10*frames), 0x10000))
	if coded.kind == "av01" { // whose codec reads it
		return box("moov", box("mvhd", mvhd), track("pict", nil))
	}
	return box("moov", box("mvhd", mvhd), track("pict", nil), track("auxv", box("tref", box("auxl", numbers(1))),
		box("auxi", numbers(0), []byte("urn:mpeg:hevc:2015:auxid:1\x00"))))
}

// TestSequences reads the first picture of a sequence where no item is the main one, and counts
// the frames.
func TestSequences(t *testing.T) {
	const frames = 12
	for kind, name := range map[Kind]string{HEIC: "plain.heic", AVIF: "plain.avif"} {
		coded := codedPart(t, fixture(t, name))
		brand := map[Kind]string{HEIC: "hevc", AVIF: "avis"}[kind]
		alone := func(at int) []byte {
			return append(box("ftyp", []byte(brand+"\x00\x00\x00\x00msf1"+brand)), moov(coded, 90, 70, frames, at)...)
		}
		data := box("mdat", coded.data)
		file := append(alone(len(alone(0))+8), data...)
		if got, ok := Sniff(file); !ok || got != kind && kind == AVIF {
			t.Errorf("%s: taken for %d", name, got)
		}
		img, h, err := shown(t, file, false)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, gray := off(t, img, scene(90, 70, false, false)); gray > 2 || h.Pictures != frames || h.Flat != (kind == HEIC) {
			t.Errorf("%s: off by %.1f, %+v", name, gray, h)
		}
		// Beside a main picture, which is another, or one of the sequence.
		d := heic(coded)
		d.brands = []string{brand, "mif1", map[Kind]string{HEIC: "heic", AVIF: "avif"}[kind]}
		size := len(d.bytes())
		for at, pictures := range map[int]int{size + 8: frames + 1, size - len(coded.data): frames} {
			d.trailer = append(box("free"), moov(coded, 90, 70, frames, at)...)
			img, h, err := shown(t, d.bytes(), false)
			if err != nil {
				t.Errorf("%s, with items: %v", name, err)
				continue
			}
			if _, gray := off(t, img, scene(90, 70, false, false)); gray > 2 || h.Pictures != pictures || h.Flat {
				t.Errorf("%s, with items: off by %.1f, %+v", name, gray, h)
			}
		}
	}
}
