package heif

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

// TestBrands converts pictures under every brand, major or compatible alone: any brand but heic was
// refused as damage once, and mif1 is what the standard asks for.
func TestBrands(t *testing.T) {
	heic, avif := codedPart(t, fixture(t, "plain.heic")), codedPart(t, fixture(t, "plain.avif"))
	var all [][]string
	for _, b := range append(append(append([]string{}, hevcBrands...), av1Brands...), otherBrands...) {
		all = append(all, []string{b}, []string{"XXXX", b}, []string{b, "XXXX"})
	}
	all = append(all, []string{"mif1", "avif", "heic", "miaf"}, []string{"avis", "avif", "msf1", "mif1"}, []string{"heic", "avif"},
		strings.Split("XXXX YYYY ZZZZ AAAA BBBB CCCC DDDD EEEE FFFF GGGG HHHH IIII JJJJ KKKK LLLL MMMM NNNN OOOO mif1", " "))
	for i, brands := range all {
		for kind, coded := range map[Kind]entry{HEIC: heic, AVIF: avif} {
			file := draft{brands: brands, main: 1, parts: []entry{coded}}.bytes()
			got, ok := Sniff(file)
			if !ok || got != kind {
				t.Errorf("%v of kind %d: taken for %d, %v", brands, kind, got, ok)
				continue
			}
			// The beginning alone may not say which, but that it is one.
			if _, ok := Sniff(file[:64]); !ok && len(brands) < 8 {
				t.Errorf("%v: not known by its first bytes", brands)
			}
			if !testkit.Exhaustive() && i%testkit.Pick(17, 5, 1) > 0 {
				continue
			}
			img, _, err := shown(t, file, true)
			if err != nil {
				t.Errorf("%v of kind %d: %v", brands, kind, err)
				continue
			}
			if _, gray := off(t, img, scene(90, 70, false, false)); gray > 2 {
				t.Errorf("%v of kind %d: off by %.1f", brands, kind, gray)
			}
		}
	}
}

// TestOtherFiles holds that what is not HEIF is not taken for it.
func TestOtherFiles(t *testing.T) {
	for _, brands := range [][]string{{"isom", "iso2", "avc1", "mp41"}, {"qt  "}, {"crx ", "isom"}, {"M4A ", "mp42"}, {"XXXX"}, {"3gp4", "isom"}} {
		if kind, ok := Sniff(draft{brands: brands, main: 1}.bytes()); ok {
			t.Errorf("%v is taken for %d", brands, kind)
		}
	}
	for _, file := range []string{"", "ftyp", "\x00\x00\x00\x18ftyp", "\x00\x00\x00\x00ftypheix", "\x00\x00\x00\x18mdatheic"} {
		Sniff([]byte(file))
	}
}

// TestOtherCodecs refuses pictures of other codecs by name, and not as damage.
func TestOtherCodecs(t *testing.T) {
	of := func(kind string) entry { return entry{kind: kind, data: []byte("x"), properties: [][]byte{ispe(9, 9)}} }
	jpeg := entry{kind: "mime", content: "image/jpeg", data: []byte("x"), properties: [][]byte{ispe(9, 9)}}
	for name, parts := range map[string][]entry{
		"avc1": {of("avc1")}, "vvc1": {of("vvc1")}, "j2k1": {of("j2k1")}, "jpeg": {of("jpeg")}, "unci": {of("unci")}, "lhv1": {of("lhv1")},
		"mime": {jpeg}, "XYZW": {of("XYZW")},
		"a grid of jpeg": {gridPart(1, 1, 9, 9, 2), of("jpeg").asHidden()}, "unci again": {entry{kind: "iden"}.tied("dimg", 2), of("unci").asHidden()},
	} {
		d := heic(parts...)
		d.brands = []string{"mif1"}
		kind, ok := Sniff(d.bytes())
		if !ok {
			t.Errorf("%s: not taken for HEIF", name)
		}
		_, err := ReadHeader(kind, d.bytes())
		if err == nil || fault.KindOf(err) != fault.Unsupported || !strings.Contains(err.Error(), strings.Fields(strings.TrimPrefix(name, "a grid of "))[0]) {
			t.Errorf("%s: %v", name, err)
		}
	}
	mini := append(box("ftyp", []byte("mif3\x00\x00\x00\x00avif")), box("mini", make([]byte, 40))...)
	if _, err := ReadHeader(AVIF, mini); err == nil || fault.KindOf(err) != fault.Unsupported {
		t.Errorf("a file of a reduced header: %v", err)
	}
}

// TestDamagedAVIF refuses a picture whose code is damaged: it came out black.
func TestDamagedAVIF(t *testing.T) {
	coded := codedPart(t, fixture(t, "plain.avif"))
	for name, data := range map[string][]byte{
		"zeros":     make([]byte, len(coded.data)),
		"cut":       coded.data[:20],
		"scrambled": append(bytes.Repeat([]byte{0x55}, 40), coded.data[40:]...),
	} {
		broken := coded
		broken.data = data
		d := heic(broken)
		d.brands = []string{"avif"}
		img, _, _, err := Decode(context.Background(), AVIF, d.bytes(), false)
		if err == nil || fault.KindOf(err) != fault.Damaged {
			t.Errorf("%s: %T, %v", name, img, err)
		}
	}
}
