package heif

import (
	"bytes"
	"slices"
)

// Brands of HEIF files (ISO/IEC 23008-12, annexes B to N; AVIF 1.1, 9). Those that name a codec are
// only used if the given start of the file does not include its items.
var (
	hevcBrands  = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "MiHE", "MiHB"}
	av1Brands   = []string{"avif", "avis", "avio", "MA1A", "MA1B"}
	otherBrands = []string{
		"mif1", "mif2", "mif3", "msf1", "miaf", "unif", "MiPr", "1pic", "tmap", // any codec
		"jpeg", "jpgs", "avci", "avcs", "vvic", "vvis", "evbi", "evbs", "evmi", "evms", "j2ki", "j2is",
	}
)

// Sniff distinguishes HEIC from AVIF by the codec of the main picture. Brands are not sufficient,
// as files of brand mif1 may contain either; they are used if the start of the file does not
// include its items. Files with other codecs are identified as HEIC, and rejected by name later.
// Sniff returns false for other files than HEIF.
func Sniff(file []byte) (Kind, bool) {
	if len(file) < 12 || string(file[4:8]) != "ftyp" {
		return 0, false
	}
	brands := brandsOf(file)
	has := func(some []string) int {
		return slices.IndexFunc(brands, func(b string) bool { return slices.Contains(some, b) })
	}
	hevc, av1 := has(hevcBrands), has(av1Brands)
	if hevc < 0 && av1 < 0 && has(otherBrands) < 0 {
		return 0, false
	}
	if c, err := open(file); err == nil {
		switch c.coded(c.primary) {
		case "av01":
			return AVIF, true
		case "":
		default:
			return HEIC, true
		}
	}
	if av1 >= 0 && (hevc < 0 || av1 < hevc) {
		return AVIF, true
	}
	return HEIC, true
}

// brandsOf returns the major brand and the compatible ones (ISO/IEC 14496-12, 4.3) within the start
// of the file.
func brandsOf(file []byte) (brands []string) {
	data := find(file, "ftyp")
	for at := 0; at+4 <= len(data); at += 4 {
		if at != 4 { // skip the minor version
			brands = append(brands, string(data[at:at+4]))
		}
	}
	return brands
}

// coded returns the type of an item's coded pictures: its own, or that of the first input of a
// derived item. It is "" if there is none.
func (c *container) coded(i *item) string {
	for range 16 { // deeper than in real files
		if i == nil {
			return ""
		}
		switch i.kind {
		case "grid", "iden", "iovl", "tmap":
		default:
			return i.kind
		}
		inputs := i.refers("dimg")
		if len(inputs) == 0 {
			return ""
		}
		i = c.items[inputs[0]]
	}
	return ""
}

// withBrand returns a copy of an AVIF file for its codec, which decodes the items of files with
// brand avif and the tracks of files with brand avis. The main picture of the copy is the item with
// this number, or the first of the sequence.
func (c *container) withBrand(main uint64) []byte {
	brand, other := "avif", "avis"
	if c.inBurst {
		brand, other = other, brand
	}
	file := bytes.Clone(c.file)
	if data := find(file, "ftyp"); len(data) >= 4 {
		copy(data, brand)
		for at := 8; at+4 <= len(data); at += 4 {
			if string(data[at:at+4]) == other {
				copy(data[at:], brand)
			}
		}
	}
	if c.inBurst || main == c.primary.id {
		return file
	}
	if pitm := find(find(file, "meta")[4:], "pitm"); len(pitm) >= 6 {
		id := pitm[4:]
		for k := range id {
			id[k] = byte(main >> (8 * (len(id) - 1 - k)))
		}
	}
	return file
}
