package tiff

import (
	"context"
	"image"
	"image/color"
	"image/draw"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/raster"
)

// Decode decodes the first page in colour, with its metadata. Colours with a profile other than RGB
// are converted to sRGB. Callers should check ReadHeader against their limits first. Errors are
// Damaged, Unsupported and Cancelled.
func Decode(ctx context.Context, file []byte) (image.Image, codec.Extra, error) {
	f, err := open(file)
	if err != nil {
		return nil, codec.Extra{}, err
	}
	d := f.pages[0]
	l, err := layoutOf(d, file)
	if err != nil {
		return nil, codec.Extra{}, err
	}
	extra := extraOf(d)
	if l.photometric == separated || l.photometric == cieLab {
		extra.Profile = nil
	}
	img, err := l.decode(ctx)
	return img, extra, err
}

func (l *layout) decode(ctx context.Context) (image.Image, error) {
	indexed := l.isGray() || l.photometric == palette
	if !indexed {
		if err := l.workable(); err != nil {
			return nil, err
		}
	} else if l.samples > 1 && l.bits < 8 || l.photometric == palette && !l.indexes() {
		return nil, fault.New(fault.Unsupported, "a TIFF file of %d gray samples with %d bits", l.samples, l.bits)
	}
	var profile []byte
	if l.photometric == separated {
		profile = l.bytes(colorProfile)
	}
	d, _ := newDecoder(l, profile)
	if want := l.height * l.rowBytes(1); want/expansion > len(l.file) {
		// Before memory of that size is allocated.
		return nil, fault.New(fault.Damaged, "the TIFF file claims %d bytes of picture in %d of data", want, len(l.file))
	}
	bounds := image.Rect(0, 0, l.width, l.height)
	var out draw.Image
	if d.bits == 16 {
		out = image.NewNRGBA64(bounds)
	} else {
		out = image.NewNRGBA(bounds)
	}
	n := l.across * l.down
	failed := make([]error, n)
	err := raster.Bands(ctx, 1<<20, n, func(from, to int) {
		for i := from; i < to; i++ {
			img, err := d.segmentImage(i, indexed)
			if err != nil {
				failed[i] = err
				continue
			}
			at := image.Pt(i%l.across*l.segmentWidth, i/l.across*l.segmentHeight)
			draw.Draw(out, image.Rectangle{Min: at, Max: at.Add(image.Pt(l.segmentWidth, l.rows(i)))}.Intersect(bounds), img, image.Point{}, draw.Src)
		}
	})
	if err != nil {
		return nil, err
	}
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// segmentImage returns a segment as an image.
func (d *decoder) segmentImage(segment int, indexed bool) (image.Image, error) {
	rows := d.rows(segment)
	bounds := image.Rect(0, 0, d.segmentWidth, rows)
	switch {
	case d.compression == jpegPacked:
		return d.decodeJPEG(segment)
	case d.photometric == yCbCr:
		u, err := d.ycc(segment)
		if err != nil {
			return nil, err
		}
		out := image.NewNRGBA(bounds)
		colours := u.rgb()
		for i := range len(out.Pix) / 4 {
			copy(out.Pix[4*i:], colours[3*i:3*i+3])
			out.Pix[4*i+3] = 255
		}
		return out, nil
	}
	samples, err := d.samplesOf(segment)
	if err != nil {
		return nil, err
	}
	clear := len(d.extras) > 0 && d.extras[0] > 0
	extra := len(d.extras)
	switch {
	case indexed && d.bits < 16:
		return d.indexedImage(samples, bounds), nil
	case indexed && d.photometric == palette:
		return d.deepIndexed(samples, bounds), nil
	case indexed:
		out := image.NewNRGBA64(bounds)
		for i := range d.segmentWidth * rows {
			v := d.order.Uint16(samples[2*i*d.samples:])
			if d.photometric == whiteIsZero {
				v = ^v
			}
			c := color.NRGBA64{R: v, G: v, B: v, A: 0xffff}
			if clear {
				c.A = d.order.Uint16(samples[2*i*d.samples+2:])
			}
			out.SetNRGBA64(i%d.segmentWidth, i/d.segmentWidth, c)
		}
		return out, nil
	case d.bits == 16:
		out := image.NewNRGBA64(bounds)
		pixels := d.segmentWidth * rows
		rgb, extras := make([]uint16, 3*pixels), make([]uint16, extra*pixels)
		d.colours16(rgb, extras, samples)
		for i := range pixels {
			c := color.NRGBA64{R: rgb[3*i], G: rgb[3*i+1], B: rgb[3*i+2], A: 0xffff}
			if clear {
				c.A = extras[i*extra]
			}
			out.SetNRGBA64(i%d.segmentWidth, i/d.segmentWidth, c)
		}
		return out, nil
	}
	out := image.NewNRGBA(bounds)
	pixels := d.segmentWidth * rows
	rgb, extras := make([]uint8, 3*pixels), make([]uint8, extra*pixels)
	d.colours8(rgb, extras, samples)
	for i := range pixels {
		p := out.Pix[4*i : 4*i+4]
		copy(p, rgb[3*i:3*i+3])
		p[3] = 255
		if clear {
			p[3] = extras[i*extra]
		}
	}
	return out, nil
}

// deepIndexed converts palette indexes of 16 bits to colours.
func (d *decoder) deepIndexed(samples []byte, bounds image.Rectangle) *image.NRGBA64 {
	out := image.NewNRGBA64(bounds)
	e, _ := d.find(colorMap)
	n := e.count / 3
	for i := range bounds.Dx() * bounds.Dy() {
		c := color.NRGBA64{A: 0xffff}
		if v := int(d.order.Uint16(samples[2*i*d.samples:])); v < n {
			c.R, c.G, c.B = uint16(d.at(e, v)), uint16(d.at(e, n+v)), uint16(d.at(e, 2*n+v))
		}
		if d.samples > 1 && d.extras[0] > 0 {
			c.A = d.order.Uint16(samples[2*i*d.samples+2:])
		}
		out.SetNRGBA64(i%bounds.Dx(), i/bounds.Dx(), c)
	}
	return out
}

// indexedImage converts gray, bilevel and palette samples of up to 8 bits to colours.
func (d *decoder) indexedImage(samples []byte, bounds image.Rectangle) *image.NRGBA {
	var table [256][3]uint8
	top := 1<<d.bits - 1
	e, _ := d.find(colorMap)
	n := e.count / 3
	for i := range top + 1 {
		v := uint8(i * 255 / top)
		if d.photometric == whiteIsZero {
			v = 255 - v
		}
		table[i] = [3]uint8{v, v, v}
		if d.photometric == palette {
			table[i] = [3]uint8{}
			if i < n {
				table[i] = [3]uint8{uint8(d.at(e, i) >> 8), uint8(d.at(e, n+i) >> 8), uint8(d.at(e, 2*n+i) >> 8)}
			}
		}
	}
	out := image.NewNRGBA(bounds)
	row := d.rowBytes(d.samples)
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			at := x * d.samples * d.bits
			v := samples[y*row+at/8] >> (8 - d.bits - at%8) & uint8(top)
			p := out.Pix[y*out.Stride+4*x:][:4]
			copy(p, table[v][:])
			p[3] = 255
			if d.samples > 1 && d.extras[0] > 0 {
				p[3] = samples[y*row+x*d.samples+1]
			}
		}
	}
	return out
}
