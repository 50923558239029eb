// Package hevc decodes intra pictures of HEVC (ITU-T H.265), the pictures of HEIC files.
//
//	parameter sets -> SPS, pps
//	slice segments -> bins (cabac) -> coding trees -> blocks: prediction + residual
//	                                                  -> deblocking -> SAO -> Planes
//
// It decodes the Main, Main 10, Main Still Picture and range extension profiles: 8 to 16 bits, all
// chroma formats, tiles, wavefronts, slices. Pictures that are predicted from others, extended
// precision, high throughput coding, and the multilayer, 3D and screen content extensions are
// Unsupported. Numbers of clauses and tables in comments are those of ITU-T H.265 (08/2021).
//
// All of a picture's samples are checked to be coded: a picture with missing or contradictory data
// is Damaged. Decoding time is bounded by the picture's size and that of its data.
package hevc

import (
	"context"
	"encoding/binary"
	"image"

	"pretobranco/engine/bw/fault"
)

// A Chroma is a chroma format (table 6-1).
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

// A Decoder decodes pictures one after another.
type Decoder struct {
	LumaOnly bool // chroma is skipped, and pictures are Gray

	sequences [16]*SPS
	pictures  [64]*pps
	sps       *SPS
	pps       *pps
	scaling   *scaling // nil for none
	slice     *slice   // the last one
	picture
	bins
	unit codingUnit
	residual
	most int // coded samples that are allowed
}

// A Picture is a coded picture: NAL units without start codes, parameter sets first, of a size that
// the caller has checked.
type Picture struct {
	Units         [][]byte
	Width, Height int
	MaxCoded      int // largest number of coded pixels, with those outside the window
}

// Decode decodes a picture. Its memory is reused for the next one; the result is the caller's.
// Errors are Damaged, Unsupported and Cancelled.
func (d *Decoder) Decode(ctx context.Context, p Picture) (*Planes, error) {
	d.sequences, d.pictures, d.sps, d.pps, d.slice = [16]*SPS{}, [64]*pps{}, nil, nil, nil
	d.most = p.MaxCoded
	clear(d.coefficients[:]) // a damaged picture leaves some
	for _, unit := range p.Units {
		if err := ctx.Err(); err != nil {
			return nil, fault.New(fault.Cancelled, "cancelled: %w", err)
		}
		if len(unit) < 3 || unit[0]&1 != 0 || unit[1]>>3 != 0 { // another layer: depth, another view
			continue
		}
		switch kind := int(unit[0]>>1) & 0x3f; {
		case kind == unitSPS:
			if s, ok := ReadSPS(unit); ok && s.id < len(d.sequences) {
				d.sequences[s.id] = &s
			}
		case kind == unitPPS:
			if s, ok := readPPS(unit); ok {
				d.pictures[s.id] = s
			}
		case kind <= 9 || kind >= firstRandom && kind <= lastIRAP:
			if unit[2]&0x80 != 0 && d.slice != nil {
				return nil, fault.New(fault.Unsupported, "a HEIC file with several pictures in one item is not supported")
			}
			h, err := d.readSlice(unit)
			if err != nil {
				return nil, err
			}
			if d.sps.Width != p.Width || d.sps.Height != p.Height {
				return nil, fault.New(fault.Damaged, "the file contradicts itself about its picture's size")
			}
			if err := d.segment(ctx, h); err != nil {
				return nil, err
			}
		}
	}
	if d.slice == nil || d.missing > 0 {
		return nil, errMissing
	}
	if err := d.filter(ctx); err != nil {
		return nil, err
	}
	return d.planes(), nil
}

// activate selects the parameter sets of a slice segment, which are the same in all segments.
func (d *Decoder) activate(id int, first bool) error {
	p := d.pictures[id]
	if p == nil || d.sequences[p.sps] == nil {
		return fault.New(fault.Damaged, "the file's picture lacks its parameters")
	}
	s := d.sequences[p.sps]
	switch {
	case d.slice != nil && (first || p != d.pps || s != d.sps):
		return errSlice
	case d.slice != nil:
		return nil
	case !first:
		return errMissing
	case s.broken:
		return errParameters
	case s.Unsupported() != nil:
		return s.Unsupported()
	case p.unsupported != nil:
		return p.unsupported
	case p.crossComponent && s.Chroma != Chroma444:
		return errParameters
	}
	d.sps, d.pps, d.scaling = s, p, s.scaling
	if s.scaling != nil && p.scaling != nil {
		d.scaling = p.scaling
	}
	if d.scaling != nil {
		d.scaling.expand()
	}
	return d.allocate(d.most)
}

// planes returns the picture within its conformance window.
func (d *Decoder) planes() *Planes {
	s := d.sps
	p := &Planes{Width: s.Width, Height: s.Height, Chroma: s.Chroma, Depth: s.Depth}
	if d.LumaOnly {
		p.Chroma = Gray
	}
	for n := range p.Count() {
		width, height := p.Size(n)
		from := &d.plane[n]
		left, top := s.left>>from.shiftX, s.top>>from.shiftY
		size := p.SampleSize()
		p.Stride[n] = width * size
		p.Pix[n] = make([]byte, p.Stride[n]*height)
		for y := range height {
			row := from.pix[(top+y)*from.stride+left:][:width]
			out := p.Pix[n][y*p.Stride[n]:][:p.Stride[n]]
			if size == 1 {
				for x, v := range row {
					out[x] = uint8(v)
				}
				continue
			}
			for x, v := range row {
				binary.LittleEndian.PutUint16(out[2*x:], v)
			}
		}
	}
	return p
}
