package tiff

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode"
)

// A Camera identifies a raw file's camera.
type Camera struct {
	Maker  string // common name: "Canon"; "": unknown
	Format string // "CR2"; "": one of several that can't be distinguished
}

// makers lists prefixes of the Make tag, and the names of the makers' TIFF-based raw formats.
var makers = []struct{ text, maker, format string }{
	{"CANON", "Canon", "CR2"},
	{"NIKON", "Nikon", "NEF"},
	{"SONY", "Sony", "ARW"},
	{"PENTAX", "Pentax", "PEF"},
	{"RICOH", "Pentax", "PEF"}, // makes Pentax cameras; its own write DNG
	{"ASAHI", "Pentax", "PEF"},
	{"SAMSUNG", "Samsung", "SRW"},
	{"HASSELBLAD", "Hasselblad", "3FR"},
	{"IMACON", "Imacon", "FFF"},
	{"SEIKO EPSON", "Epson", "ERF"},
	{"EPSON", "Epson", "ERF"},
	{"EASTMAN KODAK", "Kodak", ""},
	{"KODAK", "Kodak", ""},
	{"MAMIYA", "Mamiya", "MEF"},
	{"PHASE ONE", "Phase One", "IIQ"},
	{"LEAF", "Leaf", "MOS"},
	{"PANASONIC", "Panasonic", "RW2"},
	{"LEICA", "Leica", "RWL"},
	{"OLYMPUS", "Olympus", "ORF"},
	{"OM DIGITAL", "OM System", "ORF"},
	{"FUJI", "Fujifilm", ""},
	{"MINOLTA", "Minolta", ""},
	{"KONICA MINOLTA", "Minolta", ""},
}

// Raw identifies a camera's raw file by its directories. Its first page is only a small preview, so
// it must not be treated as a TIFF file. Known formats are
//
//   - Adobe's DNG, by DNGVersion (DNG 1.7, chapter 4),
//   - Canon's CR2 and older files, by a mark after the header,
//   - Phase One's IIQ, by a mark there, and Leaf's MOS, by its own metadata,
//   - Olympus's ORF and Panasonic's RW2, by their version in place of TIFF's 42,
//   - others, by a directory with a mosaic of red, green and blue cells (TIFF/EP, 5.2), or with a
//     proprietary compression.
//
// r may be incomplete: missing data is treated as absent. Some kilobytes are read.
func Raw(r io.ReaderAt) (Camera, bool) {
	f := cameraFile{r: r, seen: map[int64]bool{}}
	head := f.bytes(0, 16)
	switch {
	case bytes.HasPrefix(head, []byte("II")):
		f.order = binary.LittleEndian
	case bytes.HasPrefix(head, []byte("MM")):
		f.order = binary.BigEndian
	default:
		return Camera{}, false
	}
	first := int64(f.order.Uint32(head[4:]))
	version, mark := f.order.Uint16(head[2:]), string(head[8:16])
	switch version {
	case 43: // BigTIFF
		f.big = true
		first = int64(f.order.Uint64(head[8:]) & (1<<62 - 1))
	case 42:
	case 0x4f52, 0x5352: // "RO", "RS"
		f.raw, f.camera = true, Camera{"Olympus", "ORF"}
	case 0x55:
		f.raw, f.camera = true, Camera{"Panasonic", "RW2"}
	default:
		return Camera{}, false
	}
	f.chain(first)
	f.name()
	switch {
	case f.big:
	case strings.HasPrefix(mark, "CR\x02"):
		return Camera{"Canon", "CR2"}, true
	case strings.HasPrefix(mark, "\xba\xb0\xac\xbb"): // EOS-1D
		return Camera{"Canon", "TIF"}, true
	case strings.HasPrefix(mark, "IIII") && mark[5:] == "waR", strings.HasPrefix(mark, "MMMMRaw"):
		return Camera{"Phase One", "IIQ"}, true
	}
	return f.camera, f.raw
}

// A cameraFile is the state of Raw.
type cameraFile struct {
	r     io.ReaderAt
	order byteOrder
	big   bool
	seen  map[int64]bool

	raw         bool
	camera      Camera
	make, model string
}

// bytes returns n bytes at an offset, or nil if r has fewer.
func (f *cameraFile) bytes(at int64, n int) []byte {
	p := make([]byte, n)
	if got, _ := f.r.ReadAt(p, at); got < n || at < 0 {
		return nil
	}
	return p
}

// mostDirectories bounds the work on crafted files.
const mostDirectories = 32

// chain reads linked directories, and their subdirectories.
func (f *cameraFile) chain(at int64) {
	for at >= 8 && !f.seen[at] && len(f.seen) < mostDirectories {
		f.seen[at] = true
		d, next := f.directory(at)
		if d == nil {
			return
		}
		f.look(d)
		if inner, ok := d.find(subDirectories); ok {
			for i := range min(inner.count, 16) {
				f.chain(int64(d.at(inner, i)))
			}
		}
		at = next
	}
}

// directory reads the entries at an offset. Of longer values only those that matter are read.
func (f *cameraFile) directory(at int64) (d *directory, next int64) {
	head, size, word := 2, 12, 4
	if f.big {
		head, size, word = 8, 20, 8
	}
	p := f.bytes(at, head)
	if p == nil {
		return nil, 0
	}
	count := uint64(f.order.Uint16(p))
	if f.big {
		count = f.order.Uint64(p)
	}
	if count > 1<<12 {
		return nil, 0
	}
	d = &directory{order: f.order}
	p = f.bytes(at+int64(head), int(count)*size)
	for ; len(p) > 0; p = p[size:] {
		e := entry{tag: f.order.Uint16(p), kind: f.order.Uint16(p[2:])}
		n := uint64(f.order.Uint32(p[4:]))
		if f.big {
			n = f.order.Uint64(p[4:])
		}
		if int(e.kind) >= len(sizes) || sizes[e.kind] == 0 || n > 1<<12 {
			e.kind, n = 7, 0 // only its presence matters
		}
		e.count = int(n)
		value, length := p[4+word:size], e.count*sizes[e.kind]
		switch {
		case length <= word:
			e.data = value[:length]
		case e.tag == maker || e.tag == cameraModel || e.tag == subDirectories:
			from := int64(f.order.Uint32(value))
			if f.big {
				from = int64(f.order.Uint64(value) & (1<<62 - 1))
			}
			e.data = f.bytes(from, length)
		}
		if len(e.data) < length {
			e.count = 0
		}
		d.entries = append(d.entries, e)
	}
	if p := f.bytes(at+int64(head)+int64(count)*int64(size), word); p != nil {
		next = int64(f.order.Uint32(p))
		if f.big {
			next = int64(f.order.Uint64(p) & (1<<62 - 1))
		}
	}
	return d, next
}

// Tags that only raw files have, or that name their maker.
const (
	maker       = 271
	cameraModel = 272
	leafData    = 34310
	sonyPrivate = 50740 // DNGPrivateData, which Sony uses without DNGVersion
)

// ownPacking lists proprietary compressions of Sony, Samsung, Nikon, Kodak and Pentax.
var ownPacking = map[int]bool{32767: true, 32769: true, 32770: true, 32772: true, 34713: true, 65000: true, 65535: true}

// look records what a directory reveals about the camera.
func (f *cameraFile) look(d *directory) {
	text := func(tag uint16) string {
		p, _, _ := bytes.Cut(d.bytes(tag), []byte{0})
		if s := strings.TrimSpace(string(p)); len(s) <= 40 && !strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) }) {
			return s
		}
		return ""
	}
	if f.make == "" {
		f.make, f.model = text(maker), text(cameraModel)
	}
	has := func(tag uint16) bool { _, ok := d.find(tag); return ok }
	kind := d.number(photometric, -1)
	switch {
	case has(dngVersion):
		f.raw, f.camera = true, Camera{"DNG", ""}
	case has(leafData):
		f.raw, f.camera = true, Camera{"Leaf", "MOS"}
	case kind == colorFilters, kind == linearRaw:
		f.raw = true
	case ownPacking[d.number(compression, none)] && f.make != "":
		f.raw = true
	case has(sonyPrivate) && d.number(newSubfileType, 0)&1 != 0 && strings.HasPrefix(strings.ToUpper(f.make), "SONY"):
		f.raw = true // the first page is a preview
	}
}

// name completes the camera from the maker's name in the file.
func (f *cameraFile) name() {
	if f.camera.Maker == "DNG" || f.camera.Maker == "Leaf" {
		return
	}
	for _, m := range makers {
		if strings.HasPrefix(strings.ToUpper(f.make), m.text) {
			f.camera = Camera{m.maker, m.format}
		}
	}
	switch {
	case f.camera.Maker == "":
		f.camera.Maker = f.make
	case f.camera.Maker == "Nikon" && strings.HasPrefix(f.model, "COOLPIX"):
		f.camera.Format = "NRW"
	case f.camera.Maker == "Sony" && f.model == "DSC-R1":
		f.camera.Format = "SR2"
	case f.camera.Maker == "Sony" && (f.model == "DSC-F828" || f.model == "DSC-V3"):
		f.camera.Format = "SRF"
	}
}
