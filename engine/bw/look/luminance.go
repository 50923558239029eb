package look

import (
	"math"
	"sync"
)

// Luminance is a sum of linear light: a table linearises and weights each sample, and another
// converts the sum back to a sample.

// light8 holds the weighted light of samples; white adds up to 65535 << lightShift.
type light8 struct{ r, g, b [256]uint32 }

const lightShift = 12

var lights8 = sync.OnceValue(func() *light8 {
	var t light8
	wr, wg, wb, _ := Look{base: luminance}.slope()
	for i := range 256 {
		v := linearLight(float64(i)/255) * (65535 << lightShift)
		t.r[i], t.g[i], t.b[i] = uint32(math.Round(wr*v)), uint32(math.Round(wg*v)), uint32(math.Round(wb*v))
	}
	return &t
})

func (l Look) luminance8() func(gray, rgb []uint8) {
	table := sync.OnceValue(l.fromLight8)
	return func(gray, rgb []uint8) {
		to, from := lights8(), table()
		rgb = rgb[:3*len(gray)]
		for i := range gray {
			p := rgb[:3:3]
			gray[i] = from[uint16((to.r[p[0]]+to.g[p[1]]+to.b[p[2]]+1<<(lightShift-1))>>lightShift)]
			rgb = rgb[3:]
		}
	}
}

// fromLight8 is the table from light to gray, including tones. But for a curve they are monotonic, so it
// is filled by finding the first light of each level.
func (l Look) fromLight8() *[1 << 16]uint8 {
	var table [1 << 16]uint8
	if l.curve != (Curve{}) {
		tone := l.tone()
		for i := range table {
			table[i] = uint8(tone(encoded(float64(i)/65535))*255 + 0.5)
		}
		return &table
	}
	next := 0
	for level := range 256 {
		end := len(table)
		if level < 255 {
			end = l.lightAt((float64(level) + 0.5) / 255)
		}
		for ; next < end; next++ {
			table[next] = uint8(level)
		}
	}
	return &table
}

// lightAt returns the smallest light, in 1/65535 and up to 65536, with at least this gray.
func (l Look) lightAt(gray float64) int {
	v := math.Pow(gray, l.Gamma()) - 0.5 - l.brightness
	c := l.Contrast()
	switch {
	case c == 0 && v <= 0:
		return 0
	case c == 0:
		return 1 << 16
	}
	black, white := l.levels.Points()
	v = (v/c+0.5)*(white-black) + black
	if v <= 0 {
		return 0
	}
	if v > 1 {
		return 1 << 16
	}
	return int(math.Ceil(linearLight(v) * 65535))
}

// lights16 holds the light of samples; white is 1<<32 - 1.
var lights16 = sync.OnceValue(func() *[1 << 16]uint32 {
	var t [1 << 16]uint32
	for i := range t {
		t[i] = uint32(math.Round(linearLight(float64(i)/65535) * math.MaxUint32))
	}
	return &t
})

// fromLights16 holds samples, in 1/65536 of a level, for every 1<<16th light and the one after the
// last. Linear interpolation is accurate to 1/200 of a level.
var fromLights16 = sync.OnceValue(func() *[1<<16 + 1]uint32 {
	var t [1<<16 + 1]uint32
	for i := range t {
		t[i] = uint32(math.Round(encoded(float64(i)*65536/math.MaxUint32) * (65535 << 15)))
	}
	return &t
})

func (l Look) luminance16() func(gray, rgb []uint16) {
	f := Look{base: luminance}.inFixed(30, 65535)
	r, g, b := uint64(f.r), uint64(f.g), uint64(f.b)
	plain := l.plain()
	table := sync.OnceValue(func() *[1 << 16]uint16 {
		var t [1 << 16]uint16
		tone := l.tone()
		for i := range t {
			t[i] = uint16(tone(float64(i)/65535)*65535 + 0.5)
		}
		return &t
	})
	return func(gray, rgb []uint16) {
		to, from := lights16(), fromLights16()
		rgb = rgb[:3*len(gray)]
		for i := range gray {
			p := rgb[:3:3]
			light := (r*uint64(to[p[0]]) + g*uint64(to[p[1]]) + b*uint64(to[p[2]])) >> 30
			at := uint16(light >> 16)
			low, high := uint64(from[at]), uint64(from[int(at)+1])
			gray[i] = uint16((low + ((high-low)*(light&0xffff))>>16 + 1<<14) >> 15)
			rgb = rgb[3:]
		}
		if !plain {
			tones := table()
			for i, v := range gray {
				gray[i] = tones[v]
			}
		}
	}
}
