package jpeg

import (
	"context"
	"image"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/raster"
	"pretobranco/engine/bw/room"
)

// Decode decodes a file at 1/scale of its size, scale being 1, 2, 4 or 8: as *image.Gray, in
// colour as *image.YCbCr or *image.NRGBA, or as the inks of *image.CMYK. At 1/8 only luma's DC
// coefficients are used, at 1/4 and 1/2 the lowest ones; chroma that is stored at half of luma's
// size is decoded at twice that scale, so that it lacks nothing. It is for what needs pixels and
// for previews; orientation is not applied. Errors are those of Gray, but ErrNeedsPixels only
// for components that nobody knows.
func Decode(ctx context.Context, file []byte, scale int) (image.Image, error) {
	d, err := decode(ctx, file, request{scale: scale})
	if err != nil {
		return nil, err
	}
	return d.image(), nil
}

// Glance is Decode at 1/8 for who can't wait: chroma has a sample for each of its blocks, and of a
// progressive file only the first bits of DC are read; damage behind them is not seen. Whole
// tells that it is all that Decode has.
func Glance(ctx context.Context, file []byte) (img image.Image, whole bool, err error) {
	d, err := decode(ctx, file, request{scale: 8, glance: true})
	if err != nil {
		return nil, false, err
	}
	return d.image(), !d.coarse, nil
}

func (d *decoder) image() image.Image {
	switch d.model {
	case Grayscale:
		return d.gray()
	case RGB:
		return d.rgb()
	case CMYK, YCCK:
		return d.inks()
	}
	return d.colour()
}

// DecodeGray is Decode for luma alone. At full size samples are those of libjpeg's
// "islow" decoder.
func DecodeGray(ctx context.Context, file []byte, scale int) (*image.Gray, error) {
	d, err := decode(ctx, file, request{scale: scale, luma: true})
	if err != nil {
		return nil, err
	}
	return d.gray(), nil
}

// A request says what is to be decoded.
type request struct {
	scale  int
	luma   bool // and nothing else
	glance bool
}

// A decoder turns a file into planes of samples.
type decoder struct {
	request
	ctx    context.Context
	frame  *frame
	model  ColorModel
	tables tableSet
	planes []plane // of the components that are wanted
	coarse bool    // there is more in the file at this scale
}

// A plane is a component's samples, whole MCUs of them.
type plane struct {
	across, down int // blocks
	size         int // of a block in samples: 8, 4, 2 or 1
	stride       int
	pix          []uint8
	quant        *[64]int32  // in the block's order
	coeffs       coeffBuffer // of a progressive file; at 1/8 their DC alone
}

func decode(ctx context.Context, file []byte, r request) (*decoder, error) {
	p, err := readHeaders(file)
	if err == nil {
		err = p.frame.readable()
	}
	switch {
	case err != nil:
		return nil, err
	case p.model == Unknown, r.luma && p.model != Grayscale && p.model != YCbCr:
		return nil, needsPixels(ErrModel, "the picture is not plain YCbCr but %v", p.model)
	case r.luma && !p.frame.luma():
		return nil, needsPixels(ErrLuma, "the picture's luma is stored smaller than its chroma")
	}
	d := &decoder{request: r, ctx: ctx, model: p.model, coarse: r.glance && p.frame.progressive()}
	switch r.scale {
	case 1, 2, 4, 8:
	default:
		return nil, fault.New(fault.Internal, "a JPEG file can't be decoded at 1/%d", r.scale)
	}
	components := len(p.frame.components)
	if r.luma {
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
		pl.size = 8 / r.scale
		if r.scale > 1 && p.model == YCbCr && p.frame.halved(i) {
			if r.glance {
				d.coarse = true
			} else {
				pl.size *= 2
			}
		}
		pl.stride = pl.across * pl.size
		pl.pix = room.Make(pl.stride * pl.down * pl.size)
		if p.frame.progressive() {
			if n := pl.across * pl.down; pl.size > 1 {
				pl.coeffs = newCoeffBuffer(n, pl.last())
			} else {
				pl.coeffs.dc = make([]int16, n)
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
			if marker == 0 {
				if err := errFill(file); err != nil {
					return err
				}
			}
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
		if marker == mSOS && d.glance && d.frame.progressive() && d.begun() {
			return d.end(scans, true)
		}
	}
}

// begun tells whether there is something of every plane.
func (d *decoder) begun() bool {
	for i := range d.planes {
		if d.planes[i].quant == nil {
			return false
		}
	}
	return true
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
		if p.coeffs.dc == nil { // a sequential file's samples are there
			continue
		}
		err := raster.Bands(d.ctx, p.stride*p.size, p.down, func(y0, y1 int) {
			for y := y0; y < y1; y++ {
				for x := range p.across {
					p.show(x, y)
				}
			}
		})
		if err != nil {
			return err
		}
		p.coeffs = coeffBuffer{}
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

// at is where a block's samples go.
func (p *plane) at(x, y int) []uint8 { return p.pix[(y*p.stride+x)*p.size:] }

// show makes a held block's samples.
func (p *plane) show(x, y int) {
	i := y*p.across + x
	if p.size > 1 && p.coeffs.seen[i] != 0 {
		var c [64]int16
		mask := p.coeffs.get(i, &c)
		p.put(x, y, &c, mask)
		return
	}
	out, v := p.at(x, y), sample(descale(int32(p.coeffs.dc[i])*p.quant[0], 3))
	for y := range p.size {
		row := out[y*p.stride:][:p.size]
		for x := range row {
			row[x] = v
		}
	}
}

// put makes a block's samples. Mask has a bit for each coefficient but DC that may not be zero;
// it counts at full size alone.
func (p *plane) put(x, y int, c *[64]int16, mask uint64) {
	out := p.at(x, y)
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
