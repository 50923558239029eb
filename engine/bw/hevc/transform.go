package hevc

// Transforms are separable, with integer approximations of cosines (8.6.4.2). One of size n is
// calculated from one of half the size for the even coefficients, and the odd ones.

// cosines are 64*sqrt(2)*cos(a*pi/64), rounded as the standard has it.
var cosines = [33]int32{
	64, 90, 90, 90, 89, 88, 87, 85, 83, 82, 80, 78, 75, 73, 70, 67, 64,
	61, 57, 54, 50, 46, 43, 38, 36, 31, 25, 22, 18, 13, 9, 4, 0,
}

// odd are the rows of the odd coefficients, by base 2 logarithm of the size.
var odd = func() (all [6][16][16]int32) {
	for log2 := 3; log2 <= 5; log2++ {
		for i := range 1 << log2 / 2 {
			for j := range 1 << log2 / 2 {
				a := (2*i + 1) * (2*j + 1) << (5 - log2) % 128
				switch {
				case a > 96:
					all[log2][i][j] = cosines[128-a]
				case a > 64:
					all[log2][i][j] = -cosines[a-64]
				case a > 32:
					all[log2][i][j] = -cosines[64-a]
				default:
					all[log2][i][j] = cosines[a]
				}
			}
		}
	}
	return all
}()

// inverse is the inverse transform of size 1 << log2 in one dimension. Only the first count
// coefficients are not zero.
func inverse(in, out *[32]int32, log2, count int) {
	n := 1 << log2
	a, b := 64*in[0], 64*in[n/2&31]
	c, e := in[n/4], in[3*n/4&31]
	even0, even1 := a+b, a-b
	odd0, odd1 := 83*c+36*e, 36*c-83*e
	out[0], out[1], out[2], out[3] = even0+odd0, even1+odd1, even1-odd1, even0-odd0
	for size := 3; size <= log2; size++ {
		half, step := 1<<size/2, 1<<(log2-size)
		var sums [16]int32
		for i := 0; (2*i+1)*step < count; i++ {
			v := in[(2*i+1)*step&31]
			if v == 0 {
				continue
			}
			row := &odd[size][i]
			for j := range half {
				sums[j&15] += row[j&15] * v
			}
		}
		for j := range half {
			v := out[j&31]
			out[j&31], out[(2*half-1-j)&31] = v+sums[j&15], v-sums[j&15]
		}
	}
}

// inverseSine is the inverse transform of 4x4 blocks of luma.
func inverseSine(in, out *[32]int32) {
	a, b, c, e := in[0], in[1], in[2], in[3]
	out[0] = 29*a + 74*b + 84*c + 55*e
	out[1] = 55*a + 74*b - 29*c - 84*e
	out[2] = 74*a - 74*c + 74*e
	out[3] = 84*a - 74*b + 55*c - 29*e
}

// untransform calculates the residual from the coefficients.
func (d *Decoder) untransform(log2 int, sine bool) {
	r := &d.residual
	n := 1 << log2
	shift := uint(20 - d.sps.Depth)
	round := int32(1) << (shift - 1)
	var in, out [32]int32
	if r.maxX|r.maxY == 0 && !sine {
		v := (64*r.coefficients[0] + 64) >> 7
		v = (64*v + round) >> shift
		all := r.out[:n*n]
		for i := range all {
			all[i] = v
		}
		return
	}
	// Columns, into rows of scratch.
	for x := range r.maxX + 1 {
		for y := range r.maxY + 1 {
			in[y&31] = r.coefficients[(y<<log2|x)&1023]
		}
		if sine {
			inverseSine(&in, &out)
		} else {
			inverse(&in, &out, log2, r.maxY+1)
		}
		row := r.scratch[x<<log2&1023:][:n]
		for y := range row {
			row[y] = max(-1<<15, min(1<<15-1, (out[y&31]+64)>>7))
		}
	}
	clear(in[:])
	for y := range n {
		for x := range r.maxX + 1 {
			in[x&31] = r.scratch[(x<<log2|y)&1023]
		}
		if sine {
			inverseSine(&in, &out)
		} else {
			inverse(&in, &out, log2, r.maxX+1)
		}
		row := r.out[y<<log2&1023:][:n]
		for x := range row {
			row[x] = (out[x&31] + round) >> shift
		}
	}
}

// directed reports whether a residual without a transform consists of differences in the direction
// of prediction.
func (d *Decoder) directed(mode int) bool {
	return d.sps.implicitRDPCM && (mode == modeHorizontal || mode == modeVertical)
}

// untransformed calculates a residual without a transform (8.6.2, 8.6.4.2, 8.6.5, 8.6.6).
func (d *Decoder) untransformed(log2, mode int) {
	r := &d.residual
	n := 1 << log2
	copy(r.out[:n*n], r.coefficients[:n*n])
	if d.sps.rotateSkipped && log2 == 2 {
		for i := range 8 {
			r.out[i], r.out[15-i] = r.out[15-i], r.out[i]
		}
	}
	if !d.unit.bypass {
		left, shift := uint(5+log2), uint(20-d.sps.Depth)
		for i, v := range r.out[:n*n] {
			r.out[i] = (v<<left + 1<<(shift-1)) >> shift
		}
	}
	if !d.directed(mode) {
		return
	}
	step, from := 1, 1
	if mode == modeVertical {
		step, from = n, n
	}
	for i := from; i < n*n; i++ {
		if step == n || i&(n-1) != 0 {
			r.out[i] += r.out[i-step]
		}
	}
}

// reconstruct adds the residual to the prediction, and clears the coefficients.
func (d *Decoder) reconstruct(component, x, y, log2, mode int) {
	r, p := &d.residual, &d.plane[component]
	n := 1 << log2
	if component == 0 || !d.LumaOnly {
		switch {
		case r.maxX < 0:
			clear(r.out[:n*n])
		case d.unit.bypass || r.skipped:
			d.untransformed(log2, mode)
		default:
			d.untransform(log2, component == 0 && log2 == 2)
		}
		if d.pps.crossComponent && component == 0 {
			copy(r.luma[:n*n], r.out[:n*n])
		}
		if r.scale != 0 {
			for i := range n * n { // luma and chroma have the same depth
				r.out[i] += int32(r.scale) * r.luma[i] >> 3
			}
		}
		top := int32(1)<<d.sps.Depth - 1
		for j := range n {
			row := p.pix[(y+j)*p.stride+x:][:n]
			out := r.out[j<<log2&1023:][:n]
			for i, v := range row {
				row[i] = uint16(max(0, min(top, int32(v)+out[i])))
			}
		}
	}
	for j := range r.maxY + 1 {
		clear(r.coefficients[j<<log2:][:r.maxX+1])
	}
}
