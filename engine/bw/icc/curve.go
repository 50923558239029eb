package icc

import (
	"encoding/binary"
	"math"

	"pretobranco/engine/bw/fault"
)

// A Curve maps an encoded value to a linear one, both 0 to 1.
type Curve struct {
	samples []float64 // evenly spaced, at least two; nil for a formula
	kind    int       // of the formula, 0 to 4
	p       [7]float64
}

// The number of parameters of each formula (ICC.1:2022, 10.18): g a b c d e f.
var parameters = [...]int{1, 3, 4, 5, 7}

// parseCurve reads a curveType or parametricCurveType (ICC.1:2022, 10.6 and 10.18).
func parseCurve(tag []byte) (Curve, error) {
	c, _, err := readCurve(tag)
	return c, err
}

// readCurve also returns how many bytes the curve takes, without padding.
func readCurve(tag []byte) (c Curve, size int, err error) {
	damaged := fault.New(fault.Damaged, "colour profile: a tone curve is missing or cut off")
	if len(tag) < 12 {
		return c, 0, damaged
	}
	switch string(tag[:4]) {
	case "curv":
		n := binary.BigEndian.Uint32(tag[8:])
		if uint64(n)*2 > uint64(len(tag)-12) {
			return c, 0, damaged
		}
		size = 12 + int(n)*2
		switch n {
		case 0: // the identity
			c.p[0] = 1
		case 1:
			c.p[0] = float64(binary.BigEndian.Uint16(tag[12:])) / 256
		default:
			c.samples = make([]float64, n)
			for i := range c.samples {
				c.samples[i] = float64(binary.BigEndian.Uint16(tag[12+2*i:])) / 65535
			}
		}
	case "para":
		c.kind = int(binary.BigEndian.Uint16(tag[8:]))
		if c.kind >= len(parameters) {
			return c, 0, fault.New(fault.Unsupported, "colour profile: a tone curve of an unknown formula")
		}
		size = 12 + 4*parameters[c.kind]
		if size > len(tag) {
			return c, 0, damaged
		}
		for i := range parameters[c.kind] {
			c.p[i] = fixed(tag[12+4*i:])
		}
	default:
		return c, 0, damaged
	}
	return c, size, nil
}

// At returns the linear value for an encoded one, clipped to 0 to 1.
func (c Curve) At(x float64) float64 {
	x = clip(x)
	if c.samples != nil {
		return sample(c.samples, x)
	}
	return clip(c.formula(x))
}

func (c Curve) formula(x float64) float64 {
	g, a, b, cc, d, e, f := c.p[0], c.p[1], c.p[2], c.p[3], c.p[4], c.p[5], c.p[6]
	switch c.kind {
	case 1:
		if a*x+b >= 0 {
			return math.Pow(a*x+b, g)
		}
		return 0
	case 2:
		if a*x+b >= 0 {
			return math.Pow(a*x+b, g) + cc
		}
		return cc
	case 3:
		if x >= d {
			return math.Pow(a*x+b, g)
		}
		return cc * x
	case 4:
		if x >= d {
			return math.Pow(a*x+b, g) + e
		}
		return cc*x + f
	}
	return math.Pow(x, g)
}

// sample interpolates between evenly spaced samples.
func sample(samples []float64, x float64) float64 {
	at := x * float64(len(samples)-1)
	i := min(int(at), len(samples)-2)
	return samples[i] + (samples[i+1]-samples[i])*(at-float64(i))
}

// clip clips to 0 to 1; NaN becomes 0.
func clip(x float64) float64 {
	if x > 1 {
		return 1
	}
	if x > 0 {
		return x
	}
	return 0
}

// same reports whether two curves are equal within rounding.
func (c Curve) same(other Curve) bool {
	const points, rounding = 1024, 1.0 / 16384
	for i := range points + 1 {
		x := float64(i) / points
		if math.Abs(c.At(x)-other.At(x)) > rounding {
			return false
		}
	}
	return true
}

// srgb is the curve of IEC 61966-2-1.
var srgb = Curve{kind: 3, p: [7]float64{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}}

// encodeSRGB is its inverse.
func encodeSRGB(linear float64) float64 {
	if linear <= 0.0031308 {
		return 12.92 * linear
	}
	return 1.055*math.Pow(linear, 1/2.4) - 0.055
}
