package icc

import (
	"encoding/binary"

	"pretobranco/engine/bw/fault"
)

// A table is an A2B0 tag as a chain: a curve per channel, a grid, and for the three results a
// curve, a matrix with offset, and a curve. lut8Type and lut16Type (ICC.1:2022, 10.11 and 10.10)
// have the first three parts, lutAToBType (10.12) may have all five.
type table struct {
	in     []Curve // nil: the identity
	grid   *grid   // nil: the identity, with three channels
	middle []Curve
	matrix *[12]float64 // 3x3 by rows, then the offset
	out    []Curve
	legacy bool // Lab is encoded as in version 2: 100 is 0xff00, not 0xffff
}

// A grid has three results per point; the last channel varies fastest.
type grid struct {
	points []int // for each channel
	values []float32
}

func parseTable(tag []byte, channels int, lab bool) (*table, error) {
	damaged := fault.New(fault.Damaged, "colour profile: its table is cut off")
	if len(tag) < 32 {
		return nil, damaged
	}
	if int(tag[8]) != channels || tag[9] != 3 {
		return nil, fault.New(fault.Damaged, "colour profile: its table has the wrong number of channels")
	}
	t := &table{}
	ok := false
	switch string(tag[:4]) {
	case "mft1":
		ok = t.parseLut(tag, 48, 256, 256, 1)
	case "mft2":
		t.legacy = lab
		if len(tag) > 52 {
			ok = t.parseLut(tag, 52, int(binary.BigEndian.Uint16(tag[48:])), int(binary.BigEndian.Uint16(tag[50:])), 2)
		}
	case "mAB ":
		ok = t.parseAToB(tag, channels)
	default:
		return nil, fault.New(fault.Unsupported, "colour profile: a type of table that is not supported")
	}
	if !ok {
		return nil, damaged
	}
	return t, nil
}

// parseLut reads lut8Type and lut16Type. Their matrix applies only to XYZ on the device side, and
// so never here.
func (t *table) parseLut(tag []byte, at, inputs, outputs, width int) bool {
	channels := int(tag[8])
	if inputs < 2 || outputs < 2 {
		return false
	}
	body := tag[min(at, len(tag)):]
	curves := func(n, entries int) (curves []Curve) {
		for range n {
			values := readValues(&body, entries, width)
			if values == nil {
				return nil
			}
			samples := make([]float64, entries)
			for i, v := range values {
				samples[i] = float64(v)
			}
			curves = append(curves, Curve{samples: samples})
		}
		return curves
	}
	if t.in = curves(channels, inputs); t.in == nil {
		return false
	}
	points := make([]int, channels)
	for i := range points {
		points[i] = int(tag[10])
	}
	if t.grid = readGrid(&body, points, width); t.grid == nil {
		return false
	}
	t.out = curves(3, outputs)
	return t.out != nil
}

// parseAToB reads lutAToBType: offsets to B curves, matrix, M curves, grid, A curves.
func (t *table) parseAToB(tag []byte, channels int) bool {
	part := func(at int) ([]byte, bool) {
		offset := binary.BigEndian.Uint32(tag[at:])
		if uint64(offset) > uint64(len(tag)) {
			return nil, false
		}
		return tag[offset:], offset != 0
	}
	curves := func(at, n int) (curves []Curve, ok bool) {
		body, there := part(at)
		for range n {
			if !there {
				return nil, body != nil
			}
			c, size, err := readCurve(body)
			if err != nil {
				return nil, false
			}
			curves = append(curves, c)
			body = body[min((size+3)&^3, len(body)):]
		}
		return curves, true
	}
	var ok [3]bool
	t.out, ok[0] = curves(12, 3)
	t.middle, ok[1] = curves(20, 3)
	t.in, ok[2] = curves(28, channels)
	if !ok[0] || !ok[1] || !ok[2] {
		return false
	}
	if body, there := part(16); there {
		if len(body) < 48 {
			return false
		}
		t.matrix = new([12]float64)
		for i := range t.matrix {
			t.matrix[i] = fixed(body[4*i:])
		}
	} else if body == nil {
		return false
	}
	body, there := part(24)
	if !there {
		return body != nil && channels == 3
	}
	if len(body) < 20 || body[16] != 1 && body[16] != 2 {
		return false
	}
	points := make([]int, channels)
	for i := range points {
		points[i] = int(body[i])
	}
	width := int(body[16])
	body = body[20:]
	t.grid = readGrid(&body, points, width)
	return t.grid != nil
}

func readGrid(body *[]byte, points []int, width int) *grid {
	n := 3
	for _, p := range points {
		if p < 2 || n > len(*body) { // the grid must be in the file
			return nil
		}
		n *= p
	}
	values := readValues(body, n, width)
	if values == nil {
		return nil
	}
	return &grid{points: points, values: values}
}

// readValues reads n numbers of width bytes, scaled to 0 to 1. It returns nil if body is too short.
func readValues(body *[]byte, n, width int) []float32 {
	b := *body
	if n > len(b)/width {
		return nil
	}
	values := make([]float32, n)
	for i := range values {
		if width == 1 {
			values[i] = float32(b[i]) / 255
		} else {
			values[i] = float32(binary.BigEndian.Uint16(b[2*i:])) / 65535
		}
	}
	*body = b[n*width:]
	return values
}

// at returns a pixel's encoded coordinates in the connection space, 0 to 1.
func (t *table) at(pixel []float64) [3]float64 {
	var in [maxChannels]float64
	copy(in[:], pixel)
	for i := range t.in {
		in[i] = t.in[i].At(in[i])
	}
	return t.after(&in, len(pixel))
}

// after applies the chain after the first curves.
func (t *table) after(in *[maxChannels]float64, channels int) [3]float64 {
	out := [3]float64(in[:3])
	if t.grid != nil {
		out = t.grid.at(in[:channels])
	}
	for i := range t.middle {
		out[i] = t.middle[i].At(out[i])
	}
	if m := t.matrix; m != nil {
		x, y, z := out[0], out[1], out[2]
		for i := range out {
			out[i] = m[3*i]*x + m[3*i+1]*y + m[3*i+2]*z + m[9+i]
		}
	}
	for i := range t.out {
		out[i] = t.out[i].At(out[i])
	}
	if t.legacy {
		for i := range out {
			out[i] *= 65535.0 / 65280
		}
	}
	return out
}

// at interpolates in the simplex around a point: from its lower corner along the channels, largest
// fraction first (tetrahedra for three channels).
func (g *grid) at(in []float64) [3]float64 {
	var fraction [maxChannels]float64
	var stride, order [maxChannels]int
	base, step := 0, 3
	for i := len(in) - 1; i >= 0; i-- {
		at := clip(in[i]) * float64(g.points[i]-1)
		whole := min(int(at), g.points[i]-2)
		fraction[i], stride[i] = at-float64(whole), step
		base += whole * step
		step *= g.points[i]
	}
	for i := range in { // insertion sort
		j := i
		for ; j > 0 && fraction[order[j-1]] < fraction[i]; j-- {
			order[j] = order[j-1]
		}
		order[j] = i
	}
	weight := 1 - fraction[order[0]]
	var out [3]float64
	for i := range len(in) + 1 {
		for c := range out {
			out[c] += weight * float64(g.values[base+c])
		}
		if i == len(in) {
			break
		}
		base += stride[order[i]]
		weight = fraction[order[i]]
		if i+1 < len(in) {
			weight -= fraction[order[i+1]]
		}
	}
	return out
}
