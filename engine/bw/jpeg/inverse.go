package jpeg

import "encoding/binary"

// inverse transforms a block of coefficients, dequantised by q, to 8 x 8 samples, as libjpeg's
// "islow" does. mask has a bit for each coefficient that may be nonzero; DC's bit is ignored.
func inverse(c *[64]int16, mask uint64, q *[64]int32, out []uint8, stride int) {
	const column = 0x0101010101010101
	if mask &^= 1; mask == 0 {
		dc := uint64(sample(descale(int32(c[0])*q[0], 3))) * column
		for y := range 8 {
			binary.LittleEndian.PutUint64(out[y*stride:], dc)
		}
		return
	}
	var w [64]int32
	for i := range 8 {
		switch m := mask >> i & column; {
		case m>>8 == 0 && (m != 0 || i == 0):
			dc := int32(c[i]) * q[i] << passBits
			for j := i; j < 64; j += 8 {
				w[j] = dc
			}
		case m>>8 != 0:
			const n = constBits - passBits
			v0, v1, v2, v3, v4, v5, v6, v7 := inverse8(
				int32(c[i])*q[i], int32(c[8+i])*q[8+i], int32(c[16+i])*q[16+i], int32(c[24+i])*q[24+i],
				int32(c[32+i])*q[32+i], int32(c[40+i])*q[40+i], int32(c[48+i])*q[48+i], int32(c[56+i])*q[56+i])
			w[i], w[8+i], w[16+i], w[24+i] = descale(v0, n), descale(v1, n), descale(v2, n), descale(v3, n)
			w[32+i], w[40+i], w[48+i], w[56+i] = descale(v4, n), descale(v5, n), descale(v6, n), descale(v7, n)
		}
	}
	upright := mask&^column == 0 // only the first column is nonzero
	for i := range 8 {
		row, to := (*[8]int32)(w[8*i:]), out[i*stride:][:8]
		if upright {
			binary.LittleEndian.PutUint64(to, uint64(sample(descale(row[0], passBits+3)))*column)
			continue
		}
		const n = constBits + passBits + 3
		v0, v1, v2, v3, v4, v5, v6, v7 := inverse8(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7])
		to[0], to[1], to[2], to[3] = sample(descale(v0, n)), sample(descale(v1, n)), sample(descale(v2, n)), sample(descale(v3, n))
		to[4], to[5], to[6], to[7] = sample(descale(v4, n)), sample(descale(v5, n)), sample(descale(v6, n)), sample(descale(v7, n))
	}
}

func inverse8(c0, c1, c2, c3, c4, c5, c6, c7 int32) (v0, v1, v2, v3, v4, v5, v6, v7 int32) {
	z1 := (c2 + c6) * fix0541
	t2, t3 := z1-c6*fix1847, z1+c2*fix0765
	t0, t1 := (c0+c4)<<constBits, (c0-c4)<<constBits
	t10, t13, t11, t12 := t0+t3, t0-t3, t1+t2, t1-t2

	z1, z2, z3, z4 := c7+c1, c5+c3, c7+c3, c5+c1
	z5 := (z3 + z4) * fix1175
	z1, z2, z3, z4 = -z1*fix0899, -z2*fix2562, z5-z3*fix1961, z5-z4*fix0390
	t0 = c7*fix0298 + z1 + z3
	t1 = c5*fix2053 + z2 + z4
	t2 = c3*fix3072 + z2 + z3
	t3 = c1*fix1501 + z1 + z4
	return t10 + t3, t11 + t2, t12 + t1, t13 + t0, t13 - t0, t12 - t1, t11 - t2, t10 - t3
}

// sample converts a value around zero to a sample.
func sample(v int32) uint8 {
	if v += 128; uint32(v) > 255 {
		v = ^(v >> 31)
	}
	return uint8(v)
}

// inverse4 transforms the lowest 4 x 4 coefficients to 4 x 4 samples, with the 4-point transform at
// half scale.
func inverse4(c *[64]int16, q *[64]int32, out []uint8, stride int) {
	const (
		half  = 1 << constBits / 2
		large = 5352 // cos(pi/8) / sqrt(2) * 2^13
		small = 2217 // sin(pi/8) / sqrt(2) * 2^13
	)
	points := func(c0, c1, c2, c3 int32) (a, b, c, d int32) {
		e0, e1 := (c0+c2)*half, (c0-c2)*half
		o0, o1 := c1*large+c3*small, c1*small-c3*large
		return e0 + o0, e1 + o1, e1 - o1, e0 - o0
	}
	var w [16]int32
	for i := range 4 {
		a, b, c, d := points(int32(c[i])*q[i], int32(c[8+i])*q[8+i], int32(c[16+i])*q[16+i], int32(c[24+i])*q[24+i])
		w[i], w[4+i] = descale(a, constBits-passBits), descale(b, constBits-passBits)
		w[8+i], w[12+i] = descale(c, constBits-passBits), descale(d, constBits-passBits)
	}
	for i := range 4 {
		a, b, c, d := points(w[4*i], w[4*i+1], w[4*i+2], w[4*i+3])
		for j, x := range [4]int32{a, b, c, d} {
			out[i*stride+j] = sample(descale(x, constBits+passBits+1))
		}
	}
}

// inverse2 transforms the lowest 2 x 2 coefficients to 2 x 2 samples, at a quarter of the scale.
func inverse2(c *[64]int16, q *[64]int32, out []uint8, stride int) {
	dc, x, y, xy := int32(c[0])*q[0], int32(c[1])*q[1], int32(c[8])*q[8], int32(c[9])*q[9]
	out[0], out[1] = sample(descale(dc+x+y+xy, 3)), sample(descale(dc-x+y-xy, 3))
	out[stride], out[stride+1] = sample(descale(dc+x-y-xy, 3)), sample(descale(dc-x-y+xy, 3))
}
