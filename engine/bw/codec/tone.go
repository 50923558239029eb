package codec

// A Tone makes gray of colour. Row8 and Row16 fill gray with a row of pixels from rgb, which holds red,
// green and blue of each pixel in turn. They keep neither slice, and several goroutines may call them.
type Tone struct {
	Row8  func(gray, rgb []uint8)
	Row16 func(gray, rgb []uint16)

	// GrayStays promises that equal red, green and blue come out as themselves. A picture that is
	// gray already then passes through unchanged.
	GrayStays bool

	// OfLuma promises that gray depends on nothing but BT.601 luma. The luma of a full-range YCbCr picture
	// is then toned as it is stored, and its chroma is not read.
	OfLuma bool

	// Linear is the tone as a weighted sum, or nil if it is not linear.
	Linear *Linear
}

// Linear is gray as Y*luma + Cb*(cb-0.5) + Cr*(cr-0.5) + Offset, of full-range samples from 0 to 1, clamped to
// them.
type Linear struct{ Y, Cb, Cr, Offset float64 }

// Neutral is BT.601 luma, the gray of Pillow's "L".
var Neutral = &Tone{Row8: neutral8, Row16: neutral16, GrayStays: true, OfLuma: true, Linear: &Linear{Y: 1}}

// Table returns what the tone makes of every 8-bit gray.
func (t *Tone) Table() (table [256]uint8) {
	var rgb [3 * 256]uint8
	for i := range rgb {
		rgb[i] = uint8(i / 3)
	}
	t.Row8(table[:], rgb[:])
	return table
}

// The weights of red, green and blue in BT.601 luma, in 1/65536, as Pillow rounds them. They add up
// to 1<<16, so that 32 bits are enough for the weighted sum of 16-bit samples.
const WeightR, WeightG, WeightB = 19595, 38470, 7471

// Weigh returns the luma of one colour of 8 or 16 bits a sample.
func Weigh(r, g, b uint32) uint32 { return (WeightR*r + WeightG*g + WeightB*b + 0x8000) >> 16 }

// Luma returns the neutral gray of an 8-bit colour.
func Luma(r, g, b uint8) uint8 { return uint8(Weigh(uint32(r), uint32(g), uint32(b))) }

// Luma16 returns the neutral gray of a 16-bit colour.
func Luma16(r, g, b uint16) uint16 { return uint16(Weigh(uint32(r), uint32(g), uint32(b))) }

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
