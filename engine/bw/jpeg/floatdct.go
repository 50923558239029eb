package jpeg

import "math"

// The orthonormal transform in floating point (A.3.3). The conversions to float32 prevent the
// compiler from fusing multiplication and addition, so that results are the same on every machine.

const (
	cosine1 = 0.49039264020161522 // cos(1 pi / 16) / 2, and so on
	cosine2 = 0.46193976625564337
	cosine3 = 0.41573480615127262
	cosine4 = 0.35355339059327376
	cosine5 = 0.27778511650980111
	cosine6 = 0.19134171618254489
	cosine7 = 0.09754516100806413
)

// basis is the value at sample x of the basis function u.
func basis(u, x int) float64 {
	if u == 0 {
		return cosine4
	}
	return math.Cos(float64((2*x+1)*u)*math.Pi/16) / 2
}

// inverseFloat transforms coefficients to samples in place.
func inverseFloat(b *[64]float32) {
	for i := range 8 {
		if b[8+i] == 0 && b[16+i] == 0 && b[24+i] == 0 && b[32+i] == 0 && b[40+i] == 0 && b[48+i] == 0 && b[56+i] == 0 {
			dc := float32(b[i] * cosine4)
			for j := i; j < 64; j += 8 {
				b[j] = dc
			}
			continue
		}
		inverseFloat8(&b[i], &b[8+i], &b[16+i], &b[24+i], &b[32+i], &b[40+i], &b[48+i], &b[56+i])
	}
	for i := 0; i < 64; i += 8 {
		r := b[i : i+8 : i+8]
		inverseFloat8(&r[0], &r[1], &r[2], &r[3], &r[4], &r[5], &r[6], &r[7])
	}
}

// forwardFloat transforms samples to coefficients in place.
func forwardFloat(b *[64]float32) {
	for i := 0; i < 64; i += 8 {
		r := b[i : i+8 : i+8]
		forwardFloat8(&r[0], &r[1], &r[2], &r[3], &r[4], &r[5], &r[6], &r[7])
	}
	for i := range 8 {
		forwardFloat8(&b[i], &b[8+i], &b[16+i], &b[24+i], &b[32+i], &b[40+i], &b[48+i], &b[56+i])
	}
}

func inverseFloat8(p0, p1, p2, p3, p4, p5, p6, p7 *float32) {
	c1, c2, c3, c5, c6, c7 := *p1, *p2, *p3, *p5, *p6, *p7
	a0, a1 := float32((*p0+*p4)*cosine4), float32((*p0-*p4)*cosine4)
	b0 := float32(c2*cosine2) + float32(c6*cosine6)
	b1 := float32(c2*cosine6) - float32(c6*cosine2)
	e0, e1, e2, e3 := a0+b0, a1+b1, a1-b1, a0-b0
	o0 := float32(c1*cosine1) + float32(c3*cosine3) + float32(c5*cosine5) + float32(c7*cosine7)
	o1 := float32(c1*cosine3) - float32(c3*cosine7) - float32(c5*cosine1) - float32(c7*cosine5)
	o2 := float32(c1*cosine5) - float32(c3*cosine1) + float32(c5*cosine7) + float32(c7*cosine3)
	o3 := float32(c1*cosine7) - float32(c3*cosine5) + float32(c5*cosine3) - float32(c7*cosine1)
	*p0, *p1, *p2, *p3 = e0+o0, e1+o1, e2+o2, e3+o3
	*p4, *p5, *p6, *p7 = e3-o3, e2-o2, e1-o1, e0-o0
}

func forwardFloat8(p0, p1, p2, p3, p4, p5, p6, p7 *float32) {
	s0, s1, s2, s3 := *p0+*p7, *p1+*p6, *p2+*p5, *p3+*p4
	d0, d1, d2, d3 := *p0-*p7, *p1-*p6, *p2-*p5, *p3-*p4
	*p0, *p4 = float32((s0+s1+s2+s3)*cosine4), float32((s0-s1-s2+s3)*cosine4)
	s0, s1 = s0-s3, s1-s2
	*p2 = float32(s0*cosine2) + float32(s1*cosine6)
	*p6 = float32(s0*cosine6) - float32(s1*cosine2)
	*p1 = float32(d0*cosine1) + float32(d1*cosine3) + float32(d2*cosine5) + float32(d3*cosine7)
	*p3 = float32(d0*cosine3) - float32(d1*cosine7) - float32(d2*cosine1) - float32(d3*cosine5)
	*p5 = float32(d0*cosine5) - float32(d1*cosine1) + float32(d2*cosine7) + float32(d3*cosine3)
	*p7 = float32(d0*cosine7) - float32(d1*cosine5) + float32(d2*cosine3) - float32(d3*cosine1)
}
