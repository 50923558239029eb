package jpeg

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Extra is what stands beside a picture: what ReadExtra finds and Encode writes.
type Extra struct {
	Profile []byte // ICC, joined from its segments
	EXIF    []byte // TIFF header first
	XMP     []byte // the packet
	IPTC    []byte // records (IIM 4.2), from Photoshop's resources
	Comment []byte
	PerInch float64 // pixels per inch, both ways; 0: not known

	BadProfile bool // there are segments of a profile that do not make one; Encode doesn't look at it
}

// ReadExtra reads what stands beside a file's picture. A file that can't be read has nothing.
func ReadExtra(file []byte) Extra {
	p, err := survey(file)
	if err != nil {
		return Extra{}
	}
	return p.extra
}

// How the segments begin that several formats share APP1, APP2 and APP13 by.
var (
	exifName      = []byte("Exif\x00\x00")
	xmpName       = []byte("http://ns.adobe.com/xap/1.0/\x00")
	xmpMoreName   = []byte("http://ns.adobe.com/xmp/extension/\x00")
	iccName       = []byte("ICC_PROFILE\x00")
	mpfName       = []byte("MPF\x00")
	gainMapName   = []byte("urn:iso:std:iso:ts:21496:-1\x00")
	photoshopName = []byte("Photoshop 3.0\x00")
)

// An xmpPart is a piece of an extended packet (XMP part 3, 1.1.3.1).
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

// A collector gathers Extra from segments.
type collector struct {
	extra    Extra
	profile  [256][]byte
	count    int // of the profile's parts; 0: none seen
	twisted  bool
	extended []xmpPart
}

func (c *collector) add(marker byte, d []byte) {
	switch marker {
	case mAPP0:
		if len(d) >= 14 && bytes.HasPrefix(d, jfifName) && c.extra.PerInch == 0 {
			unit := map[byte]float64{1: 1, 2: 2.54}[d[7]]
			c.extra.PerInch = unit * float64(binary.BigEndian.Uint16(d[8:]))
		}
	case mAPP1:
		if b, ok := bytes.CutPrefix(d, exifName); ok && c.extra.EXIF == nil {
			c.extra.EXIF = b
		} else if b, ok := bytes.CutPrefix(d, xmpName); ok && c.extra.XMP == nil {
			c.extra.XMP = b
		} else if p, ok := parseXMPPart(d); ok {
			c.extended = append(c.extended, p)
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
		// Parts are numbered from 1, and each says how many there are (ICC.1:2022, B.4).
		number, count := int(b[0]), int(b[1])
		if number == 0 || number > count || c.count != 0 && c.count != count || c.profile[number] != nil {
			c.twisted = true
			return
		}
		c.count, c.profile[number] = count, b[2:]
	case mAPP13:
		if b, ok := bytes.CutPrefix(d, photoshopName); ok && c.extra.IPTC == nil {
			c.extra.IPTC = iptcOf(b)
		}
	case mCOM:
		if c.extra.Comment == nil {
			c.extra.Comment = d
		}
	}
}

// finish hands over what was gathered. A profile with parts missing is none, for viewers ignore it.
func (c *collector) finish(p *preface) {
	p.extra, p.parts = c.extra, c.extended
	if c.count > 0 && !c.twisted {
		parts := c.profile[1 : c.count+1]
		if !slices.ContainsFunc(parts, func(b []byte) bool { return b == nil }) {
			p.extra.Profile = parts[0]
			if len(parts) > 1 {
				p.extra.Profile = bytes.Join(parts, nil)
			}
		}
	}
	p.extra.BadProfile = (c.count > 0 || c.twisted) && len(p.extra.Profile) == 0
}

// iptcName opens Photoshop's resource of IPTC records, which has no name.
const iptcName = "8BIM\x04\x04\x00\x00"

// iptcOf finds the records among Photoshop's resources: signature, number and a name
// padded to even length, then size and data, padded as well.
func iptcOf(b []byte) []byte {
	for len(b) >= 12 {
		n := 6 + (1+int(b[6])+1)&^1
		if len(b) < n+4 {
			return nil
		}
		size := uint64(binary.BigEndian.Uint32(b[n:]))
		if size > uint64(len(b)-n-4) {
			return nil
		}
		end := n + 4 + int(size)
		if b[4] == 4 && b[5] == 4 {
			return b[n+4 : end : end]
		}
		b = b[min(len(b), end+end&1):]
	}
	return nil
}

// appendProfile appends a profile's segments.
func appendProfile(out, profile []byte) []byte {
	room := maxBody - len(iccName) - 2
	count := ceil(len(profile), room)
	if count > 255 {
		return out // JPEG has no room for more
	}
	for i := range count {
		out = appendSegment(out, mAPP2, iccName, []byte{byte(i + 1), byte(count)}, profile[i*room:min((i+1)*room, len(profile))])
	}
	return out
}
