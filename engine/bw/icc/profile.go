// Package icc derives gray colour profiles from others, and converts pixels to sRGB where that is
// not possible.
//
//	profile -> Gray ---------> a gray profile with the same tone curve
//	   |         not possible
//	   +-----> Parse -> ToSRGB -> pixels in sRGB (with SRGBGray as the result's profile)
//
// A profile defines the colours of a picture's numbers (ICC.1:2022; ICC.1:2001 for version 2). The
// gray of a picture is the luma of its numbers. A gray profile with the tone curve that red, green
// and blue share makes viewers show this gray as they would show (luma, luma, luma) with the
// original profile.
//
// Profiles are untrusted input: every offset, count and size is checked, and allocations are
// bounded by the profile's size.
package icc

import (
	"crypto/sha256"
	"encoding/binary"

	"pretobranco/engine/bw/fault"
)

// A Profile is a parsed ICC profile: its transform from device to connection space.
type Profile struct {
	Space   string // of the pixels: "RGB", "GRAY", "CMYK", "Lab"
	Version int    // 2 or 4; the major version
	Name    string // its description in ASCII; may be ""

	// Curves linearise the channels: one for GRAY, three for RGB; nil for a table.
	Curves []Curve

	// Matrix converts linear RGB to XYZ relative to D50: X = M[0][0]R + M[0][1]G + M[0][2]B.
	Matrix [3][3]float64

	table  *table // the A2B0 tag; nil for a matrix or gray profile
	lab    bool   // the connection space is Lab, not XYZ
	digest digest // for a profile with a table
}

// D50 is the white of the connection space (ICC.1:2022, 7.2.16).
var D50 = [3]float64{0.9642, 1, 0.8249}

const (
	headerSize   = 128
	tagEntrySize = 12
)

var channelsOf = map[string]int{"GRAY": 1, "RGB ": 3, "CMYK": 4, "Lab ": 3}

// Channels is the number of channels of a pixel.
func (p *Profile) Channels() int { return channelsOf[(p.Space + "  ")[:4]] }

// Parse parses a profile. Errors are Damaged, or Unsupported if it has no supported transform from
// device to connection space: device links, named colours, spaces other than RGB, GRAY, CMYK and
// Lab, tables of version 5.
func Parse(data []byte) (*Profile, error) {
	f, err := open(data)
	if err != nil {
		return nil, err
	}
	p := &Profile{Version: f.version(), Name: f.description(), lab: f.connection() == "Lab "}
	space := f.space()
	channels, ok := channelsOf[space]
	if !ok {
		return nil, fault.New(fault.Unsupported, "colour profile: a colour space that is not supported")
	}
	for p.Space = space; p.Space[len(p.Space)-1] == ' '; {
		p.Space = p.Space[:len(p.Space)-1]
	}
	if tag := f.tag("A2B0"); tag != nil {
		p.digest = sha256.Sum256(f.data)
		p.table, err = parseTable(tag, channels, p.lab)
		return p, err
	}
	switch space {
	case "GRAY":
		c, err := parseCurve(f.tag("kTRC"))
		if err != nil {
			return nil, err
		}
		p.Curves = []Curve{c}
	case "RGB ":
		for i, c := range []string{"r", "g", "b"} {
			curve, err := parseCurve(f.tag(c + "TRC"))
			if err != nil {
				return nil, err
			}
			p.Curves = append(p.Curves, curve)
			column, ok := parseXYZ(f.tag(c + "XYZ"))
			if !ok || p.lab {
				return nil, fault.New(fault.Damaged, "colour profile: its primaries are missing")
			}
			for row := range p.Matrix {
				p.Matrix[row][i] = column[row]
			}
		}
	default:
		return nil, fault.New(fault.Unsupported, "colour profile: nothing in it leads to the connection space")
	}
	return p, nil
}

// A file is a profile whose header and tag table are complete.
type file struct {
	data []byte
	tags int
}

// open checks the header (ICC.1:2022, 7.2) and drops data after the profile.
func open(data []byte) (file, error) {
	if len(data) < headerSize+4 || string(data[36:40]) != "acsp" {
		return file{}, fault.New(fault.Damaged, "colour profile: no header")
	}
	size := binary.BigEndian.Uint32(data)
	if size < headerSize+4 || uint64(size) > uint64(len(data)) {
		return file{}, fault.New(fault.Damaged, "colour profile: it is cut off")
	}
	f := file{data: data[:size]}
	count := binary.BigEndian.Uint32(data[headerSize:])
	if uint64(count)*tagEntrySize > uint64(size-headerSize-4) {
		return file{}, fault.New(fault.Damaged, "colour profile: its table of tags is cut off")
	}
	f.tags = int(count)
	switch f.class() {
	case "scnr", "mntr", "prtr", "spac":
	default:
		return file{}, fault.New(fault.Unsupported, "colour profile: not a device profile")
	}
	if c := f.connection(); c != "XYZ " && c != "Lab " {
		return file{}, fault.New(fault.Damaged, "colour profile: its connection space is neither XYZ nor Lab")
	}
	return f, nil
}

func (f file) version() int       { return int(f.data[8]) }
func (f file) class() string      { return string(f.data[12:16]) }
func (f file) space() string      { return string(f.data[16:20]) }
func (f file) connection() string { return string(f.data[20:24]) }

// tag returns the data of a tag, type signature first, or nil if it is missing or incomplete.
func (f file) tag(signature string) []byte {
	for i := range f.tags {
		entry := f.data[headerSize+4+i*tagEntrySize:]
		if string(entry[:4]) != signature {
			continue
		}
		offset, size := binary.BigEndian.Uint32(entry[4:]), binary.BigEndian.Uint32(entry[8:])
		if size < 8 || uint64(offset)+uint64(size) > uint64(len(f.data)) {
			return nil
		}
		return f.data[offset:][:size]
	}
	return nil
}

// parseXYZ reads one triple of s15Fixed16 numbers (ICC.1:2022, 10.31).
func parseXYZ(tag []byte) (xyz [3]float64, ok bool) {
	if len(tag) < 20 || string(tag[:4]) != "XYZ " {
		return xyz, false
	}
	for i := range xyz {
		xyz[i] = fixed(tag[8+4*i:])
	}
	return xyz, true
}

// fixed reads an s15Fixed16 number.
func fixed(b []byte) float64 {
	return float64(int32(binary.BigEndian.Uint32(b))) / 65536
}

// description returns the ASCII characters of the profile's name.
func (f file) description() string {
	tag := f.tag("desc")
	var letters []byte
	switch {
	case len(tag) > 12 && string(tag[:4]) == "desc": // ICC.1:2001, 6.5.17
		letters = tag[12:][:min(uint64(binary.BigEndian.Uint32(tag[8:])), uint64(len(tag)-12))]
	case len(tag) >= 28 && string(tag[:4]) == "mluc": // ICC.1:2022, 10.15; the first language
		size, offset := uint64(binary.BigEndian.Uint32(tag[20:])), uint64(binary.BigEndian.Uint32(tag[24:]))
		if offset+size > uint64(len(tag)) {
			return ""
		}
		for _, b := range tag[offset : offset+size] {
			if b != 0 { // the upper half of an ASCII letter in UTF-16
				letters = append(letters, b)
			}
		}
	}
	name := make([]byte, 0, maxName)
	for _, b := range letters {
		if b == 0 || len(name) == maxName {
			break
		}
		if b >= ' ' && b <= '~' {
			name = append(name, b)
		}
	}
	return string(name)
}

const maxName = 60
