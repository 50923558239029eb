package look

import "math"

// Linear returns the look as
//
//	gray = clamp(wr·R + wg·G + wb·B + offset)
//
// with all values from 0 to 1, levels, contrast and brightness included. It returns false for other
// looks: luminance, gamma, a curve, pure black and white. Automatic levels count as none.
func (l Look) Linear() (wr, wg, wb, offset float64, ok bool) {
	if l.base == luminance || l.table() || l.bit.Method != None {
		return 0, 0, 0, 0, false
	}
	wr, wg, wb, offset = l.slope()
	return wr, wg, wb, offset, true
}

// LinearYCbCr is Linear in the colours of a full-range JFIF picture:
//
//	gray = clamp(y·Y + cb·(Cb − 0.5) + cr·(Cr − 0.5) + offset)
//
// where 0.5 is a sample of 128, and without clamping R, G and B in between. For the neutral look y
// is 1, and cb and cr are exactly 0.
func (l Look) LinearYCbCr() (y, cb, cr, offset float64, ok bool) {
	wr, wg, wb, offset, ok := l.Linear()
	if !ok {
		return 0, 0, 0, 0, false
	}
	// ITU-T T.871: green is the remainder of luma after red and blue.
	const (
		toRed, toBlue = 2 - 2*0.299, 2 - 2*0.114
		greenCb       = 0.114 * toBlue / 0.587
		greenCr       = 0.299 * toRed / 0.587
	)
	y, cb, cr = wr+wg+wb, wb*toBlue-wg*greenCb, wr*toRed-wg*greenCr
	if l.base == bt601 {
		y, cb, cr = l.Contrast()*l.gain(), 0, 0
	}
	if math.Abs(y-math.Round(y)) < 1e-12 { // so that 66 + 24 + 10 % is 1
		y = math.Round(y)
	}
	return y, cb, cr, offset, true
}

// slope returns weights and offset before the clamp. For luminance the weights apply to linear
// light and do not include levels and contrast.
func (l Look) slope() (wr, wg, wb, offset float64) {
	wr, wg, wb = l.Weights()
	gain := l.Contrast() * l.gain()
	c := gain / 100
	if l.base == luminance {
		c = 0.01
	}
	black, _ := l.levels.Points()
	return wr * c, wg * c, wb * c, 0.5 - 0.5*l.Contrast() + l.brightness - black*gain
}

// fixed is the result of slope in fixed point, where 1<<shift is one level of gray.
type fixed struct{ r, g, b, offset int64 }

// inFixed rounds the result of slope; white is the largest sample. The sum of the weights
// determines neutral colours, so the sum is rounded, and the largest weight takes the difference.
func (l Look) inFixed(shift uint, white float64) fixed {
	wr, wg, wb, offset := l.slope()
	one := float64(uint64(1) << shift)
	in := func(v float64) int64 { return int64(math.RoundToEven(v * one)) }
	f := fixed{in(wr), in(wg), in(wb), in(offset * white)}
	left := in(wr+wg+wb) - f.r - f.g - f.b
	switch largest := max(math.Abs(wr), math.Abs(wg), math.Abs(wb)); largest {
	case math.Abs(wg):
		f.g += left
	case math.Abs(wr):
		f.r += left
	default:
		f.b += left
	}
	return f
}

// linearLight converts an sRGB sample to linear light (IEC 61966-2-1), both 0 to 1.
func linearLight(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// encoded converts linear light to an sRGB sample, both 0 to 1.
func encoded(v float64) float64 {
	if v <= 0.0031308 {
		return v * 12.92
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}
