package png

import (
	"encoding/binary"

	"pretobranco/engine/bw/exif"
)

// Extra is what stands beside a picture: what ReadExtra finds and Encode writes. Empty
// fields are absent.
type Extra struct {
	Profile []byte // ICC; Encode takes one of a gray space
	SRGB    bool   // gray is that of sRGB; not together with Profile; Encode alone
	EXIF    []byte // a TIFF header and what follows it
	XMP     []byte
	PerInch float64 // pixels per inch, both ways

	BadProfile bool // there is a profile that can't be read; Encode doesn't look at it

	// Bilevel asks Encode for 1-bit grayscale: samples of 128 and more are white. For
	// *image.Gray alone.
	Bilevel bool
}

// ReadExtra reads what stands beside a file's picture (11.3). What is damaged is absent.
func ReadExtra(file []byte) (e Extra) {
	for _, c := range chunks(file) {
		if c.critical() || !c.intact() {
			continue
		}
		switch c.kind() {
		case "iCCP":
			name, packed, _ := keyword(c.data())
			profile, ok := inflateText(packed)
			if !ok || name == "" {
				e.BadProfile = true
				continue
			}
			e.Profile = profile
		case "eXIf":
			e.EXIF = c.data()
		case "pHYs":
			if d := c.data(); len(d) == 9 && d[8] == 1 {
				e.PerInch = float64(binary.BigEndian.Uint32(d)) * 0.0254
			}
		case "iTXt":
			if name, _, _ := keyword(c.data()); name == xmpKeyword {
				_, e.XMP, _ = textOf(c)
			}
		}
	}
	return e
}

// Orientation returns how a viewer turns a file's picture, 1 to 8 as in EXIF; 1 is upright.
func Orientation(file []byte) int {
	for _, c := range chunks(file) {
		if c.kind() == "eXIf" && c.intact() {
			return exif.Orientation(c.data())
		}
	}
	return 1
}
