package exif

import (
	"bytes"
	"encoding/binary"
	"math"
)

// A Resolution is the number of pixels per inch in each direction. Fax and many scanners have
// different ones. The zero value is an unknown resolution.
type Resolution struct {
	X, Y     float64
	Relative bool // only the proportion of X and Y is known
}

// NewResolution returns a resolution of x and y pixels per unit, of which an inch has so many; 0
// units make it relative. Missing and implausible values make it unknown, and equal relative ones
// say nothing.
func NewResolution(x, y, units float64) Resolution {
	const most = 1e7
	r := Resolution{X: x, Y: y, Relative: units == 0}
	if !r.Relative {
		r.X, r.Y = units*x, units*y
	}
	if !(r.X > 0 && r.X < most && r.Y > 0 && r.Y < most) || r.Relative && r.Square() {
		return Resolution{}
	}
	return r
}

// PerMetre returns a resolution given in pixels per metre, which formats round to whole numbers:
// 11811 of them are 300 per inch.
func PerMetre(x, y uint32) Resolution {
	const inch = 0.0254
	inches := func(metre uint32) float64 {
		v := float64(metre) * inch
		if whole := math.Round(v); math.Round(whole/inch) == float64(metre) {
			return whole
		}
		return v
	}
	return NewResolution(inches(x), inches(y), 1)
}

// Metre returns the resolution in whole pixels per metre. A relative one has 72 pixels to an inch
// in the direction with fewer.
func (r Resolution) Metre() (x, y uint32) {
	r = r.absolute()
	return uint32(math.Round(r.X / 0.0254)), uint32(math.Round(r.Y / 0.0254))
}

func (r Resolution) absolute() Resolution {
	if !r.Relative {
		return r
	}
	scale := 72 / min(r.X, r.Y)
	return Resolution{X: scale * r.X, Y: scale * r.Y}
}

// Proportion returns whole numbers in the proportion of X and Y.
func (r Resolution) Proportion() (x, y uint32) {
	scale := 1.0
	if r.X != math.Round(r.X) || r.Y != math.Round(r.Y) {
		scale = 1e4 / max(r.X, r.Y)
	}
	return uint32(max(1, math.Round(scale*r.X))), uint32(max(1, math.Round(scale*r.Y)))
}

// Known reports whether r is not the zero value.
func (r Resolution) Known() bool { return r.X > 0 && r.Y > 0 }

// Square reports whether pixels are as wide as high.
func (r Resolution) Square() bool { return math.Abs(r.X-r.Y) <= 1e-4*r.X }

// Turned returns the resolution of a picture that is turned by a quarter.
func (r Resolution) Turned() Resolution { return Resolution{X: r.Y, Y: r.X, Relative: r.Relative} }

// Or returns r, or other if r is unknown or if other is the same with more precision.
func (r Resolution) Or(other Resolution) Resolution {
	if !r.Known() || other.agrees(r) {
		return other
	}
	return r
}

// agrees reports whether two resolutions are the same: rounded to whole numbers, or in their
// proportion if the other one has no more.
func (r Resolution) agrees(rough Resolution) bool {
	const half = 0.5001
	switch {
	case !r.Known() || !rough.Known() || r.Relative && !rough.Relative:
		return false
	case rough.Relative:
		return math.Abs(r.X*rough.Y-r.Y*rough.X) <= 1e-2*r.X*rough.Y
	}
	return math.Abs(r.X-rough.X) <= half && math.Abs(r.Y-rough.Y) <= half
}

// Informative reports whether a user may miss the resolution: programs write 72 or 96 where it is
// unknown.
func (r Resolution) Informative() bool {
	return r.Known() && !(r.Square() && (math.Round(r.X) == 72 || math.Round(r.X) == 96))
}

// The tags of a resolution, and the units of ResolutionUnit (TIFF 6.0, section 8).
const (
	tagXResolution    = 0x011a
	tagYResolution    = 0x011b
	tagResolutionUnit = 0x0128

	unitNone       = 1
	unitInch       = 2
	unitCentimetre = 3
)

// UnitsPerInch returns how many of a ResolutionUnit an inch has; 0 without a unit.
func UnitsPerInch(unit int) float64 {
	switch unit {
	case unitNone:
		return 0
	case unitCentimetre:
		return 2.54
	}
	return 1
}

// ResolutionOf returns the resolution in an EXIF block.
func ResolutionOf(tiff []byte) Resolution {
	b, ok := parse(bytes.TrimPrefix(tiff, prefix))
	if !ok {
		return Resolution{}
	}
	x, okX := b.ratio(b.find(b.first, tagXResolution))
	y, okY := b.ratio(b.find(b.first, tagYResolution))
	if !okX {
		x = y
	}
	if !okY {
		y = x
	}
	unit := uint32(unitInch)
	if entry := b.find(b.first, tagResolutionUnit); entry >= 0 {
		unit, _ = b.number(entry)
	}
	return NewResolution(x, y, UnitsPerInch(int(unit)))
}

// ratio returns an entry's value, a rational number or an integer.
func (b *block) ratio(entry int) (float64, bool) {
	if entry < 0 {
		return 0, false
	}
	if n, ok := b.number(entry); ok {
		return float64(n), true
	}
	start, end, ok := b.value(entry)
	if !ok || b.u16(entry+2) != typeRational || end-start < 8 {
		return 0, false
	}
	below := b.u32(start + 4)
	return float64(b.u32(start)) / float64(below), below != 0
}

// setResolution changes the resolution, if the block has one, to that of the picture.
func (b *block) setResolution(r Resolution) {
	x, y := b.find(b.first, tagXResolution), b.find(b.first, tagYResolution)
	if x >= 0 && y >= 0 && !ResolutionOf(b.data).agrees(r) {
		b.putResolution(r)
	}
}

// putResolution replaces the values of the resolution's tags.
func (b *block) putResolution(r Resolution) {
	x, y := b.find(b.first, tagXResolution), b.find(b.first, tagYResolution)
	shared := b.u32(x+8) == b.u32(y+8)
	b.setRatio(x, r.X, shared)
	b.setRatio(y, r.Y, shared)
	if entry := b.find(b.first, tagResolutionUnit); entry >= 0 {
		b.setShort(entry, r.unit())
	}
}

func (r Resolution) unit() int {
	if r.Relative {
		return unitNone
	}
	return unitInch
}

// setRatio replaces an entry's value by a rational number: in place if it was one, or else at the
// end of the block.
func (b *block) setRatio(entry int, v float64, shared bool) {
	start, end, ok := b.value(entry)
	if !ok || shared || b.u16(entry+2) != typeRational || end-start != 8 || b.shared(start, end) {
		start = b.append(make([]byte, 8))
	}
	b.putU16(entry+2, typeRational)
	b.putU32(entry+4, 1)
	b.putU32(entry+8, uint32(start))
	above, below := Ratio(v)
	b.putU32(start, above)
	b.putU32(start+4, below)
}

// append appends a value to the block and returns its offset, which is even.
func (b *block) append(value []byte) (at int) {
	if len(b.data)%2 != 0 {
		b.data = append(b.data, 0)
	}
	at = len(b.data)
	b.data = append(b.data, value...)
	return at
}

// Ratio returns a positive number as a rational one, with three decimals if it is not whole.
func Ratio(v float64) (above, below uint32) {
	if whole := math.Round(v); math.Abs(v-whole) < 5e-4 || v > 4e6 {
		return uint32(whole), 1
	}
	return uint32(math.Round(v * 1000)), 1000
}

// WithResolution returns an EXIF block with the resolution of a picture, for formats without
// another place for it. The block may be nil. One that can't be read is returned unchanged.
func WithResolution(tiff []byte, r Resolution) []byte {
	if !r.Known() {
		return tiff
	}
	if len(tiff) == 0 {
		tiff = []byte("MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00") // an empty IFD0
	}
	b, ok := parse(bytes.Clone(bytes.TrimPrefix(tiff, prefix)))
	if !ok || !b.first.whole {
		return tiff
	}
	if b.find(b.first, tagXResolution) >= 0 && b.find(b.first, tagYResolution) >= 0 && ResolutionOf(tiff).agrees(r) {
		return tiff
	}
	for _, tag := range []uint16{tagXResolution, tagYResolution, tagResolutionUnit} {
		b.ensure(tag)
	}
	b.putResolution(r)
	return b.data
}

// ensure adds an entry of a tag without a value to IFD0, unless it has one. The directory moves to
// the end of the block; nothing else moves.
func (b *block) ensure(tag uint16) {
	if b.find(b.first, tag) >= 0 {
		return
	}
	d := b.first
	old := b.data[d.at : d.link()+4]
	at := 2
	for at < len(old)-4 && b.order.Uint16(old[at:]) < tag {
		at += entrySize
	}
	moved := bytes.Join([][]byte{old[:at], make([]byte, entrySize), old[at:]}, nil)
	b.order.PutUint16(moved, uint16(d.n+1))
	b.order.PutUint16(moved[at:], tag)
	clear(old)
	b.first.at, b.first.n = b.append(moved), d.n+1
	b.putU32(4, uint32(b.first.at))
}

// resourceResolution is Photoshop's ResolutionInfo: two numbers of pixels per inch, 16.16, each
// followed by the units to display (Adobe Photoshop File Formats, Image Resource IDs).
const resourceResolution = 0x03ed

// PhotoshopResolution returns the resolution in image resources.
func PhotoshopResolution(resources []byte) Resolution {
	rest := bytes.TrimPrefix(resources, photoshopPrefix)
	for {
		head, body, tail, ok := cutResource(rest)
		if !ok {
			return Resolution{}
		}
		if binary.BigEndian.Uint16(head[4:]) == resourceResolution && len(body) >= 16 {
			fixed := func(at int) float64 { return float64(binary.BigEndian.Uint32(body[at:])) / 65536 }
			return NewResolution(fixed(0), fixed(8), 1)
		}
		rest = tail
	}
}

// turnedResolution returns the content of a ResolutionInfo for a picture that is turned by a
// quarter.
func turnedResolution(body []byte) []byte {
	if len(body) < 16 {
		return body
	}
	return bytes.Join([][]byte{body[8:16], body[:8], body[16:]}, nil)
}
