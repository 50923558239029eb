package jpeg

import (
	"math"
	"testing"
)

// mixes are looks as package look gives them.
var mixes = map[string]Mix{
	"red":         mixOf(0.9, 0.1, 0, 0),
	"orange":      mixOf(0.78, 0.22, 0, 0),
	"yellow":      mixOf(0.6, 0.28, 0.12, 0),
	"green":       mixOf(0.1, 0.7, 0.2, 0),
	"blue":        mixOf(0, 0.21, 0.79, 0),
	"infrared":    mixOf(-0.4, 2, -0.6, 0),
	"even":        mixOf(1.0/3, 1.0/3, 1.0/3, 0),
	"bt709":       mixOf(0.2126, 0.7152, 0.0722, 0),
	"red, strong": mixOf(0.9*1.3, 0.1*1.3, 0, 127.5*(1-1.3)+20),
	"contrast":    {Y: 1.2, Offset: 127.5 * (1 - 1.2)},
	"soft":        {Y: 0.7, Offset: 127.5 * (1 - 0.7)},
	"light":       {Y: 1, Offset: 30},
	"dark":        {Y: 1, Offset: -51},
	"harsh":       {Y: 3, Offset: 127.5 * (1 - 3)},
}

func mixOf(r, g, b, offset float64) Mix {
	return Mix{Y: r + g + b, Cb: b*toBlue - g*greenCb, Cr: r*toRed - g*greenCr, Offset: offset}
}

// pixelLook mixes the pixels that djpeg sees, in floating point.
func pixelLook(t testing.TB, file []byte, m Mix) (gray []float64) {
	if m.Cb == 0 && m.Cr == 0 {
		_, _, pix := samples(t, run(t, file, "djpeg", "-grayscale", "-pnm"), 1)
		for _, v := range pix {
			gray = append(gray, min(max(m.Y*float64(v)+m.Offset, 0), 255))
		}
		return gray
	}
	r, g, b := m.colours()
	_, _, pix := samples(t, run(t, file, "djpeg", "-rgb", "-pnm"), 3)
	for i := 0; i < len(pix); i += 3 {
		v := r*float64(pix[i]) + g*float64(pix[i+1]) + b*float64(pix[i+2]) + m.Offset
		gray = append(gray, min(max(v, 0), 255))
	}
	return gray
}

// compare returns how two grays differ.
func compare(got []byte, want []float64) (mean, most, near float64) {
	far := 0
	for i, v := range got {
		d := math.Abs(float64(v) - want[i])
		mean += d
		most = max(most, d)
		if d > 4 {
			far++
		}
	}
	n := float64(len(got))
	return mean / n, most, 1 - float64(far)/n
}
