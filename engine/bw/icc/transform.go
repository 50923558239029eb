package icc

import (
	"math"

	"pretobranco/engine/bw/fault"
)

const maxChannels = 4

// A Transform converts pixels to sRGB and clips colours outside of sRGB by channel. It is safe for
// concurrent use.
type Transform struct {
	channels int

	// For a matrix profile: the linear values of each channel, and the matrix to linear sRGB.
	curves []Curve
	bytes  [3][256]float32
	matrix [3][3]float32

	// For other profiles: the look-up table, sampled on first use.
	sampled func() *grid
}

// XYZ relative to D50 to linear sRGB, the inverse of the profile's own matrix.
var toSRGB = invert([3][3]float64{
	{0.436065674, 0.385147095, 0.143066406},
	{0.222488403, 0.716873169, 0.060607910},
	{0.013916016, 0.097076416, 0.714096069},
})

// ToSRGB returns the perceptual transform to sRGB.
func (p *Profile) ToSRGB() (*Transform, error) {
	t := &Transform{channels: p.Channels()}
	if p.table == nil && len(p.Curves) != t.channels || t.channels == 0 {
		return nil, fault.New(fault.Unsupported, "colour profile: nothing in it leads to sRGB")
	}
	if p.table == nil && t.channels == 3 {
		t.curves = p.Curves
		for c := range t.bytes {
			for i := range t.bytes[c] {
				t.bytes[c][i] = float32(p.Curves[c].At(float64(i) / 255))
			}
			for k := range 3 {
				t.matrix[c][k] = float32(toSRGB[c][0]*p.Matrix[0][k] + toSRGB[c][1]*p.Matrix[1][k] + toSRGB[c][2]*p.Matrix[2][k])
			}
		}
		return t, nil
	}
	t.sampled = sampledLUTs.of(p)
	return t, nil
}

// perceptualBlack is the black point of perceptual tables of version 4 (ICC.1:2022, 6.3.4.3).
var perceptualBlack = [3]float64{0.00336, 0.0034731, 0.00287}

// black returns the black point, which is mapped to that of sRGB (black point compensation): for
// tables that of paper and inks, for others zero.
func (p *Profile) black() (xyz [3]float64) {
	if p.table == nil {
		return xyz
	}
	if p.Version >= 4 {
		return perceptualBlack
	}
	pixel := make([]float64, p.Channels()) // RGB: no light
	if p.Space == "CMYK" {
		pixel = []float64{1, 1, 1, 1} // CMYK: all inks
	}
	// Ignore the tint, and values above half, which are not black.
	y := min(p.xyz(pixel)[1], labToXYZ(50, 0, 0)[1])
	return [3]float64{y * D50[0], y, y * D50[2]}
}

// srgb converts one pixel exactly to encoded sRGB.
func (p *Profile) srgb(pixel []float64, black [3]float64) (rgb [3]float64) {
	rgb = linearSRGB(p.xyz(pixel), black)
	for c := range rgb {
		rgb[c] = encodeSRGB(clip(rgb[c]))
	}
	return rgb
}

// linearSRGB converts connection space coordinates to linear sRGB without clipping.
func linearSRGB(xyz, black [3]float64) (rgb [3]float64) {
	for i := range xyz {
		xyz[i] = (xyz[i] - black[i]) * D50[i] / (D50[i] - black[i])
	}
	for c := range rgb {
		rgb[c] = toSRGB[c][0]*xyz[0] + toSRGB[c][1]*xyz[1] + toSRGB[c][2]*xyz[2]
	}
	return rgb
}

// xyz returns a pixel's coordinates in the connection space.
func (p *Profile) xyz(pixel []float64) (xyz [3]float64) {
	switch {
	case p.table != nil:
		return p.decode(p.table.at(pixel))
	case len(pixel) == 1:
		y := p.Curves[0].At(pixel[0])
		if p.lab { // the curve returns lightness
			return labToXYZ(100*y, 0, 0)
		}
		for i := range xyz {
			xyz[i] = y * D50[i]
		}
	default:
		for row := range xyz {
			for c := range pixel {
				xyz[row] += p.Matrix[row][c] * p.Curves[c].At(pixel[c])
			}
		}
	}
	return xyz
}

// decode returns the connection space coordinates of a table's result.
func (p *Profile) decode(v [3]float64) (xyz [3]float64) {
	if p.lab {
		return labToXYZ(100*v[0], 255*v[1]-128, 255*v[2]-128)
	}
	for i := range xyz {
		xyz[i] = v[i] * (1 + 32767.0/32768)
	}
	return xyz
}

// labToXYZ is CIE 15:2004, 8.2.1, relative to D50.
func labToXYZ(l, a, b float64) (xyz [3]float64) {
	fy := (l + 16) / 116
	for i, f := range [3]float64{fy + a/500, fy, fy - b/200} {
		if f > 6.0/29 {
			xyz[i] = D50[i] * f * f * f
		} else {
			xyz[i] = D50[i] * 3 * (6.0 / 29) * (6.0 / 29) * (f - 4.0/29)
		}
	}
	return xyz
}

// LabToSRGB converts CIE L*a*b* relative to D50, with lightness 0 to 100, to sRGB with channels
// from 0 to 1, by the same rules as a Transform.
func LabToSRGB(l, a, b float64) (rgb [3]float32) {
	linear := linearSRGB(labToXYZ(l, a, b), [3]float64{})
	for c, v := range linear {
		rgb[c] = encode(float32(v))
	}
	return rgb
}

// Channels is the number of channels of a source pixel.
func (t *Transform) Channels() int { return t.channels }

// Bytes converts 8-bit pixels in src, with Channels numbers each, to RGB in dst. Full ink is 255:
// the pixels of Adobe's CMYK JPEGs must be inverted first. It converts as many pixels as both hold.
func (t *Transform) Bytes(dst, src []byte) {
	n := min(len(src)/t.channels, len(dst)/3)
	if t.sampled != nil {
		grid := t.sampled()
		var pixel [maxChannels]float64
		for i := range n {
			for c := range t.channels {
				pixel[c] = float64(src[i*t.channels+c]) / 255
			}
			rgb := grid.at(pixel[:t.channels])
			for c, v := range rgb {
				dst[3*i+c] = uint8(v*255 + 0.5)
			}
		}
		return
	}
	for i := range n {
		r, g, b := t.bytes[0][src[3*i]], t.bytes[1][src[3*i+1]], t.bytes[2][src[3*i+2]]
		for c, m := range &t.matrix {
			dst[3*i+c] = uint8(encode(m[0]*r+m[1]*g+m[2]*b)*255 + 0.5)
		}
	}
}

// Words is Bytes for 16-bit numbers.
func (t *Transform) Words(dst, src []uint16) {
	n := min(len(src)/t.channels, len(dst)/3)
	var pixel [maxChannels]float64
	var grid *grid
	if t.sampled != nil {
		grid = t.sampled()
	}
	for i := range n {
		for c := range t.channels {
			pixel[c] = float64(src[i*t.channels+c]) / 65535
		}
		if grid != nil {
			for c, v := range grid.at(pixel[:t.channels]) {
				dst[3*i+c] = uint16(v*65535 + 0.5)
			}
			continue
		}
		var linear [3]float32
		for c := range linear {
			linear[c] = float32(t.curves[c].At(pixel[c]))
		}
		for c, m := range &t.matrix {
			dst[3*i+c] = uint16(encode(m[0]*linear[0]+m[1]*linear[1]+m[2]*linear[2])*65535 + 0.5)
		}
	}
}

// encoded holds evenly spaced samples of encodeSRGB. Linear interpolation between them is accurate
// to two of 65,536 levels.
var encoded = func() (table [encodedSize + 2]float32) {
	for i := range table {
		table[i] = float32(encodeSRGB(min(float64(i)/encodedSize, 1)))
	}
	return table
}()

const encodedSize = 4096

// encode is encodeSRGB, interpolated in that table.
func encode(linear float32) float32 {
	if !(linear > 0) {
		return 0
	}
	at := min(linear, 1) * encodedSize
	i := uint(at)
	return encoded[i] + (encoded[i+1]-encoded[i])*(at-float32(i))
}

// invert returns the inverse of an invertible matrix.
func invert(m [3][3]float64) (inverse [3][3]float64) {
	minor := func(r, c int) float64 {
		a, b, d, e := (r+1)%3, (r+2)%3, (c+1)%3, (c+2)%3
		return m[a][d]*m[b][e] - m[a][e]*m[b][d]
	}
	determinant := m[0][0]*minor(0, 0) + m[0][1]*minor(0, 1) + m[0][2]*minor(0, 2)
	if math.Abs(determinant) < 1e-9 {
		return inverse
	}
	for r := range m {
		for c := range m {
			inverse[c][r] = minor(r, c) / determinant
		}
	}
	return inverse
}
