package jpeg

import (
	"context"
	"image"

	"pretobranco/engine/bw/fault"
)

// Decode decodes a file at 1/scale of its size, scale being 1, 2, 4 or 8: as *image.Gray, in
// colour as *image.YCbCr or *image.NRGBA, or as the inks of *image.CMYK. At 1/8 only luma's DC
// coefficients are used, at 1/4 and 1/2 the lowest ones; chroma that is stored at half of luma's
// size is decoded at twice that scale, so that it lacks nothing. It is for what needs pixels and
// for previews; orientation is not applied. Errors are those of Gray, but ErrNeedsPixels only
// for components that nobody knows.
func Decode(ctx context.Context, file []byte, scale int) (image.Image, error) {
	d, err := decode(ctx, file, scale, false)
	if err != nil {
		return nil, err
	}
	switch d.model {
	case Grayscale:
		return d.gray(), nil
	case RGB:
		return d.rgb(), nil
	case CMYK, YCCK:
		return d.inks(), nil
	}
	return d.colour(), nil
}

// DecodeGray is Decode for luma alone. At full size samples are those of libjpeg's
// "islow" decoder.
func DecodeGray(ctx context.Context, file []byte, scale int) (*image.Gray, error) {
	d, err := decode(ctx, file, scale, true)
	if err != nil {
		return nil, err
	}
	return d.gray(), nil
}

// A decoder turns a file into planes of samples.
type decoder struct {
	ctx    context.Context
	scale  int
	frame  *frame
	model  ColorModel
	tables tableSet
	planes []plane // of the components that are wanted
}

// A plane is a component's samples, whole MCUs of them.
type plane struct {
	across, down int // blocks
	size         int // of a block in samples: 8, 4, 2 or 1
	stride       int
	pix          []uint8
	quant        *[64]int32  // in the block's order
	coefficients [][64]int16 // of a progressive file
	dc           []int16     // the same at 1/8
}

func decode(ctx context.Context, file []byte, scale int, luma bool) (*decoder, error) {
	p, err := survey(file)
	if err == nil {
		err = p.frame.readable()
	}
	switch {
	case err != nil:
		return nil, err
	case p.model == Unknown, luma && p.model != Grayscale && p.model != YCbCr:
		return nil, needsPixels("the picture is not plain YCbCr but %v", p.model)
	case luma && !p.frame.luma():
		return nil, needsPixels("the picture's luma is stored smaller than its chroma")
	}
	d := &decoder{ctx: ctx, scale: scale, model: p.model}
	switch scale {
	case 1, 2, 4, 8:
	default:
		return nil, fault.New(fault.Internal, "a JPEG file can't be decoded at 1/%d", scale)
	}
	components := len(p.frame.components)
	if luma {
		components = 1
	}
	blocks := 0
	for i := range components {
		x, y := p.frame.componentBlocks(i)
		blocks += x * y
	}
	if blocks/8 > len(file) { // DC has at least a bit for each
		return nil, errShort(p.frame)
	}
	for i := range components {
		pl := p.frame.plane(i)
		pl.size = 8 / scale
		if scale > 1 && p.model == YCbCr && p.frame.halved(i) {
			pl.size *= 2
		}
		pl.stride = pl.across * pl.size
		pl.pix = make([]uint8, pl.stride*pl.down*pl.size)
		if p.frame.progressive() {
			if pl.size == 1 {
				pl.dc = make([]int16, pl.across*pl.down)
			} else {
				pl.coefficients = make([][64]int16, pl.across*pl.down)
			}
		}
		d.planes = append(d.planes, pl)
	}
	return d, d.run(file, p.frame.height)
}

// halved tells whether a component is stored at half of luma's size along one axis or both.
func (f *frame) halved(i int) bool {
	c := &f.components[i]
	across, down := f.hMax/c.h, f.vMax/c.v
	return i > 0 && f.luma() && across*c.h == f.hMax && down*c.v == f.vMax && across <= 2 && down <= 2 && across*down > 1
}

// errShort is the error of a file that says more than it can hold.
func errShort(f *frame) error {
	return fault.New(fault.Damaged, "the picture's data is too short for %d x %d pixels", f.width, f.height)
}

// run reads all scans.
func (d *decoder) run(file []byte, height int) error {
	w, _ := newWalker(file)
	scans := 0
	for {
		marker, body, err := w.next()
		if err != nil {
			return err
		}
		switch marker {
		case 0, mEOI:
			return d.end(scans, marker == mEOI)
		case mSOF0, mSOF1, mSOF2:
			if d.frame != nil {
				return fault.New(fault.Damaged, "the file has two headers")
			}
			if d.frame, err = parseFrame(marker, body); err == nil {
				d.frame.height = height
			}
		case mDQT:
			err = d.tables.parseDQT(body)
		case mDHT:
			err = d.tables.parseDHT(body)
		case mDRI:
			err = d.tables.parseDRI(body)
		case mSOS:
			if scans++; scans == 1 && !d.frame.progressive() {
				d.tables.fillIn()
			}
			w.at, err = d.scan(file, w.at, body)
		}
		if err != nil {
			return err
		}
	}
}

// end turns a progressive file's coefficients into samples.
func (d *decoder) end(scans int, whole bool) error {
	if scans == 0 || !whole && d.frame.progressive() {
		return fault.New(fault.Damaged, "the file breaks off after %d scans", scans)
	}
	for i := range d.planes {
		p := &d.planes[i]
		if p.quant == nil {
			return fault.New(fault.Damaged, "the file ends before the picture")
		}
		for at, dc := range p.dc {
			d.put(p, at%p.across, at/p.across, &[64]int16{dc}, 1)
		}
		for at := range p.coefficients {
			if at%p.across == 0 {
				if err := cancelled(d.ctx); err != nil {
					return err
				}
			}
			d.put(p, at%p.across, at/p.across, &p.coefficients[at], maskOf(&p.coefficients[at]))
		}
		p.coefficients = nil
	}
	return nil
}

// last is the last coefficient that a block of that size uses.
func (p *plane) last() int {
	switch p.size {
	case 8:
		return 63
	case 4:
		return 24
	case 2:
		return 4
	}
	return 0
}

// put makes a block's samples. Mask has a bit for each coefficient that may not be zero.
func (d *decoder) put(p *plane, x, y int, c *[64]int16, mask uint64) {
	out := p.pix[(y*p.stride+x)*p.size:]
	switch p.size {
	case 8:
		inverse(c, mask, p.quant, out, p.stride)
	case 4:
		inverse4(c, p.quant, out, p.stride)
	case 2:
		inverse2(c, p.quant, out, p.stride)
	default:
		out[0] = sample(descale(int32(c[0])*p.quant[0], 3))
	}
}
