package bw

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

// A notation is a maker's kind of note.
type notation struct {
	make, head, tag string // the camera's maker, what precedes the directory, and a tag of exiftool's
	number          uint16 // of that tag
	relative        bool   // offsets count from the note's start
}

var notations = []notation{
	{"Canon", "", "Canon:CanonImageType", 6, false},
	{"Panasonic", "Panasonic\x00\x00\x00", "Panasonic:LensType", 0x51, false},
	{"OLYMPUS OPTICAL CO.,LTD", "OLYMP\x00\x01\x00", "Olympus:CameraType", 0x207, false},
	{"SIGMA", "SIGMA\x00\x00\x00\x01\x00", "Sigma:DriveMode", 3, false},
	{"SONY", "SONY DSC \x00\x00\x00", "Sony:CreativeStyle", 0xb020, false},
	{"OLYMPUS IMAGING CORP.", "OLYMPUS\x00II\x03\x00", "Olympus:CameraType", 0x207, true},
	{"FUJIFILM", "FUJIFILM\x0c\x00\x00\x00", "FujiFilm:Quality", 0x1000, true},
}

const noteText = "a value of the maker's note"

// at is the note at an offset of its file, little-endian.
func (n notation) at(offset int) []byte {
	le := binary.LittleEndian
	d := append([]byte(n.head), 2, 0)
	end := len(n.head) + 2 + 24 + 4
	if !n.relative {
		end += offset
	}
	for i, text := range []string{noteText, "another one of them"} {
		number := []uint16{n.number, 0xfff0}[i]
		d = le.AppendUint32(le.AppendUint16(le.AppendUint16(d, number), 2), uint32(len(text)+1))
		d = le.AppendUint32(d, uint32(end))
		end += len(text) + 1
	}
	return append(d, "\x00\x00\x00\x00"+noteText+"\x00another one of them\x00"...)
}

// in puts the note into a file that build makes, at the offset at which it is there.
func (n notation) in(build func(note []byte) (file []byte, base int)) []byte {
	first, base := build(n.at(0))
	file, _ := build(n.at(bytes.Index(first, n.at(0)) - base))
	return file
}

// A maker note comes out as it was, or goes and is named. Most have offsets from the start of the
// file: from TIFF to TIFF they once pointed into the void, and exiftool warned.
func TestMakerNotes(t *testing.T) {
	t.Parallel()
	testkit.Tool(t, "exiftool")
	le := binary.LittleEndian
	block := func(n notation, note []byte) *ifd {
		return &ifd{values: []value{textOf(271, n.make), textOf(272, "X100")}, sub: map[uint16]*ifd{34665: {values: []value{bytesOf(37500, note)}}}}
	}
	builders := map[string]func(n notation) func(note []byte) ([]byte, int){
		"JPEG": func(n notation) func([]byte) ([]byte, int) {
			return func(note []byte) ([]byte, int) {
				return beforePicture(drawnJPEG(t, 32, 24), jpegSegment(0xe1, "Exif\x00\x00", string(tiffBlock(le, block(n, note))))), 12
			}
		},
		"PNG": func(n notation) func([]byte) ([]byte, int) {
			return func(note []byte) ([]byte, int) {
				return beforePicture(drawnPNG(t, colourful(32, 24)), pngChunk("eXIf", tiffBlock(le, block(n, note)))), 41
			}
		},
		"TIFF": func(n notation) func([]byte) ([]byte, int) {
			return func(note []byte) ([]byte, int) {
				d, b := stripsOf(le), block(n, note)
				d.values, d.sub = append(d.values, b.values...), b.sub
				return tiffBlock(le, d), 0
			}
		},
		"TIFF, note behind much": func(n notation) func([]byte) ([]byte, int) {
			return func(note []byte) ([]byte, int) {
				d, b := stripsOf(le), block(n, note)
				d.values, d.sub = append(append(d.values, b.values...), bytesOf(59000, make([]byte, 300000))), b.sub
				return tiffBlock(le, d), 0
			}
		},
		"TIFF, second page": func(n notation) func([]byte) ([]byte, int) {
			return func(note []byte) ([]byte, int) {
				first, d, b := stripsOf(le), stripsOf(le), block(n, note)
				d.values, d.sub = append(d.values, b.values...), b.sub
				first.next = d
				return tiffBlock(le, first), 0
			}
		},
	}
	var pictures [][]byte
	var names []string
	var notes []bool
	var wanted []notation
	for name, build := range builders {
		for _, n := range notations {
			file := n.in(build(n))
			for _, format := range []Format{Keep, JPEG, PNG, TIFF, WebP} {
				for _, look := range []string{"neutral", "red gamma=1.2"} {
					if name == "TIFF, second page" && format != Keep && format != TIFF {
						continue // it has one page
					}
					got := convertedTo(t, file, format, look)
					pictures, names = append(pictures, got.File), append(names, fmt.Sprintf("%s, %s as %q, %s", n.make, name, format, look))
					wanted = append(wanted, n)
					notes = append(notes, slices.ContainsFunc(got.Report.Notes, func(n Note) bool { return n.Code == NoteMetadata && slices.Contains(n.Args, "makernote") }))
				}
			}
		}
	}
	kept := 0
	for i, found := range tags(t, pictures) {
		value, there := found[wanted[i].tag]
		if there {
			kept++
		}
		switch {
		case there && value != noteText && value != strings.TrimSpace(noteText):
			t.Errorf("%s: %q", names[i], value)
		case there == notes[i]:
			t.Errorf("%s: there: %v, named as left out: %v", names[i], there, notes[i])
		case there && found["ExifTool:Warning"] != nil:
			t.Errorf("%s: %v", names[i], found["ExifTool:Warning"])
		}
	}
	t.Logf("%d of %d kept", kept, len(pictures))
	if kept < len(pictures)*3/4 {
		t.Errorf("only %d of %d notes are there", kept, len(pictures))
	}
}

// XMP and Photoshop's resources are of type BYTE in TIFF, whatever they come from. They became
// UNDEFINED.
func TestTypesOfTIFF(t *testing.T) {
	m := everything(t)
	for _, from := range []Format{JPEG, PNG} {
		for _, look := range []string{"neutral", "red gamma=1.2"} {
			first := convertedTo(t, m.in(t, from), TIFF, look).File
			for i, file := range [][]byte{first, convertedTo(t, first, Keep, "gamma=1.3").File} {
				order := binary.ByteOrder(binary.BigEndian)
				if file[0] == 'I' {
					order = binary.LittleEndian
				}
				at, seen := int(order.Uint32(file[4:])), 0
				for e := at + 2; e < at+2+12*int(order.Uint16(file[at:])); e += 12 {
					if tag := order.Uint16(file[e:]); tag == 700 || tag == 34377 {
						seen++
						if kind := order.Uint16(file[e+2:]); kind != 1 {
							t.Errorf("%s, file %d: tag %d has type %d", from, i, tag, kind)
						}
					}
				}
				if seen != 2 {
					t.Errorf("%s, file %d: %d of 2 tags", from, i, seen)
				}
			}
		}
	}
}
