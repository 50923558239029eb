package jpeg

import (
	"bytes"
	"encoding/binary"
	"slices"
	"unicode/utf8"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
)

// ReadExtra reads a file's metadata. The result is empty for a file that can't be read.
func ReadExtra(file []byte) codec.Extra {
	p, err := readHeaders(file)
	if err != nil {
		return codec.Extra{}
	}
	return p.gather()
}

// The identifiers at the start of APPn segments.
var (
	exifName      = []byte("Exif\x00\x00")
	flashPixName  = []byte("FPXR\x00")
	duckyName     = []byte("Ducky")
	xmpName       = []byte("http://ns.adobe.com/xap/1.0/\x00")
	xmpMoreName   = []byte("http://ns.adobe.com/xmp/extension/\x00")
	iccName       = []byte("ICC_PROFILE\x00")
	mpfName       = []byte("MPF\x00")
	gainMapName   = []byte("urn:iso:std:iso:ts:21496:-1\x00")
	photoshopName = []byte("Photoshop 3.0\x00")
)

// An xmpPart is one segment of an extended XMP packet (XMP part 3, 1.1.3.1).
type xmpPart struct {
	guid   string // 32 hexadecimal digits
	total  int
	offset int
	data   []byte
}

func parseXMPPart(d []byte) (p xmpPart, ok bool) {
	d, ok = bytes.CutPrefix(d, xmpMoreName)
	if !ok || len(d) < 40 {
		return xmpPart{}, false
	}
	return xmpPart{
		guid:   string(d[:32]),
		total:  int(binary.BigEndian.Uint32(d[32:])),
		offset: int(binary.BigEndian.Uint32(d[36:])),
		data:   d[40:],
	}, true
}

// A collector gathers metadata segments.
type collector struct {
	segments   []segment
	resolution exif.Resolution
	profile    [256][]byte
	count      int // of ICC segments; 0: none so far
	twisted    bool
}

func (c *collector) add(marker byte, d []byte) {
	if marker >= mAPP0 && marker <= mAPP15 || marker == mCOM {
		c.segments = append(c.segments, segment{marker, d})
	}
	switch marker {
	case mAPP0:
		if len(d) >= 14 && bytes.HasPrefix(d, jfifName) && !c.resolution.Known() && d[7] <= 2 {
			units := [3]float64{0, 1, 2.54}[d[7]]
			c.resolution = exif.NewResolution(float64(binary.BigEndian.Uint16(d[8:])), float64(binary.BigEndian.Uint16(d[10:])), units)
		}
	case mAPP2:
		b, ok := bytes.CutPrefix(d, iccName)
		if !ok {
			return
		}
		if len(b) < 2 {
			c.twisted = true
			return
		}
		// Segments are numbered from 1, and each has the total count (ICC.1:2022, B.4).
		number, count := int(b[0]), int(b[1])
		if number == 0 || number > count || c.count != 0 && c.count != count || c.profile[number] != nil {
			c.twisted = true
			return
		}
		c.count, c.profile[number] = count, b[2:]
	}
}

// finish stores the result in p. A profile with missing segments is dropped, as viewers ignore it.
func (c *collector) finish(p *headers) {
	p.segments = c.segments
	e := &p.extra
	e.Resolution = c.resolution
	if c.count > 0 && !c.twisted {
		parts := c.profile[1 : c.count+1]
		if !slices.ContainsFunc(parts, func(b []byte) bool { return b == nil }) {
			e.Profile = parts[0]
			if len(parts) > 1 {
				e.Profile = bytes.Join(parts, nil)
			}
		}
	}
	e.BadProfile = (c.count > 0 || c.twisted) && len(e.Profile) == 0
	var exifs []segment
	for _, s := range c.segments {
		switch {
		case s.named(mAPP1, exifName):
			exifs = append(exifs, s)
		case s.named(mAPP1, xmpName) && e.XMP == nil:
			e.XMP = s.body[len(xmpName):]
		}
	}
	if groups := blocks(exifs); len(groups) > 0 {
		e.EXIF = joined(groups[0], exifName)
	}
}

// unknown reports whether a segment is of an unknown format and contains no preview.
func (s segment) unknown() bool {
	for _, name := range [][]byte{jfifName, jfxxName, exifName, xmpName, xmpMoreName, iccName, mpfName, gainMapName, flashPixName, photoshopName, adobeName, duckyName} {
		if bytes.HasPrefix(s.body, name) {
			return false
		}
	}
	return s.marker != mCOM && s.marker != mAPP11 && len(s.body) > 0 && !bytes.Contains(s.body, []byte("\xff\xd8\xff"))
}

// gather adds the metadata that takes more than finish's look at the identifiers.
func (p *headers) gather() codec.Extra {
	e := p.extra
	var extended, photoshop []segment
	var comments [][]byte
	for _, s := range p.segments {
		switch {
		case s.named(mAPP1, xmpMoreName):
			extended = append(extended, s)
		case s.named(mAPP13, photoshopName):
			photoshop = append(photoshop, s)
		case s.marker == mCOM:
			if text := bytes.TrimRight(s.body, "\x00"); len(text) > 0 {
				comments = append(comments, text)
			}
		case s.marker == mAPP11 && bytes.Contains(s.body, []byte("c2pa")):
			e.Unknown.Add(exif.PartCredentials)
		case s.unknown():
			e.Unknown.Add(exif.PartOther)
		}
	}
	if more := joinExtended(extended, exif.ExtendedXMP(e.XMP)); more != nil {
		if whole := exif.JoinXMP(e.XMP, more); whole != nil {
			e.XMP = whole
		} else {
			e.Unknown.Add(exif.PartXMP)
		}
	}
	e.IPTC, e.Photoshop = exif.SplitPhotoshop(joined(photoshop, photoshopName))
	e.Comment = bytes.Join(comments, []byte("\n"))
	return e
}

// appendProfile appends a profile's segments. It returns false if the profile is too large for
// JPEG.
func appendProfile(out, profile []byte) ([]byte, bool) {
	partSize := maxBody - len(iccName) - 2
	count := ceil(len(profile), partSize)
	if count > 255 {
		return out, false
	}
	for i := range count {
		out = appendSegment(out, mAPP2, iccName, []byte{byte(i + 1), byte(count)}, profile[i*partSize:min((i+1)*partSize, len(profile))])
	}
	return out, true
}

// appendEXIF appends an EXIF block and returns the parts that do not fit into a segment.
func appendEXIF(out, block []byte) ([]byte, exif.Parts) {
	if len(block) == 0 {
		return out, nil
	}
	fitted, dropped := exif.Fit(block, maxBody-len(exifName))
	if fitted == nil {
		return out, dropped
	}
	return appendSegment(out, mAPP1, exifName, fitted), dropped
}

// appendXMP appends a packet, followed by an extended packet if it does not fit into a segment (XMP
// part 3, 1.1.3.1). It returns the parts that can't be written.
func appendXMP(out, packet []byte) ([]byte, exif.Parts) {
	if len(packet) == 0 {
		return out, nil
	}
	standard, extended := packet, []byte(nil)
	if len(packet) > maxBody-len(xmpName) {
		standard, extended = exif.SplitXMP(packet, maxBody-len(xmpName))
	}
	if standard == nil {
		return out, exif.Parts{exif.PartXMP}
	}
	out = appendSegment(out, mAPP1, xmpName, standard)
	if extended == nil {
		return out, nil
	}
	guid := []byte(exif.ExtendedXMP(standard))
	const partSize = 65400 // the size that Adobe's programs use
	for at := 0; at < len(extended); at += partSize {
		head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(len(extended))), uint32(at))
		out = appendSegment(out, mAPP1, xmpMoreName, guid, head, extended[at:min(len(extended), at+partSize)])
	}
	return out, nil
}

// appendPhotoshop appends Photoshop resources, in several segments if necessary.
func appendPhotoshop(out, resources []byte) []byte {
	for partSize := maxBody - len(photoshopName); len(resources) > 0; {
		n := min(partSize, len(resources))
		out = appendSegment(out, mAPP13, photoshopName, resources[:n])
		resources = resources[n:]
	}
	return out
}

// appendComment appends a comment, in several segments if necessary.
func appendComment(out, text []byte) []byte {
	for len(text) > 0 {
		n := min(maxBody, len(text))
		for n < len(text) && n > maxBody-utf8.UTFMax && !utf8.RuneStart(text[n]) {
			n-- // keep UTF-8 sequences whole
		}
		out = appendSegment(out, mCOM, text[:n])
		text = text[n:]
	}
	return out
}
