package jpeg

import (
	"context"
	"image"

	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/raster"
)

// Decode decodes a file at 1/scale of its size, where scale is 1, 2, 4 or 8. The result is
// *image.Gray, for colour *image.YCbCr or *image.NRGBA, and for inks *image.CMYK. At 1/8 it uses
// luma's DC coefficients only, at 1/4 and 1/2 the lowest frequencies. Chroma at half of luma's
// resolution is decoded at twice the scale, so that no detail is lost. Orientation is not applied.
// Errors are those of Gray, but codec.ErrNeedsPixels only for an unknown number of components.
func Decode(ctx context.Context, file []byte, scale int) (image.Image, error) {
	d, err := decode(ctx, file, request{scale: scale})
	if err != nil {
		return nil, err
	}
	return d.image(), nil
}

// Glance is a faster Decode at 1/8: chroma has one sample per block, and of a progressive file only
// the first DC scan is read, so that later damage goes unnoticed. whole reports that Decode would
// return no more.
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

// DecodeGray decodes luma only. At full size its samples equal those of libjpeg's "islow" decoder.
func DecodeGray(ctx context.Context, file []byte, scale int) (*image.Gray, error) {
	d, err := decode(ctx, file, request{scale: scale, luma: true})
	if err != nil {
		return nil, err
	}
	return d.gray(), nil
}

// A request holds the parameters of a decoder.
type request struct {
	scale  int
	luma   bool // luma only
	glance bool
}

// A decoder decodes a file to planes of samples.
type decoder struct {
	request
	ctx    context.Context
	frame  *frame
	model  ColorModel
	tables tableSet
	planes []plane // of the requested components
	coarse bool    // the file has more detail at this scale
}

// A plane is a component's samples, padded to whole MCUs.
type plane struct {
	across, down int // blocks
	size         int // side of a block in samples: 8, 4, 2 or 1
	stride       int
	pix          []uint8
	quant        *[64]int32  // in natural order
	coeffs       coeffBuffer // of a progressive file; only DC at 1/8
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
		return nil, needsModel(p.model)
	case r.luma && !p.frame.luma():
		return nil, codec.NeedsPixels(codec.ForLuma)
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
	if blocks/8 > len(file) { // a DC code has at least one bit
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
		pl.pix = bufpool.Make(pl.stride * pl.down * pl.size)
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

// halved reports whether a component has half of luma's resolution in one or both directions.
func (f *frame) halved(i int) bool {
	c := &f.components[i]
	across, down := f.hMax/c.h, f.vMax/c.v
	return i > 0 && f.luma() && across*c.h == f.hMax && down*c.v == f.vMax && across <= 2 && down <= 2 && across*down > 1
}

// errShort is the error for a file that is too short for its size in pixels.
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

// begun reports whether every plane has been in a scan.
func (d *decoder) begun() bool {
	for i := range d.planes {
		if d.planes[i].quant == nil {
			return false
		}
	}
	return true
}

// end transforms a progressive file's coefficients to samples.
func (d *decoder) end(scans int, whole bool) error {
	if scans == 0 || !whole && d.frame.progressive() {
		return fault.New(fault.Damaged, "the file ends after %d scans", scans)
	}
	for i := range d.planes {
		p := &d.planes[i]
		if p.quant == nil {
			return fault.New(fault.Damaged, "the file ends before the picture")
		}
		if p.coeffs.dc == nil { // a sequential file has its samples already
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

// last is the last coefficient that a block of this size uses.
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

// at returns the samples from a block's first on.
func (p *plane) at(x, y int) []uint8 { return p.pix[(y*p.stride+x)*p.size:] }

// show transforms a buffered block.
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

// put transforms a block. mask has a bit for each AC coefficient that may be nonzero; it is used at
// full size only.
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
