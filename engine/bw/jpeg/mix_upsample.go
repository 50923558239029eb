package jpeg

// Subsampled chroma is upsampled without leaving its coefficients. Along one axis, upsampling is
// linear: the samples of a chroma block are
//
//	inverse DCT -> upsampled -> split into blocks -> forward DCT
//
// which is one matrix for each luma block that it covers, plus a contribution of the nearest sample
// of each neighbour. Upsampling follows libjpeg (jdsample.c): by a factor of 2 it interpolates with
// weights of 3/4 for the nearer and 1/4 for the farther sample, by a factor of 4 it repeats
// samples.

// An axis describes upsampling in one direction.
type axis struct {
	ratio  int  // luma samples per chroma sample: 1, 2 or 4
	smooth bool // interpolate, don't repeat
	pairs  []spread
}

// A spread is a chroma block's contribution to two luma blocks that are mirror images in it. Odd
// frequencies change sign in a mirror, so one matrix serves both.
type spread struct {
	first, second int
	matrix        [8][8]float32 // indexed by the frequency of chroma, then of luma
}

// edge is the contribution of a neighbour's sample to each frequency of the adjacent luma block:
// basis(u, 0) / 4.
var edge = firstOf(0.25)

// ends are basis(u, 0), the contribution of each frequency to a block's first sample. For the last
// sample, odd frequencies are negated.
var ends = firstOf(1)

func firstOf(share float64) (v [8]float32) {
	for u := range v {
		v[u] = float32(basis(u, 0) * share)
	}
	return v
}

func newAxis(ratio int, smooth bool) *axis {
	a := &axis{ratio: ratio, smooth: smooth && ratio == 2}
	for first := range ratio / 2 {
		s := spread{first: first, second: ratio - 1 - first}
		for from := range 8 {
			for to := range 8 {
				sum := 0.0
				for x := range 8 {
					sum += basis(to, x) * a.sample(first*8+x, func(i int) float64 { return basis(from, i) })
				}
				s.matrix[from][to] = float32(sum)
			}
		}
		a.pairs = append(a.pairs, s)
	}
	return a
}

// sample is the upsampled value at x. Samples outside of the block count as zero.
func (a *axis) sample(x int, of func(i int) float64) float64 {
	near := x / a.ratio
	if !a.smooth {
		return of(near)
	}
	far := near - 1 + 2*(x%2)
	if far < 0 || far > 7 {
		return of(near) * 3 / 4
	}
	return of(near)*3/4 + of(far)/4
}

// apply returns the frequencies of two luma blocks from the first n of chroma, which are in every
// eighth element of in. before and after are the neighbours' samples.
func (s *spread) apply(in []float32, n int, before, after float32, first, second *[8]float32) {
	var e0, e1, e2, e3, e4, e5, e6, e7 float32
	var o0, o1, o2, o3, o4, o5, o6, o7 float32
	for u := 0; u < n; u += 2 {
		x, m := in[8*u], &s.matrix[u&7]
		e0 += float32(x * m[0])
		e1 += float32(x * m[1])
		e2 += float32(x * m[2])
		e3 += float32(x * m[3])
		e4 += float32(x * m[4])
		e5 += float32(x * m[5])
		e6 += float32(x * m[6])
		e7 += float32(x * m[7])
	}
	for u := 1; u < n; u += 2 {
		x, m := in[8*u], &s.matrix[u&7]
		o0 += float32(x * m[0])
		o1 += float32(x * m[1])
		o2 += float32(x * m[2])
		o3 += float32(x * m[3])
		o4 += float32(x * m[4])
		o5 += float32(x * m[5])
		o6 += float32(x * m[6])
		o7 += float32(x * m[7])
	}
	*first = [8]float32{
		e0 + o0 + float32(before*edge[0]), e1 + o1 + float32(before*edge[1]),
		e2 + o2 + float32(before*edge[2]), e3 + o3 + float32(before*edge[3]),
		e4 + o4 + float32(before*edge[4]), e5 + o5 + float32(before*edge[5]),
		e6 + o6 + float32(before*edge[6]), e7 + o7 + float32(before*edge[7]),
	}
	*second = [8]float32{
		e0 - o0 + float32(after*edge[0]), o1 - e1 - float32(after*edge[1]),
		e2 - o2 + float32(after*edge[2]), o3 - e3 - float32(after*edge[3]),
		e4 - o4 + float32(after*edge[4]), o5 - e5 - float32(after*edge[5]),
		e6 - o6 + float32(after*edge[6]), o7 - e7 - float32(after*edge[7]),
	}
}

// endsOf returns the first and last sample of the n frequencies in every eighth element of in.
func endsOf(in []float32, n int) (first, last float32) {
	var e, o float32
	for u := 0; u < n; u += 2 {
		e += float32(in[8*u] * ends[u&7])
	}
	for u := 1; u < n; u += 2 {
		o += float32(in[8*u] * ends[u&7])
	}
	return e + o, e - o
}
