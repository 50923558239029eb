package png

import (
	"bytes"
	"encoding/binary"
	"strings"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
)

// ReadExtra reads a file's metadata (11.3), including that in texts of ImageMagick and others.
// Damaged parts are absent.
func ReadExtra(file []byte) (e codec.Extra) {
	var texts textReader
	var raw codec.Extra // from texts, used if there is no chunk
	for _, c := range chunks(file) {
		if c.critical() || !c.intact() {
			continue
		}
		switch c.kind() {
		case "iCCP":
			name, packed, _ := keyword(c.data())
			profile, ok := texts.inflate(packed)
			if !ok || name == "" {
				e.BadProfile = true
				continue
			}
			e.Profile = profile
		case "eXIf":
			e.EXIF = bytes.TrimPrefix(c.data(), app1EXIF)
		case "pHYs":
			if d := c.data(); len(d) == 9 && d[8] <= 1 {
				e.Resolution = resolutionOf(d)
			}
		case "caBX":
			e.Unknown.Add(exif.PartCredentials)
		case "tEXt", "zTXt", "iTXt":
			name, text, ok := texts.read(c)
			switch kind := rawKind(name); {
			case kind != "":
				readRaw(&raw, kind, text)
			case !ok:
				e.Unknown.Add(exif.PartTexts)
			case name == xmpKeyword:
				e.XMP = text
			case name == "Comment" && e.Comment == nil:
				e.Comment = text
			case missed(name):
				e.Unknown.Add(exif.PartTexts)
			}
		}
	}
	for _, f := range []struct {
		to, from *[]byte
		part     exif.Part
	}{{&e.EXIF, &raw.EXIF, exif.PartEXIF}, {&e.XMP, &raw.XMP, exif.PartXMP}, {&e.IPTC, &raw.IPTC, exif.PartIPTC}, {&e.Photoshop, &raw.Photoshop, exif.PartPhotoshop}} {
		switch {
		case *f.to == nil:
			*f.to = *f.from
		case *f.from != nil && !bytes.Equal(*f.to, *f.from) && (f.part != exif.PartEXIF || exif.Informative(*f.from)):
			e.Unknown.Add(f.part) // a second one
		}
	}
	return e
}

// resolutionOf reads pHYs (11.3.4.3), with or without a unit.
func resolutionOf(d []byte) exif.Resolution {
	x, y := binary.BigEndian.Uint32(d), binary.BigEndian.Uint32(d[4:])
	if d[8] == 0 {
		return exif.NewResolution(float64(x), float64(y), 0)
	}
	return exif.PerMetre(x, y)
}

// readRaw reads metadata in hexadecimal digits.
func readRaw(e *codec.Extra, kind string, text []byte) {
	data, ok := parseRaw(text)
	if !ok {
		return
	}
	packet, named := bytes.CutPrefix(data, app1XMP)
	switch {
	case named || kind == "xmp":
		e.XMP = packet
	case kind == "exif", kind == "app1":
		e.EXIF = bytes.TrimPrefix(data, app1EXIF)
	case kind == "8bim", kind == "iptc" && isResources(data):
		iptc, others := exif.SplitPhotoshop(data)
		if iptc != nil {
			e.IPTC = iptc
		}
		if others != nil {
			e.Photoshop = others
		}
	case kind == "iptc":
		e.IPTC = data
	}
}

// missed reports whether a user may miss a text with this keyword. Notes of programs, and what EXIF
// has as well, don't count.
func missed(name string) bool {
	space, _, _ := strings.Cut(strings.ToLower(name), ":")
	switch space {
	case "software", "date", "exif", "png", "tiff", "jpeg", "icc", "xmp", "thumb", "signature", "creation time", "dc", "photoshop":
		return false
	}
	return true
}

// Orientation returns a picture's EXIF orientation, 1 to 8; 1 is upright.
func Orientation(file []byte) int {
	var texts textReader
	raw := 1
	for _, c := range chunks(file) {
		switch c.kind() {
		case "eXIf":
			if c.intact() {
				return exif.Orientation(c.data())
			}
		case "tEXt", "zTXt", "iTXt":
			if name, _, _ := keyword(c.data()); rawPart(rawKind(name)) == exif.PartEXIF && c.intact() {
				_, text, _ := texts.read(c)
				var e codec.Extra
				readRaw(&e, rawKind(name), text)
				if e.EXIF != nil {
					raw = exif.Orientation(e.EXIF)
				}
			}
		}
	}
	return raw
}
