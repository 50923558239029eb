package heif

import (
	"context"
	"encoding/binary"
	"image"

	"pretobranco/engine/bw/hevc"
	"pretobranco/engine/bw/raster"
)

// colours defines the meaning of samples, with the code points of ITU-T H.273.
type colours struct {
	primaries int
	transfer  int
	matrix    int  // of luma and chroma
	limited   bool // 8-bit luma is 16 to 235, chroma 16 to 240
}

// Matrices other than luma and chroma with two weights.
const (
	identity    = 0 // planes are green, blue, red
	unspecified = 2
	greenOrange = 8 // YCgCo
)

// readColours reads a colr property of type nclx, or returns false for other types.
func readColours(colr []byte) (c colours, ok bool) {
	p := cursor{data: colr}
	if p.name() != "nclx" {
		return c, false
	}
	c.primaries = int(p.number(2))
	c.transfer = int(p.number(2))
	c.matrix = int(p.number(2))
	c.limited = p.number(1)&0x80 == 0
	return c, !p.broken
}

// profile returns the ICC profile of a colr property, or nil.
func profile(colr []byte) []byte {
	p := cursor{data: colr}
	switch p.name() {
	case "prof", "rICC":
		return p.data
	}
	return nil
}

// weights returns the weights of red and blue in luma. Unknown ones are those of BT.601, as in
// JFIF.
func (c colours) weights() (red, blue float64) {
	switch c.matrix {
	case 1:
		return 0.2126, 0.0722
	case 4:
		return 0.30, 0.11
	case 7:
		return 0.212, 0.087
	case 9, 10:
		return 0.2627, 0.0593
	case 12, 13: // derived from the primaries
		switch c.primaries {
		case 1:
			return 0.2126, 0.0722
		case 9:
			return 0.2627, 0.0593
		case 11:
			return 0.2095, 0.0689
		case 12:
			return 0.2290, 0.0793
		}
	}
	return 0.299, 0.114
}

// bt601 reports whether luma is that of JFIF, the gray of the neutral look.
func (c colours) bt601() bool {
	red, _ := c.weights()
	return red == 0.299 && c.matrix != identity && c.matrix != greenOrange
}

// image converts planes to an image. 8-bit samples become *image.Gray, *image.YCbCr with full-range
// BT.601 luma, or *image.NRGBA; deeper ones *image.Gray16 or *image.NRGBA64. Luma is that of the
// file, scaled to full range. It reuses the planes' memory.
// Errors are Cancelled.
func (c colours) image(ctx context.Context, p *hevc.Planes) (image.Image, error) {
	rect := image.Rect(0, 0, p.Width, p.Height)
	if p.Depth > 8 {
		return c.deep(ctx, p, rect)
	}
	if c.limited {
		luma, chroma := stretch()
		through(p.Pix[0], luma)
		if c.matrix == identity {
			chroma = luma
		}
		through(p.Pix[1], chroma)
		through(p.Pix[2], chroma)
	}
	if p.Chroma == hevc.Gray {
		return &image.Gray{Pix: p.Pix[0], Stride: p.Stride[0], Rect: rect}, nil
	}
	ycc := &image.YCbCr{
		Y: p.Pix[0], Cb: p.Pix[1], Cr: p.Pix[2], YStride: p.Stride[0], CStride: p.Stride[1],
		SubsampleRatio: p.Chroma.Ratio(), Rect: rect,
	}
	if c.bt601() {
		return ycc, nil
	}
	out := image.NewNRGBA(rect)
	err := raster.Bands(ctx, p.Width, p.Height, func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			for x := range p.Width {
				at := ycc.COffset(x, y)
				r, g, b := c.rgb(float64(ycc.Y[y*ycc.YStride+x]), float64(ycc.Cb[at]), float64(ycc.Cr[at]), 128)
				o := out.Pix[y*out.Stride+4*x:][:4]
				o[0], o[1], o[2], o[3] = clip(r), clip(g), clip(b), 255
			}
		}
	})
	return out, err
}

// deep is image for 16-bit storage.
func (c colours) deep(ctx context.Context, p *hevc.Planes, rect image.Rectangle) (image.Image, error) {
	// Scale samples to full-range 16 bits; missing chroma is neutral.
	const middle = 1 << 15
	luma, chroma := c.deepTables(p.Depth)
	if c.matrix == identity {
		chroma = luma
	}
	unitX, unitY := p.Chroma.Subsampling()
	sample := func(plane, x, y int) int {
		if plane > 0 {
			x, y = x/unitX, y/unitY
		}
		return int(binary.LittleEndian.Uint16(p.Pix[plane][y*p.Stride[plane]+2*x:])) & (1<<p.Depth - 1)
	}
	if p.Chroma == hevc.Gray {
		out := image.NewGray16(rect)
		err := raster.Bands(ctx, p.Width, p.Height, func(y0, y1 int) {
			for y := y0; y < y1; y++ {
				for x := range p.Width {
					binary.BigEndian.PutUint16(out.Pix[y*out.Stride+2*x:], clip16(luma[sample(0, x, y)]))
				}
			}
		})
		return out, err
	}
	out := image.NewNRGBA64(rect)
	err := raster.Bands(ctx, p.Width, p.Height, func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			for x := range p.Width {
				r, g, b := c.rgb(luma[sample(0, x, y)], chroma[sample(1, x, y)], chroma[sample(2, x, y)], middle)
				o := out.Pix[y*out.Stride+8*x:][:8]
				binary.BigEndian.PutUint16(o, clip16(r))
				binary.BigEndian.PutUint16(o[2:], clip16(g))
				binary.BigEndian.PutUint16(o[4:], clip16(b))
				o[6], o[7] = 255, 255
			}
		}
	})
	return out, err
}

// rgb converts luma and chroma, which is the middle value without colour.
func (c colours) rgb(y, cb, cr, middle float64) (r, g, b float64) {
	switch c.matrix {
	case identity:
		return cr, y, cb
	case greenOrange:
		t := y - (cb - middle)
		return t + (cr - middle), y + (cb - middle), t - (cr - middle)
	}
	red, blue := c.weights()
	r, b = y+2*(1-red)*(cr-middle), y+2*(1-blue)*(cb-middle)
	return r, (y - red*r - blue*b) / (1 - red - blue), b
}

// stretch returns tables from limited to full range.
func stretch() (luma, chroma *[256]uint8) {
	luma, chroma = new([256]uint8), new([256]uint8)
	for i := range 256 {
		luma[i] = clip(float64(i-16) * 255 / 219)
		chroma[i] = clip(float64(i-128)*255/224 + 128)
	}
	return luma, chroma
}

// deepTables returns tables that scale samples to 16 bits.
func (c colours) deepTables(depth int) (luma, chroma []float64) {
	n := 1 << depth
	luma, chroma = make([]float64, n), make([]float64, n)
	one, top := float64(int(1)<<(depth-8)), float64(n-1)
	for i := range n {
		v := float64(i)
		if c.limited {
			luma[i] = (v - 16*one) / (219 * one) * 65535
			chroma[i] = (v-128*one)/(224*one)*65535 + 1<<15
		} else {
			luma[i] = v / top * 65535
			chroma[i] = (v-128*one)/top*65535 + 1<<15
		}
	}
	return luma, chroma
}

func through(samples []uint8, table *[256]uint8) {
	for i, v := range samples {
		samples[i] = table[v]
	}
}

func clip(v float64) uint8 { return uint8(max(0, min(255, v+0.5))) }

func clip16(v float64) uint16 { return uint16(max(0, min(65535, v+0.5))) }
