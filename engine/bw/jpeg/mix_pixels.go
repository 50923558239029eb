package jpeg

// A place is the position of a block of luma: its units, its block of chroma, and the part of that.
type place struct {
	above, here, below   *unit
	column, partX, partY int
}

// pixelBlock writes a block of the result from pixels, with clipping as if the picture were
// decoded, mixed and encoded. It returns false without writing if clipping changes less than
// rounding would, unless it must.
func (x *mixer) pixelBlock(l *coded, at *place, must bool) bool {
	var y [64]float32
	for k, c := range l.c {
		i := zigzag[k]
		y[i&63] = float32(c) * x.dequantise[0][i&63]
	}
	inverseFloat(&y)
	var cut float32
	if x.colour {
		cut = x.mixColours(&y, at)
	} else {
		cut = x.mixLuma(&y)
	}
	// Decoders clip gray, so values outside of the range may stay as far as DC and decoders permit.
	// Less clipping here means less rounding.
	margin := min(max(127*float32(x.out[0])-128, 0), mostReach-128)
	for i, v := range y {
		y[i] = min(max(v, -margin), 255+margin) - 128
	}
	if !must && cut <= leastCut {
		return false
	}
	forwardFloat(&y)
	mixed := coded{}
	rounded := float32(0)
	for k := range 64 {
		i := zigzag[k] & 63
		v := y[i] * x.perStep[i]
		c := min(max(nearest(v), -1023), 1023)
		mixed.c[k] = int16(c)
		if c != 0 {
			mixed.mask |= 1 << k
		}
		v = float32((v - float32(c)) * float32(x.out[k]))
		rounded += float32(v * v) // Parseval
	}
	if !must && cut < rounded {
		return false
	}
	x.tokens.block(&mixed.c, mixed.mask)
	return true
}

// leastCut is an invisible sum of squared differences over a block: half a level in each sample.
const leastCut = 64 * 0.5 * 0.5

// mixLuma mixes samples of luma. It returns the sum of squares of what was clipped.
func (x *mixer) mixLuma(y *[64]float32) (cut float32) {
	scale, offset := float32(x.m.Y), float32(x.m.Offset)
	for i, v := range y {
		w := shown(v + 128)
		v = float32(v+128)*scale + offset
		y[i] = float32(w*scale) + offset
		v = shown(v) - shown(y[i])
		cut += float32(v * v)
	}
	return cut
}

// mixColours is mixLuma for a picture in colour.
func (x *mixer) mixColours(y *[64]float32, at *place) (cut float32) {
	var cb, cr [64]float32
	x.chromaOf(0, at, &cb)
	x.chromaOf(1, at, &cr)
	red, green, blue := x.m.colours()
	r, g, b, offset := float32(red), float32(green), float32(blue), float32(x.m.Offset)
	for i, v := range y {
		v += 128
		red, green, blue := v+float32(toRed*cr[i]), v-float32(greenCb*cb[i])-float32(greenCr*cr[i]), v+float32(toBlue*cb[i])
		inRed, inGreen, inBlue := shown(red), shown(green), shown(blue)
		y[i] = float32(r*inRed) + float32(g*inGreen) + float32(b*inBlue) + offset
		if off := float32(r*(red-inRed)) + float32(g*(green-inGreen)) + float32(b*(blue-inBlue)); off != 0 {
			off = shown(y[i]+off) - shown(y[i])
			cut += float32(off * off)
		}
	}
	return cut
}

// shown is the level that a decoder shows for a gray.
func shown(v float32) float32 {
	if v < 0 { // faster than min and max
		return 0
	}
	if v > 255 {
		return 255
	}
	return v
}
