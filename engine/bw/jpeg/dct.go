package jpeg

// The 8 x 8 transforms equal libjpeg's "islow" bit for bit: Loeffler, Ligtenberg and Moschytz,
// "Practical Fast 1-D DCT Algorithms with 11 Multiplications", ICASSP 1989, figure 1, in fixed
// point with 13 bits. Each dimension scales values by sqrt(8); between the dimensions they keep 2
// fractional bits.
const (
	constBits = 13
	passBits  = 2

	fix0298 = 2446 // 0.298631336 * 2^13, and so on
	fix0390 = 3196
	fix0541 = 4433
	fix0765 = 6270
	fix0899 = 7373
	fix1175 = 9633
	fix1501 = 12299
	fix1847 = 15137
	fix1961 = 16069
	fix2053 = 16819
	fix2562 = 20995
	fix3072 = 25172
)

func descale(x int32, n uint) int32 { return (x + 1<<(n-1)) >> n }

// forward transforms a block of samples minus 128 in place. The result is scaled by 8.
func forward(b *[64]int32) {
	for i := 0; i < 64; i += 8 {
		r := b[i : i+8 : i+8]
		v := forward8(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7])
		for j, x := range v {
			r[j] = descale(x, constBits-passBits)
		}
	}
	for i := range 8 {
		v := forward8(b[i], b[8+i], b[16+i], b[24+i], b[32+i], b[40+i], b[48+i], b[56+i])
		for j, x := range v {
			b[8*j+i] = descale(x, constBits+passBits)
		}
	}
}

func forward8(d0, d1, d2, d3, d4, d5, d6, d7 int32) [8]int32 {
	t0, t7, t1, t6 := d0+d7, d0-d7, d1+d6, d1-d6
	t2, t5, t3, t4 := d2+d5, d2-d5, d3+d4, d3-d4

	t10, t13, t11, t12 := t0+t3, t0-t3, t1+t2, t1-t2
	even := (t12 + t13) * fix0541

	z1, z2, z3, z4 := t4+t7, t5+t6, t4+t6, t5+t7
	z5 := (z3 + z4) * fix1175
	z1, z2, z3, z4 = -z1*fix0899, -z2*fix2562, z5-z3*fix1961, z5-z4*fix0390
	return [8]int32{
		(t10 + t11) << constBits, t7*fix1501 + z1 + z4, even + t13*fix0765, t6*fix3072 + z2 + z3,
		(t10 - t11) << constBits, t5*fix2053 + z2 + z4, even - t12*fix1847, t4*fix0298 + z1 + z3,
	}
}

// zigzag maps zigzag order to natural order (figure A.6). Runs beyond the block end at its last
// coefficient.
var zigzag = [64 + 16]uint8{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
	63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
}
