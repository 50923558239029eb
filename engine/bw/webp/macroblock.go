package webp

// macroblock copies a macroblock: its modes from the first partition, its coefficients from part.
func (t *transcoder) macroblock(part copier, above *macroblock) {
	c := t.first
	if t.segments {
		if c.bit(t.segment[0]) {
			c.bit(t.segment[2])
		} else {
			c.bit(t.segment[1])
		}
	}
	empty := t.skips && c.bit(t.skip)
	whole := t.lumaMode(c, above)
	t.chromaMode(c)
	if !empty {
		t.coefficients(part, above, whole)
		return
	}
	// The context of the second-order block is the last macroblock that had one (13.3).
	y2, up := t.left.y2, above.y2
	if whole {
		y2, up = 0, 0
	}
	t.left = macroblock{mode: t.left.mode, y2: y2}
	*above = macroblock{mode: above.mode, y2: up}
}

// lumaMode copies the prediction mode of luma, and reports whether it applies to the whole
// macroblock (11.2, 11.3).
func (t *transcoder) lumaMode(c copier, above *macroblock) (whole bool) {
	if c.bit(145) {
		mode := uint8(modeDC)
		if !c.bit(156) {
			if c.bit(163) {
				mode = modeVE
			}
		} else if mode = modeHE; c.bit(128) {
			mode = modeTM
		}
		t.left.mode = [4]uint8{mode, mode, mode, mode}
		above.mode = t.left.mode
		return true
	}
	for y := range 4 {
		mode := t.left.mode[y]
		for x := range 4 {
			mode = blockMode(c, &modeProbabilities[above.mode[x]][mode])
			above.mode[x] = mode
		}
		t.left.mode[y] = mode
	}
	return false
}

// blockMode copies the mode of a 4x4 block (11.2).
func blockMode(c copier, p *[9]uint8) uint8 {
	switch {
	case !c.bit(p[0]):
		return modeDC
	case !c.bit(p[1]):
		return modeTM
	case !c.bit(p[2]):
		return modeVE
	case !c.bit(p[3]):
		switch {
		case !c.bit(p[4]):
			return modeHE
		case !c.bit(p[5]):
			return modeRD
		}
		return modeVR
	case !c.bit(p[6]):
		return modeLD
	case !c.bit(p[7]):
		return modeVL
	case !c.bit(p[8]):
		return modeHD
	}
	return modeHU
}

// chromaMode reads the prediction mode of chroma, and writes DC (11.4).
func (t *transcoder) chromaMode(c copier) {
	if c.reader.bit(142) {
		t.colour = true
		if c.reader.bit(114) {
			c.reader.bit(183)
		}
	}
	c.writer.bit(false, 142)
}

// Block types of the token probabilities (13.3).
const (
	lumaBehindY2 = 0
	secondOrder  = 1
	chroma       = 2
	lumaAlone    = 3
)

// coefficients copies luma's coefficients and drops those of chroma.
func (t *transcoder) coefficients(c copier, above *macroblock, whole bool) {
	left := &t.left
	kind, first := lumaAlone, 0
	some := uint8(0)
	if whole {
		kind, first = lumaBehindY2, 1
		y2 := min(1, block(c, &t.tokens[secondOrder], left.y2+above.y2, 0, true))
		left.y2, above.y2 = y2, y2
		some = y2
	}
	for y := range 4 {
		for x := range 4 {
			n := min(1, block(c, &t.tokens[kind], left.luma[y]+above.luma[x], first, true))
			left.luma[y], above.luma[x] = n, n
			some |= n
		}
	}
	had := uint8(0)
	for plane := 0; plane < 4; plane += 2 {
		for y := plane; y < plane+2; y++ {
			for x := plane; x < plane+2; x++ {
				n := block(c, &t.tokens[chroma], left.uv[y]+above.uv[x], 0, false)
				t.colour = t.colour || n == values
				n = min(1, n)
				left.uv[y], above.uv[x] = n, n
				had |= n
			}
		}
	}
	marked := had != 0 && some == 0
	for plane := 0; plane < 4; plane += 2 {
		for y := plane; y < plane+2; y++ {
			for x := plane; x < plane+2; x++ {
				p := &t.tokens[chroma]
				context := left.written[y] + above.written[x]
				n := uint8(0)
				if marked && y == 3 && x == 3 {
					n = 1
					c.writer.bit(true, p[0][context][0])
					c.writer.bit(false, p[0][context][1])
					for at := 1; at < 16; at++ {
						c.writer.bit(false, p[bands[at]][0][1])
					}
				} else {
					c.writer.bit(false, p[0][context][0])
				}
				left.written[y], above.written[x] = n, n
			}
		}
	}
}

// bands maps coefficient positions to bands; one additional entry is never used.
var bands = [17]uint8{0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0}

// categories are the probabilities of the extra bits of large values (13.2).
var categories = [4][]uint8{
	{173, 148, 140},
	{176, 155, 140, 135},
	{180, 157, 141, 134, 130},
	{254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129},
}

// The content of a block.
const (
	nothing = iota
	zeros   // explicit zeros, which count for contexts and for the loop filter
	values
)

// block reads a block of 16 coefficients from position n on, writes it if keep is set, and returns
// its content (13.2, 13.3).
func block(c copier, p *[8][3][11]uint8, context uint8, n int, keep bool) (holds uint8) {
	q := &p[bands[n]][context]
	if !c.pass(q[0], keep) {
		return nothing
	}
	holds = zeros
	for n < 16 {
		n++
		if !c.pass(q[1], keep) {
			q = &p[bands[n]][0] // a zero is never followed by an end of block
			continue
		}
		holds = values
		if !c.pass(q[2], keep) {
			q = &p[bands[n]][1]
		} else {
			c.large(q, keep)
			q = &p[bands[n]][2]
		}
		c.pass(128, keep) // the sign
		if n == 16 || !c.pass(q[0], keep) {
			break
		}
	}
	return holds
}

// pass reads a bit, and writes it only if keep is set.
func (c copier) pass(probability uint8, keep bool) bool {
	one := c.reader.bit(probability)
	if keep {
		c.writer.bit(one, probability)
	}
	return one
}

// large reads the rest of a value above one.
func (c copier) large(q *[11]uint8, keep bool) {
	switch {
	case !c.pass(q[3], keep):
		if c.pass(q[4], keep) {
			c.pass(q[5], keep)
		}
	case !c.pass(q[6], keep):
		if !c.pass(q[7], keep) {
			c.pass(159, keep)
			return
		}
		c.pass(165, keep)
		c.pass(145, keep)
	default:
		category := 0
		if c.pass(q[8], keep) {
			category = 2
		}
		if c.pass(q[9+category/2], keep) {
			category++
		}
		for _, probability := range categories[category] {
			c.pass(probability, keep)
		}
	}
}
