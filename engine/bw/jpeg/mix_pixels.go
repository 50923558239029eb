package jpeg

// A place is where a block of luma lies: in which units, over which block of chroma, and in
// which part of that.
type place struct {
	above, here, below   *unit
	column, partX, partY int
}

// pixelBlock makes a block of the result from pixels: what clips is cut off, as it is
// where a picture is decoded, mixed and encoded. Where less is cut off than rounding would
// change, nothing is done, unless it must be.
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
	// Decoders cut gray off, so what lies outside may stay as far as DC has room and decoders
	// go: the less is cut off here, the less is rounded.
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

// leastCut is a sum of squares over a block that doesn't show: half a level everywhere.
const leastCut = 64 * 0.5 * 0.5

// mixLuma makes gray of samples of luma. What was cut off is told as the sum of its squares.
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

// shown is what a decoder shows of a gray.
func shown(v float32) float32 {
	if v < 0 { // faster than min and max
		return 0
	}
	if v > 255 {
		return 255
	}
	return v
}
