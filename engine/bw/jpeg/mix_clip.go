package jpeg

import "math"

// A bound decides which blocks must be mixed as pixels: decoders clip red, green and blue to the
// range of a sample, which coefficients can't express. The decision uses the block's mean and the
// standard deviation of its samples, which is the norm of its AC (Parseval). Hardly any sample is
// farther from the mean than deviations times that.
type bound struct {
	spread float32
	colour bool
	luma   float32    // weight of clipped luma, if there is no colour
	weight [3]float32 // weight of clipped red, green and blue
	scale  float32    // weight of luma
	low    float32    // luma below this is clipped while the gray is not
	high   float32
}

const (
	deviations  = 1.5 // assumed largest distance from the mean
	leastChange = 1   // levels of gray that may be clipped without a visible difference
	mostReach   = 480 // distance from the middle beyond which table-driven decoders fail
)

func newBound(m Mix, colour bool) bound {
	b := bound{spread: deviations / 8, colour: colour, luma: float32(math.Abs(m.Y)), scale: float32(m.Y)}
	if colour {
		red, green, blue := m.colours()
		for i, w := range []float64{red, green, blue} {
			b.weight[i] = float32(math.Abs(w))
		}
	}
	// Clipping is invisible if the gray is clipped as well.
	black, white := m.Offset, m.Offset+255*m.Y
	b.low, b.high = float32(math.Inf(-1)), float32(math.Inf(1))
	if black > 0 && black < 255 {
		b.low = 0
	}
	if white > 0 && white < 255 {
		b.high = 255
	}
	return b
}

// A colourRange is the range of red, green and blue minus luma in a block of chroma.
type colourRange struct{ low, high [3]float32 }

func (x *mixer) rangeOf(cb, cr *coded) (r colourRange) {
	mb := float32(cb.c[0]) * x.dequantise[1][0] / 8
	mr := float32(cr.c[0]) * x.dequantise[2][0] / 8
	sb, sr := x.bound.spread*root(cb.energy), x.bound.spread*root(cr.energy)
	green, reach := -greenCb*mb-greenCr*mr, greenCb*sb+greenCr*sr
	r.low = [3]float32{toRed * (mr - sr), green - reach, toBlue * (mb - sb)}
	r.high = [3]float32{toRed * (mr + sr), green + reach, toBlue * (mb + sb)}
	return r
}

func root(v float32) float32 { return float32(math.Sqrt(float64(v))) }

// clips reports whether a block of luma is clipped visibly, and whether it must be decoded in any
// case.
func (b *bound) clips(l *coded, step int32, r *colourRange) (clips, must bool) {
	mean := float32(int32(l.c[0])*step)/8 + 128
	reach := b.spread * root(l.energy)
	low, high := mean-reach, mean+reach
	if b.scale > 1 && b.luma*max(high-128, 128-low) > mostReach {
		return true, true
	}
	if !b.colour {
		return b.luma*max(b.low-low, high-b.high) > leastChange, false
	}
	off := float32(0)
	for i, w := range b.weight {
		if over := max(high+r.high[i]-255, -low-r.low[i]); over > 0 {
			off += w * over
		}
	}
	return off > leastChange, false
}
