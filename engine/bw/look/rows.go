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
// except for ties within 1/100 of a level. With gamma, gray before gamma is rounded to 1/16 of a
// level (8 bits) or to a level (16 bits). Luminance is rounded to 1/65535 of linear light (8 bits),
// at most a tenth of a level, or accurate to 1/100 of a level before tones that act on whole levels
// (16 bits).
func (l Look) Rows() (row8 func(gray, rgb []uint8), row16 func(gray, rgb []uint16), grayStays bool) {
	plain := l.brightness == 0 && l.contrast == 0 && l.gamma == 0
	switch {
	case plain && l.base == bt601:
		return neutral.calm8, codec.Neutral.Row16, true
	case l.base == luminance:
		return l.luminance8(), l.luminance16(), plain
	}
	narrow, wide := l.inFixed(16, 255), l.inFixed(32, 65535)
	if l.gamma == 0 {
		stays := plain && narrow.r+narrow.g+narrow.b == 1<<16 && wide.r+wide.g+wide.b == 1<<32
		if narrow.calm() {
			return narrow.calm8, wide.row16, stays
		}
		return narrow.row8, wide.row16, stays
	}
	table8 := sync.OnceValue(l.gamma8)
	table16 := sync.OnceValue(l.gamma16)
	return func(gray, rgb []uint8) { narrow.curve8(gray, rgb, table8()) },
		func(gray, rgb []uint16) {
			wide.row16(gray, rgb)
			table := table16()
			for i, v := range gray {
				gray[i] = table[v]
			}
		}, false
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

// row8 does not overflow: three weights of 3, a contrast of 4 and a sample of 255 are less than
// 1<<30 in units of 1<<16, and the offset is less than 1<<26.
func (f fixed) row8(gray, rgb []uint8) {
	r, g, b, offset := int32(f.r), int32(f.g), int32(f.b), int32(f.offset)+0x8000
	rgb = rgb[:3*len(gray)]
	for i := range gray {
		p := rgb[:3:3]
		v := (r*int32(p[0]) + g*int32(p[1]) + b*int32(p[2]) + offset) >> 16
		if uint32(v) > 255 {
			v = ^(v >> 31)
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

// fine is the number of steps per level of gray before gamma.
const fine = 16

// curve8 is row8 followed by a table of fine steps.
func (f fixed) curve8(gray, rgb []uint8, table *[255*fine + 1]uint8) {
	r, g, b, offset := int32(f.r), int32(f.g), int32(f.b), int32(f.offset)+0x8000/fine
	rgb = rgb[:3*len(gray)]
	for i := range gray {
		p := rgb[:3:3]
		v := (r*int32(p[0]) + g*int32(p[1]) + b*int32(p[2]) + offset) >> 12
		if uint32(v) > 255*fine {
			v = ^(v >> 31) & (255 * fine)
		}
		gray[i] = table[v]
		rgb = rgb[3:]
	}
}

func (l Look) gamma8() *[255*fine + 1]uint8 {
	var table [255*fine + 1]uint8
	exponent := 1 / l.Gamma()
	for i := range table {
		table[i] = uint8(255*math.Pow(float64(i)/(255*fine), exponent) + 0.5)
	}
	return &table
}

func (l Look) gamma16() *[1 << 16]uint16 {
	var table [1 << 16]uint16
	exponent := 1 / l.Gamma()
	for i := range table {
		table[i] = uint16(65535*math.Pow(float64(i)/65535, exponent) + 0.5)
	}
	return &table
}

// tone applies contrast, brightness, clamp and gamma.
func (l Look) tone(v float64) float64 {
	v = min(max((v-0.5)*l.Contrast()+0.5+l.brightness, 0), 1)
	if l.gamma != 0 {
		v = math.Pow(v, 1/l.gamma)
	}
	return v
}
