package tiff

import (
	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/bw/raster"
)

// A decoder converts a page's segments to colours.
type decoder struct {
	*layout                // with samples of 8 or 16 bits
	stored  *layout        // as stored
	inks    *icc.Transform // CMYK to sRGB; nil: without a profile
	to      *icc.Transform // RGB to sRGB; nil: unchanged

	badProfile bool // the page's profile is unusable
}

// newDecoder returns a decoder for a page. gray is the profile for its gray, or nil.
func newDecoder(l *layout, profile []byte) (d *decoder, gray []byte) {
	d = &decoder{layout: l.normalized(), stored: l}
	pixels, inks := icc.Colour, l.photometric == separated
	switch {
	case inks:
		pixels = icc.Inks
	case l.isGray():
		pixels = icc.Mono
	}
	plan := icc.PlanFor(profile, pixels)
	switch {
	case len(profile) == 0, l.photometric == cieLab: // Lab needs no profile
	case plan.None():
		d.badProfile = true
	case inks:
		d.inks = plan.ToSRGB
	default:
		d.to = plan.ToSRGB
	}
	return d, plan.Gray
}

// note records what happened to the page's profile.
func (d *decoder) note(i *codec.Info) {
	i.Converted = i.Converted || d.inks != nil || d.to != nil
	i.BadProfile = i.BadProfile || d.badProfile
}

// samplesOf returns a segment's samples in the file's byte order, interleaved, with 8 or 16 bits
// unless they are indexes.
func (d *decoder) samplesOf(segment int) ([]byte, error) {
	rows := d.rows(segment)
	if !d.planar {
		raw, err := d.raw(segment)
		if err != nil {
			return nil, err
		}
		return d.unpackLevelled(raw, rows, d.samples)
	}
	size := d.bits / 8
	out := make([]byte, rows*d.rowBytes(d.samples))
	for s := range d.samples {
		raw, err := d.raw(segment + s*d.across*d.down)
		if err != nil {
			return nil, err
		}
		plane, err := d.unpackLevelled(raw, rows, 1)
		if err != nil {
			return nil, err
		}
		for i := 0; i+size <= len(plane); i += size {
			copy(out[i*d.samples+s*size:][:size], plane[i:])
		}
	}
	return out, nil
}

func (d *decoder) unpackLevelled(raw []byte, rows, samples int) ([]byte, error) {
	data, err := d.stored.unpack(raw, rows, samples)
	if err != nil || d.layout == d.stored {
		return data, err
	}
	return d.stored.normalize(data, rows, samples, d.bits), nil
}

// colours8 converts 8-bit samples to rgb, and copies other samples to extras.
func (d *decoder) colours8(rgbOut, extras, samples []byte) {
	n := d.samples
	for i, x := 0, 0; i+n <= len(samples) && x+3 <= len(rgbOut); i, x = i+n, x+3 {
		p := samples[i : i+n : i+n]
		out := rgbOut[x : x+3 : x+3]
		switch d.photometric {
		case rgb:
			out[0], out[1], out[2] = p[0], p[1], p[2]
			if n > 3 && d.extras[0] == 1 {
				straighten(out, p[3])
			}
		case separated:
			if d.inks == nil {
				out[0], out[1], out[2] = raster.FromCMYK(p[0], p[1], p[2], p[3])
			}
		case cieLab:
			for c, v := range icc.LabToSRGB(float64(p[0])*100/255, float64(int8(p[1])), float64(int8(p[2]))) {
				out[c] = uint8(v*255 + 0.5)
			}
		}
		copy(extras[i/n*(n-d.colours):], p[d.colours:])
	}
	switch {
	case d.inks != nil:
		inks := samples
		if n > 4 {
			inks = make([]byte, 0, len(samples)/n*4)
			for i := 0; i+n <= len(samples); i += n {
				inks = append(inks, samples[i:i+4]...)
			}
		}
		d.inks.Bytes(rgbOut, inks)
	case d.to != nil:
		d.to.Bytes(rgbOut, append([]byte(nil), rgbOut...))
	}
}

// straighten divides a colour by its opacity, as Pillow does.
func straighten[T uint8 | uint16](c []T, alpha T) {
	top := uint32(^T(0))
	if alpha == 0 || uint32(alpha) == top {
		return
	}
	for i, v := range c {
		c[i] = T(min(top, uint32(v)*top/uint32(alpha)))
	}
}

// colours16 is colours8 for 16-bit samples.
func (d *decoder) colours16(rgbOut, extras []uint16, samples []byte) {
	n := d.samples
	word := func(at int) uint16 { return d.order.Uint16(samples[2*at:]) }
	var inks []uint16
	for i, x := 0, 0; 2*(i+n) <= len(samples) && x+3 <= len(rgbOut); i, x = i+n, x+3 {
		out := rgbOut[x : x+3 : x+3]
		switch d.photometric {
		case separated:
			for c := range 3 {
				out[c] = uint16((65535 - uint32(word(i+c))) * (65535 - uint32(word(i+3))) / 65535)
			}
			if d.inks != nil {
				inks = append(inks, word(i), word(i+1), word(i+2), word(i+3))
			}
		case cieLab:
			for c, v := range icc.LabToSRGB(float64(word(i))*100/65535, float64(int16(word(i+1)))/256, float64(int16(word(i+2)))/256) {
				out[c] = uint16(v*65535 + 0.5)
			}
		default:
			out[0], out[1], out[2] = word(i), word(i+1), word(i+2)
			if n > 3 && d.extras[0] == 1 {
				straighten(out, word(i+3))
			}
		}
		for e := range n - d.colours {
			extras[i/n*(n-d.colours)+e] = word(i + d.colours + e)
		}
	}
	switch {
	case d.inks != nil:
		d.inks.Words(rgbOut, inks)
	case d.to != nil:
		d.to.Words(rgbOut, append([]uint16(nil), rgbOut...))
	}
}
