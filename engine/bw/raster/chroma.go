package raster

import "image"

// Chroma that is stored smaller than luma is brought to luma's size as libjpeg does it
// (jdsample.c): where it has half of the samples, those in between have 3/4 of the nearer
// and 1/4 of the farther one; where it has fewer they are repeated. The colours are those of
// libjpeg, too (jdcolor.c), so that pixels are the same as everywhere.

// A chromaRow is what a row of luma takes from chroma: 4 parts of two rows of samples.
type chromaRow struct {
	cb, cr       [2][]uint8 // the nearer one first
	near, far    int32      // parts
	even, odd    int32      // what is added before a sum of 16 parts is rounded down
	wide, smooth bool       // a sample is for two of luma; and they are interpolated
}

// chromaOf returns the chroma of a row, counted from the picture's first, or false for
// pictures with other proportions.
func chromaOf(img *image.YCbCr, y int) (c chromaRow, ok bool) {
	if img.Rect.Min != (image.Point{}) {
		return c, false
	}
	width, height := img.Rect.Dx(), img.Rect.Dy()
	c = chromaRow{near: 4, even: 8, odd: 8}
	half := false // as many rows
	switch img.SubsampleRatio {
	case image.YCbCrSubsampleRatio444:
	case image.YCbCrSubsampleRatio422:
		c.wide, c.even = true, 4
	case image.YCbCrSubsampleRatio420:
		c.wide, half = true, true
		c.odd = 7
	case image.YCbCrSubsampleRatio440:
		half = true
	default:
		return c, false
	}
	if c.wide {
		width = (width + 1) / 2
		c.smooth = width > 2
	}
	rows := [2]int{y, y}
	if half {
		rows = [2]int{y / 2, y / 2}
		if c.smooth || !c.wide {
			rows[1] = max(0, min((height+1)/2-1, y/2-1+y%2*2))
			c.near, c.far = 3, 1
			if !c.wide { // 1 and 2 of 4 parts
				c.even = 4 + int32(y%2)*4
			}
		}
	}
	for i, r := range rows {
		c.cb[i], c.cr[i] = img.Cb[r*img.CStride:][:width], img.Cr[r*img.CStride:][:width]
	}
	return c, true
}

// at is 4 parts of the samples of a column.
func (c *chromaRow) at(i int) (cb, cr int32) {
	return c.near*int32(c.cb[0][i]) + c.far*int32(c.cb[1][i]), c.near*int32(c.cr[0][i]) + c.far*int32(c.cr[1][i])
}

// colours fills rgb with a row of so many pixels as there is luma.
func (c *chromaRow) colours(rgb, luma []uint8) {
	if !c.wide && c.far == 0 {
		cb, cr := c.cb[0][:len(luma)], c.cr[0][:len(luma)]
		for x, y := range luma {
			put(rgb[3*x:], y, int32(cb[x]), int32(cr[x]))
		}
		return
	}
	if !c.wide {
		for x, y := range luma {
			cb, cr := c.at(x)
			put(rgb[3*x:], y, (4*cb+c.even)>>4, (4*cr+c.even)>>4)
		}
		return
	}
	cb, cr := c.at(0)
	lastB, lastR := cb, cr
	for x := 0; x < len(luma); x += 2 {
		nextB, nextR := cb, cr
		if i := x/2 + 1; i < len(c.cb[0]) {
			nextB, nextR = c.at(i)
		}
		sideB, sideR := [2]int32{lastB, nextB}, [2]int32{lastR, nextR}
		if !c.smooth {
			sideB, sideR = [2]int32{cb, cb}, [2]int32{cr, cr}
		}
		put(rgb[3*x:], luma[x], (3*cb+sideB[0]+c.even)>>4, (3*cr+sideR[0]+c.even)>>4)
		if x+1 < len(luma) {
			put(rgb[3*x+3:], luma[x+1], (3*cb+sideB[1]+c.odd)>>4, (3*cr+sideR[1]+c.odd)>>4)
		}
		lastB, lastR, cb, cr = cb, cr, nextB, nextR
	}
}

// put writes a colour (ITU-T T.871), in 1/65536.
func put(rgb []uint8, y uint8, cb, cr int32) {
	const (
		redCr, greenCr  = 91881, 46802
		blueCb, greenCb = 116130, 22554
		half            = 1 << 15
	)
	l, cb, cr := int32(y), cb-128, cr-128
	r, g, b := l+(redCr*cr+half)>>16, l+(half-greenCb*cb-greenCr*cr)>>16, l+(blueCb*cb+half)>>16
	if uint32(r) > 255 {
		r = ^(r >> 31)
	}
	if uint32(g) > 255 {
		g = ^(g >> 31)
	}
	if uint32(b) > 255 {
		b = ^(b >> 31)
	}
	_ = rgb[2]
	rgb[0], rgb[1], rgb[2] = uint8(r), uint8(g), uint8(b)
}
