package icc

import (
	"bytes"
	"encoding/binary"
	"math"
)

// Gray returns the gray profile that corresponds to this one. It is ok for RGB profiles with a
// matrix and a single tone curve for all channels (sRGB, Adobe RGB, Display P3, ProPhoto and
// others), and for gray profiles, which are returned unchanged, sharing memory. Pictures with other
// profiles must be converted to sRGB first: see Parse and ToSRGB.
func Gray(profile []byte) (gray []byte, ok bool) {
	f, err := open(profile)
	if err != nil {
		return nil, false
	}
	if f.space() == "GRAY" {
		if _, err := Parse(profile); err != nil {
			return nil, false
		}
		return f.data, true
	}
	// A table takes precedence over the matrix (ICC.1:2022, 8.10).
	if f.space() != "RGB " || f.connection() != "XYZ " || f.tag("A2B0") != nil || f.tag("D2B0") != nil {
		return nil, false
	}
	red, green, blue := f.tag("rTRC"), f.tag("gTRC"), f.tag("bTRC")
	curve, size, err := readCurve(green)
	if err != nil {
		return nil, false
	}
	if !bytes.Equal(red, green) || !bytes.Equal(blue, green) {
		r, errRed := parseCurve(red)
		b, errBlue := parseCurve(blue)
		if errRed != nil || errBlue != nil || !r.same(curve) || !b.same(curve) {
			return nil, false
		}
	}
	var white float64 // luminance of white: that of red, green and blue together
	for _, primary := range []string{"rXYZ", "gXYZ", "bXYZ"} {
		xyz, ok := parseXYZ(f.tag(primary))
		if !ok {
			return nil, false
		}
		white += xyz[1]
	}
	if math.Abs(white-1) > 0.02 {
		return nil, false
	}
	version := f.data[8:12]
	if string(green[:4]) == "para" && version[0] < 4 {
		version = version4 // the first version with this type
	}
	return writeGray(version, "Gray, "+orDefault(f.description(), "as its source"), green[:size]), true
}

func orDefault(name, other string) string {
	if name == "" {
		return other
	}
	return name
}

// The default version of written profiles, and the first version with parametric curves.
var (
	version2 = []byte{2, 0x10, 0, 0}
	version4 = []byte{4, 0x20, 0, 0}
)

// SRGBGray returns a gray profile with the tone curve of sRGB.
func SRGBGray() []byte {
	// With 256 samples the error of the curve is below a tenth of an 8-bit level.
	samples := make([]uint16, 256)
	for i := range samples {
		samples[i] = uint16(math.Round(srgb.At(float64(i)/255) * 65535))
	}
	return writeGray(version2, "Gray, sRGB", curveTag(samples...))
}

// GrayGamma returns a gray profile whose linear value is the encoded one raised to gamma. For a
// PNG's gAMA chunk gamma is 100000 / gAMA. The result is nil for implausible values (below 0.1 or
// above 10).
func GrayGamma(gamma float64) []byte {
	if !(gamma >= 0.1 && gamma <= 10) {
		return nil
	}
	return writeGray(version2, "Gray, gamma", curveTag(uint16(math.Round(gamma*256))))
}

// curveTag is a curveType; a single value is a gamma in u8Fixed8.
func curveTag(values ...uint16) []byte {
	tag := binary.BigEndian.AppendUint32([]byte("curv\x00\x00\x00\x00"), uint32(len(values)))
	for _, v := range values {
		tag = binary.BigEndian.AppendUint16(tag, v)
	}
	return tag
}

// A tag is a tag of a profile to write.
type tag struct {
	signature string
	data      []byte
}

func writeGray(version []byte, name string, curve []byte) []byte {
	return write(version, "GRAY", name, []tag{{"kTRC", curve}})
}

// write returns a display profile with the required tags (ICC.1:2022, 8.4; ICC.1:2001, 6.3.2) and
// the given ones.
func write(version []byte, space, name string, own []tag) []byte {
	const licence = "No copyright, use freely"
	white := []byte("XYZ \x00\x00\x00\x00\x00\x00\xf6\xd6\x00\x01\x00\x00\x00\x00\xd3\x2d") // D50
	tags := append([]tag{{"desc", description(version, name)}, {"cprt", text(version, licence)}, {"wtpt", white}}, own...)

	out := make([]byte, headerSize, 4096)
	copy(out[8:], version)
	copy(out[12:], "mntr"+space+"XYZ ")
	copy(out[24:], "\x07\xe8\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00") // 2024-01-01: a fixed date keeps the output reproducible
	copy(out[36:], "acsp")
	copy(out[68:], white[8:])
	out = binary.BigEndian.AppendUint32(out, uint32(len(tags)))
	at := len(out) + len(tags)*tagEntrySize
	for _, tag := range tags {
		out = append(out, tag.signature...)
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		out = binary.BigEndian.AppendUint32(out, uint32(len(tag.data)))
		at += (len(tag.data) + 3) &^ 3
	}
	for _, tag := range tags {
		out = append(out, tag.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	return out
}

// primary is a primary of sRGB (IEC 61966-2-1), relative to D50.
func primary(i int) []byte {
	return [3][]byte{
		[]byte("XYZ \x00\x00\x00\x00\x00\x00\x6f\xa2\x00\x00\x38\xf5\x00\x00\x03\x90"),
		[]byte("XYZ \x00\x00\x00\x00\x00\x00\x62\x99\x00\x00\xb7\x85\x00\x00\x18\xda"),
		[]byte("XYZ \x00\x00\x00\x00\x00\x00\x24\xa0\x00\x00\x0f\x84\x00\x00\xb6\xcf"),
	}[i]
}

// description is a textDescriptionType up to version 2 and a
// multiLocalizedUnicodeType from version 4 on.
func description(version []byte, name string) []byte {
	if version[0] >= 4 {
		return text(version, name)
	}
	tag := binary.BigEndian.AppendUint32([]byte("desc\x00\x00\x00\x00"), uint32(len(name)+1))
	tag = append(tag, name...)
	// A terminator, then no Unicode name (8 bytes) and no Macintosh one (3 + 67).
	return append(tag, make([]byte, 1+8+3+67)...)
}

func text(version []byte, words string) []byte {
	if version[0] < 4 {
		return append([]byte("text\x00\x00\x00\x00"+words), 0)
	}
	tag := []byte("mluc\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x0cenUS")
	tag = binary.BigEndian.AppendUint32(tag, uint32(2*len(words)))
	tag = binary.BigEndian.AppendUint32(tag, 28)
	for _, letter := range []byte(words) {
		tag = append(tag, 0, letter)
	}
	return tag
}
