package jpeg

import (
	"image"
	"image/color"
)

// gray returns luma.
func (d *decoder) gray() *image.Gray {
	p := &d.planes[0]
	return &image.Gray{Pix: p.pix, Stride: p.stride, Rect: d.rect()}
}

func (d *decoder) rect() image.Rectangle {
	return image.Rect(0, 0, ceil(d.frame.width, d.scale), ceil(d.frame.height, d.scale))
}

// colour returns the planes as an image. If image.YCbCr doesn't support the subsampling, all planes
// are upsampled.
func (d *decoder) colour() *image.YCbCr {
	f := d.frame
	m := &image.YCbCr{Rect: d.rect()}
	c := f.components
	chroma := [2][2]int{{f.hMax / c[1].h, f.vMax / c[1].v}, {f.hMax / c[2].h, f.vMax / c[2].v}}
	for i := range chroma {
		if p := &d.planes[i+1]; p.size > d.planes[0].size { // decoded at twice the scale
			p.halve(chroma[i][0] == 1, chroma[i][1] == 1)
			chroma[i] = [2]int{1, 1}
		}
	}
	ratio, known := map[[2]int]image.YCbCrSubsampleRatio{
		{1, 1}: image.YCbCrSubsampleRatio444, {2, 1}: image.YCbCrSubsampleRatio422, {2, 2}: image.YCbCrSubsampleRatio420,
		{1, 2}: image.YCbCrSubsampleRatio440, {4, 1}: image.YCbCrSubsampleRatio411, {4, 2}: image.YCbCrSubsampleRatio410,
	}[chroma[0]]
	if !known || !f.luma() || chroma[0] != chroma[1] || f.hMax%c[1].h != 0 || f.vMax%c[1].v != 0 {
		ratio = image.YCbCrSubsampleRatio444
		d.enlarge()
	}
	m.SubsampleRatio = ratio
	m.Y, m.YStride = d.planes[0].pix, d.planes[0].stride
	m.Cb, m.Cr, m.CStride = d.planes[1].pix, d.planes[2].pix, d.planes[1].stride
	return m
}

// halve averages two neighbouring samples, across or down.
func (p *plane) halve(across, down bool) {
	if across {
		for i := range len(p.pix) / 2 {
			p.pix[i] = uint8((int(p.pix[2*i]) + int(p.pix[2*i+1]) + 1) / 2)
		}
		p.pix, p.stride = p.pix[:len(p.pix)/2], p.stride/2
	}
	if down {
		for y := range len(p.pix) / p.stride / 2 {
			above, below, to := p.pix[2*y*p.stride:][:p.stride], p.pix[(2*y+1)*p.stride:][:p.stride], p.pix[y*p.stride:][:p.stride]
			for i, v := range above {
				to[i] = uint8((int(v) + int(below[i]) + 1) / 2)
			}
		}
		p.pix = p.pix[:len(p.pix)/2]
	}
}

// rgb returns RGB planes as an image.
func (d *decoder) rgb() *image.NRGBA {
	d.enlarge()
	m := image.NewNRGBA(d.rect())
	width := m.Rect.Dx()
	for y := range m.Rect.Dy() {
		r, g, b := d.planes[0].row(y, width), d.planes[1].row(y, width), d.planes[2].row(y, width)
		out := m.Pix[y*m.Stride:]
		for x := range width {
			out[4*x], out[4*x+1], out[4*x+2], out[4*x+3] = r[x], g[x], b[x], 255
		}
	}
	return m
}

// inks returns the planes of four inks as an image. Adobe's files store them inverted (255 is no
// ink), and viewers assume the same of all others. The first three components of YCCK encode red,
// green and blue light, which are the inverted inks.
func (d *decoder) inks() *image.CMYK {
	d.enlarge()
	m := image.NewCMYK(d.rect())
	width := m.Rect.Dx()
	for y := range m.Rect.Dy() {
		c, g, b, k := d.planes[0].row(y, width), d.planes[1].row(y, width), d.planes[2].row(y, width), d.planes[3].row(y, width)
		out := m.Pix[y*m.Stride:]
		for x := range width {
			p := out[4*x : 4*x+4]
			if d.model == YCCK {
				p[0], p[1], p[2] = color.YCbCrToRGB(c[x], g[x], b[x])
			} else {
				p[0], p[1], p[2] = 255-c[x], 255-g[x], 255-b[x]
			}
			p[3] = 255 - k[x]
		}
	}
	return m
}

func (p *plane) row(y, width int) []uint8 { return p.pix[y*p.stride:][:width] }

// enlarge upsamples every plane to full size. Planes that were decoded at a larger scale only get
// rows of the same length.
func (d *decoder) enlarge() {
	f := d.frame
	for i := range d.planes {
		c := f.components[i]
		switch p := &d.planes[i]; {
		case p.size != d.planes[0].size:
			p.enlarge(1, 1, 1, 1, d.rect())
		default:
			p.enlarge(f.hMax, c.h, f.vMax, c.v, d.rect())
		}
	}
}

// enlarge repeats samples.
func (p *plane) enlarge(hMax, h, vMax, v int, to image.Rectangle) {
	width, height := to.Dx(), to.Dy()
	pix := make([]uint8, width*height)
	for y := range height {
		from := p.pix[y*v/vMax*p.stride:]
		line := pix[y*width:][:width]
		for x := range line {
			line[x] = from[x*h/hMax]
		}
	}
	p.pix, p.stride = pix, width
}
