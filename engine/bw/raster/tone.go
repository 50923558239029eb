package raster

// A Tone makes gray of colour. Both functions fill gray with a row of so many pixels
// from rgb, which holds red, green and blue of each pixel in turn. They must not keep
// either, and may be called from several goroutines.
type Tone struct {
	Row8  func(gray, rgb []uint8)
	Row16 func(gray, rgb []uint16)

	// GrayStays promises that equal red, green and blue come out as themselves.
	GrayStays bool

	// OfLuma promises that nothing but neutral gray matters. The luma of a full-range
	// YCbCr picture is toned as it is then, and its chroma not looked at.
	OfLuma bool
}

// Neutral is BT.601 luma, the gray of Pillow's "L".
var Neutral = &Tone{Row8: neutral8, Row16: neutral16, GrayStays: true, OfLuma: true}

// table is what the tone makes of every gray of 8 bits.
func (t *Tone) table() (table [256]uint8) {
	var rgb [3 * 256]uint8
	for i := range rgb {
		rgb[i] = uint8(i / 3)
	}
	t.Row8(table[:], rgb[:])
	return table
}

// Luma is the neutral gray of one 8-bit colour.
func Luma(r, g, b uint8) uint8 {
	return uint8((19595*uint32(r) + 38470*uint32(g) + 7471*uint32(b) + 0x8000) >> 16)
}

// Luma16 is the neutral gray of one 16-bit colour. The weights add up to 1<<16, so
// that 32 bits are just enough.
func Luma16(r, g, b uint16) uint16 {
	return uint16((19595*uint32(r) + 38470*uint32(g) + 7471*uint32(b) + 0x8000) >> 16)
}

func neutral8(gray, rgb []uint8) {
	rgb = rgb[:3*len(gray)]
	for i := range gray {
		p := rgb[:3:3]
		gray[i] = Luma(p[0], p[1], p[2])
		rgb = rgb[3:]
	}
}

func neutral16(gray, rgb []uint16) {
	rgb = rgb[:3*len(gray)]
	for i := range gray {
		p := rgb[:3:3]
		gray[i] = Luma16(p[0], p[1], p[2])
		rgb = rgb[3:]
	}
}
