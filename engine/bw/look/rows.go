package look

import (
	"encoding/binary"
	"math"
	"sync"

	"pretobranco/engine/bw/codec"
)

// Rows returns functions that convert a row of pixels from rgb, with red, green and blue of each
// pixel in turn, to gray. gray reports whether equal red, green and blue are unchanged. 1-bit is
// not included: see [Look.Bilevel]. The functions are safe for concurrent use. Their tables are
// computed on first use.
//
// Accuracy against the formulas of the package comment in real numbers: neutral is (19595·R +
// 38470·G + 7471·B + 0x8000) >> 16 at both depths; other linear looks are rounded to nearest,
// except for ties within 1/100 of a level. With gamma or a curve, gray before them is rounded to 1/16
// of a level (8 bits) or to a level (16 bits). Luminance is rounded to 1/65535 of linear light (8 bits),
// at most a tenth of a level, or accurate to 1/100 of a level before tones that act on whole levels
// (16 bits).
func (l Look) Rows() (row8 func(gray, rgb []uint8), row16 func(gray, rgb []uint16), grayStays bool) {
	plain := l.plain()
	switch {
	case plain && l.base == bt601:
		return neutral.calm8, codec.Neutral.Row16, true
	case l.base == luminance:
		return l.luminance8(), l.luminance16(), plain
	}
	narrow, wide := l.inFixed(16, 255), l.inFixed(32, 65535)
	if !l.table() {
		stays := plain && narrow.r+narrow.g+narrow.b == 1<<16 && wide.r+wide.g+wide.b == 1<<32
		switch {
		case narrow.calm():
			return narrow.calm8, wide.row16, stays
		case !narrow.small():
			return narrow.large8, wide.row16, stays
		}
		return narrow.row8, wide.row16, stays
	}
	table8 := sync.OnceValue(l.tones8)
	table16 := sync.OnceValue(l.tones16)
	if !narrow.small() {
		return func(gray, rgb []uint8) { fineRow(narrow, gray, rgb, table8(), int64(0)) }, tabled(wide, table16), false
	}
	return func(gray, rgb []uint8) { fineRow(narrow, gray, rgb, table8(), int32(0)) }, tabled(wide, table16), false
}

// tabled is row16 followed by a table.
func tabled(wide fixed, tones func() *[1 << 16]uint16) func(gray, rgb []uint16) {
	return func(gray, rgb []uint16) {
		wide.row16(gray, rgb)
		table := tones()
		for i, v := range gray {
			gray[i] = table[v]
		}
	}
}

var neutral = fixed{r: codec.WeightR, g: codec.WeightG, b: codec.WeightB}

// calm reports whether no sum of row8 can leave 0 to 255, so that calm8 can be used instead.
func (f fixed) calm() bool {
	return f.r >= 0 && f.g >= 0 && f.b >= 0 && f.offset == 0 && f.r+f.g+f.b <= 1<<16
}

// calm8 is row8 for two pixels at a time. In the eight bytes
//
//	R0 G0 B0 R1 G1 B1 .. ..
//
// the two samples of a colour are 24 bits apart, which is enough for a sum below 256 levels of
// 1<<16: two sums fit in a word without overlapping.
func (f fixed) calm8(gray, rgb []uint8) {
	const pair, half = 0xff | 0xff<<24, 0x8000 | 0x8000<<24
	r, g, b := uint64(f.r), uint64(f.g), uint64(f.b)
	rgb = rgb[:3*len(gray)]
	for len(gray) >= 4 && len(rgb) >= 14 {
		v, w := binary.LittleEndian.Uint64(rgb), binary.LittleEndian.Uint64(rgb[6:])
		v = v&pair*r + v>>8&pair*g + v>>16&pair*b + half
		w = w&pair*r + w>>8&pair*g + w>>16&pair*b + half
		gray[0], gray[1], gray[2], gray[3] = uint8(v>>16), uint8(v>>40), uint8(w>>16), uint8(w>>40)
		gray, rgb = gray[4:], rgb[12:]
	}
	f.row8(gray, rgb)
}

// small reports whether no sum of row8 needs more than 32 bits. Steep levels do.
func (f fixed) small() bool {
	abs := func(v int64) int64 { return max(v, -v) }
	return 255*(abs(f.r)+abs(f.g)+abs(f.b))+abs(f.offset) < 1<<30
}

// row8 is for sums that are small.
func (f fixed) row8(gray, rgb []uint8) { row(f, gray, rgb, int32(0)) }

// large8 is row8 for all sums: weights of 3, a contrast of 4 and levels of 50 are less than 1<<28.
func (f fixed) large8(gray, rgb []uint8) { row(f, gray, rgb, int64(0)) }

// row adds weighted samples in integers of the type of its last argument.
func row[T int32 | int64](f fixed, gray, rgb []uint8, _ T) {
	r, g, b, offset := T(f.r), T(f.g), T(f.b), T(f.offset)+0x8000
	rgb = rgb[:3*len(gray)]
	for i := range gray {
		p := rgb[:3:3]
		v := (r*T(p[0]) + g*T(p[1]) + b*T(p[2]) + offset) >> 16
		if v < 0 || v > 255 {
			v = ^(v >> 31) // 0, or all ones
		}
		gray[i] = uint8(v)
		rgb = rgb[3:]
	}
}

func (f fixed) row16(gray, rgb []uint16) {
	r, g, b, offset := f.r, f.g, f.b, f.offset+1<<31
	rgb = rgb[:3*len(gray)]
	for i := range gray {
		p := rgb[:3:3]
		v := (r*int64(p[0]) + g*int64(p[1]) + b*int64(p[2]) + offset) >> 32
		if uint64(v) > 0xffff {
			v = ^(v >> 63)
		}
		gray[i] = uint16(v)
		rgb = rgb[3:]
	}
}

// fine is the number of steps per level of gray before gamma and curve.
const fine = 16

// fineRow is row followed by a table of fine steps.
func fineRow[T int32 | int64](f fixed, gray, rgb []uint8, table *[255*fine + 1]uint8, _ T) {
	r, g, b, offset := T(f.r), T(f.g), T(f.b), T(f.offset)+0x8000/fine
	rgb = rgb[:3*len(gray)]
	for i := range gray {
		p := rgb[:3:3]
		v := (r*T(p[0]) + g*T(p[1]) + b*T(p[2]) + offset) >> 12
		gray[i] = table[min(max(v, 0), 255*fine)]
		rgb = rgb[3:]
	}
}

func (l Look) tones8() *[255*fine + 1]uint8 {
	var table [255*fine + 1]uint8
	shape := l.shape()
	for i := range table {
		table[i] = uint8(255*shape(float64(i)/(255*fine)) + 0.5)
	}
	return &table
}

func (l Look) tones16() *[1 << 16]uint16 {
	var table [1 << 16]uint16
	shape := l.shape()
	for i := range table {
		table[i] = uint16(65535*shape(float64(i)/65535) + 0.5)
	}
	return &table
}

// shape returns gamma and curve as a function of gray, both 0 to 1.
func (l Look) shape() func(float64) float64 {
	exponent := 1 / l.Gamma()
	if l.curve == (Curve{}) {
		return func(v float64) float64 { return math.Pow(v, exponent) }
	}
	curve := l.curve.function()
	return func(v float64) float64 {
		if l.gamma != 0 {
			v = math.Pow(v, exponent)
		}
		return curve(v)
	}
}

// tone returns levels, contrast, brightness, clamp, gamma and curve as a function of the mix.
func (l Look) tone() func(float64) float64 {
	black, _ := l.levels.Points()
	gain, shape := l.gain(), l.shape()
	return func(v float64) float64 {
		v = min(max(((v-black)*gain-0.5)*l.Contrast()+0.5+l.brightness, 0), 1)
		if l.table() {
			v = shape(v)
		}
		return v
	}
}
