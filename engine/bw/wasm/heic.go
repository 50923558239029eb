package wasm

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"

	"pretobranco/engine/bw/fault"
)

// A Chroma is a chroma format, with the values of HEVC (ITU-T H.265, table 6-1).
type Chroma int

const (
	Gray Chroma = iota
	Chroma420
	Chroma422
	Chroma444
)

// Subsampling returns the number of luma samples per chroma sample, across and down.
func (c Chroma) Subsampling() (x, y int) {
	switch c {
	case Chroma420:
		return 2, 2
	case Chroma422:
		return 2, 1
	}
	return 1, 1
}

// Ratio returns the same as in package image.
func (c Chroma) Ratio() image.YCbCrSubsampleRatio {
	return map[Chroma]image.YCbCrSubsampleRatio{
		Chroma420: image.YCbCrSubsampleRatio420,
		Chroma422: image.YCbCrSubsampleRatio422,
		Chroma444: image.YCbCrSubsampleRatio444,
	}[c]
}

// Planes are the samples of a picture: luma, and chroma unless it is gray. Samples of more than 8
// bits have two bytes, little-endian.
type Planes struct {
	Width, Height int
	Chroma        Chroma
	Depth         int // bits of a sample
	Pix           [3][]byte
	Stride        [3]int // bytes from one row to the next
}

// Size returns the size of a plane in samples.
func (p *Planes) Size(plane int) (width, height int) {
	if plane == 0 {
		return p.Width, p.Height
	}
	x, y := p.Chroma.Subsampling()
	return (p.Width + x - 1) / x, (p.Height + y - 1) / y
}

// Count returns the number of planes.
func (p *Planes) Count() int {
	if p.Chroma == Gray {
		return 1
	}
	return 3
}

// SampleSize returns the bytes of a sample.
func (p *Planes) SampleSize() int { return (p.Depth + 7) / 8 }

// A HEICDecoder decodes HEIC files one after another in one instance of the codec. It must be
// closed.
type HEICDecoder struct {
	ctx      context.Context
	instance *instance
	lost     int // bytes that the codec did not free
}

// mostLost bounds the memory that an instance leaks before it is replaced: the codec keeps every
// decoded picture.
const mostLost = 128 << 20

// NewHEICDecoder returns a decoder that works until ctx ends.
func NewHEICDecoder(ctx context.Context) *HEICDecoder { return &HEICDecoder{ctx: ctx} }

// Close frees the decoder's memory.
func (d *HEICDecoder) Close() {
	if d.instance != nil {
		d.instance.close()
		d.instance, d.lost = nil, 0
	}
}

// Decode decodes the main picture of a HEIC file into p, which has the picture's size, chroma and
// depth; the file must not rotate or crop it. The codec chooses the output format by the file's
// properties and does not check the size of the output buffer. So the file must have the properties
// that match its samples:
//
//	gray               a pixi property of one channel: a plane
//	8 bits             a colr property with matrix 0, the identity: red, green, blue and
//	                   opacity interleaved, which are Cr, luma, Cb and unused
//	more than 8 bits   a colr property with another matrix, and 4:4:4 in the hvcC property: three
//	                   planes of one size; p.Chroma becomes Chroma444
//
// Errors are Damaged, TooLarge for what the codec's memory does not hold, and Cancelled.
func (d *HEICDecoder) Decode(file []byte, p *Planes) (err error) {
	if d.lost > mostLost {
		d.Close()
	}
	if d.instance == nil {
		if d.instance, err = heic.start(d.ctx); err != nil {
			return err
		}
	}
	defer func() {
		if err != nil {
			d.Close() // a codec is unusable after a trap
		}
	}()
	const spaceYCbCr, spaceRGB, spaceGray = 0, 1, 2
	switch {
	case p.Chroma == Gray:
		row := stride(p.Width, p.SampleSize())
		return d.decode(file, p, spaceGray, row*p.Height, func(pix []byte) {
			p.Pix[0], p.Stride[0] = bytes.Clone(pix), row
		})
	case p.Depth <= 8:
		row := stride(p.Width, 4)
		return d.decode(file, p, spaceRGB, row*p.Height, func(pix []byte) { p.apart(pix, row) })
	default:
		row := stride(p.Width, 2)
		size := row * p.Height
		return d.decode(file, p, spaceYCbCr, 3*size, func(pix []byte) {
			pix = bytes.Clone(pix)
			for plane := range 3 {
				p.Pix[plane], p.Stride[plane] = pix[plane*size:][:size], row
			}
			p.borders()
			p.Chroma = Chroma444
		})
	}
}

// decode calls use with the codec's output of the given size, which is valid only during the call.
func (d *HEICDecoder) decode(file []byte, p *Planes, space, size int, use func(pix []byte)) error {
	i := d.instance
	in, err := i.put(file)
	if err != nil {
		return err
	}
	const numbers = 5 // width, height, colour space, chroma, premultiplied
	fields, err := i.alloc(4 * numbers)
	if err != nil {
		return err
	}
	out, err := i.alloc(size)
	if err != nil {
		return err
	}
	f := uint64(fields)
	read, err := i.call("decode", uint64(in), uint64(len(file)), 0, f, f+4, f+8, f+12, f+16, uint64(out))
	if err != nil {
		return err
	}
	if read == 0 {
		return heic.refused()
	}
	found, err := i.numbers(fields, numbers)
	if err != nil {
		return err
	}
	if found[0] != p.Width || found[1] != p.Height || found[2] != space {
		return fault.New(fault.Internal, "the HEIC codec decoded another picture than it was given")
	}
	view, ok := i.module.Memory().Read(out, uint32(size))
	if !ok {
		return fault.New(fault.Internal, "the %s codec lost its picture", heic.name)
	}
	use(view)
	d.lost += size
	for _, at := range []uint32{in, fields, out} {
		if _, err := i.call("free", uint64(at)); err != nil {
			return err
		}
	}
	return nil
}

// stride returns the bytes of a row in libheif's planes (HeifPixelImage::ImagePlane::alloc of
// version 1.18): those of an even number of samples, at least 64, rounded up to a multiple of 16.
// The codec copies whole rows.
func stride(width, sampleSize int) int {
	const least, alignment = 64, 16
	samples := max(least, (width+1)&^1)
	return (samples*sampleSize + alignment - 1) &^ (alignment - 1)
}

// apart separates interleaved samples: Cr, luma, Cb and unused, with chroma repeated.
func (p *Planes) apart(pix []byte, row int) {
	order := [3]int{1, 2, 0}
	for plane := range 3 {
		width, height := p.Size(plane)
		stepX, stepY := 1, 1
		if plane > 0 {
			stepX, stepY = p.Chroma.Subsampling()
		}
		out := make([]byte, width*height)
		for y := range height {
			from, to := pix[y*stepY*row+order[plane]:], out[y*width:][:width]
			for x := range to {
				to[x] = from[4*stepX*x]
			}
		}
		p.Pix[plane], p.Stride[plane] = out, width
	}
}

// borders corrects the chroma that libheif has interpolated for 4:2:0. It uses wrong samples at the
// picture's border (Op_YCbCr420_bilinear_to_YCbCr444 of version 1.18 halves their indices twice).
// The correct values follow from the two rows next to it, which mix the same two samples 3:1 and
// 1:3.
func (p *Planes) borders() {
	if p.Chroma != Chroma420 || p.Width < 4 || p.Height < 4 {
		return
	}
	top := 1<<p.Depth - 1
	for plane := 1; plane < 3; plane++ {
		pix := p.Pix[plane]
		mend := func(at, inward int) {
			near := int(binary.LittleEndian.Uint16(pix[at+inward:]))
			far := int(binary.LittleEndian.Uint16(pix[at+2*inward:]))
			binary.LittleEndian.PutUint16(pix[at:], uint16(max(0, min(top, (3*near-far+1)/2))))
		}
		row := p.Stride[plane]
		for x := 1; x < p.Width-1; x++ {
			mend(2*x, row)
			mend((p.Height-1)*row+2*x, -row)
		}
		for y := range p.Height {
			mend(y*row, 2)
			mend(y*row+2*(p.Width-1), -2)
		}
	}
}
