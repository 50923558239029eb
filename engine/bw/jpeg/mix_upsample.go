package jpeg

// Chroma that is stored smaller than luma is brought to luma's size without leaving its
// coefficients. Along one axis that is linear: the samples of a chroma block are
//
//	transformed back -> made more -> cut into blocks -> transformed
//
// which is one matrix for each of the luma blocks that it covers, and something of the
// next sample of the neighbouring blocks. What "made more" means is libjpeg's choice (jdsample.c):
// twice as many samples lie between those of chroma, 3/4 of the nearer and 1/4 of the
// farther one; four times as many repeat it.

// An axis is how chroma grows along one dimension.
type axis struct {
	ratio  int  // samples of luma for one of chroma: 1, 2 or 4
	smooth bool // between two samples, not repeated
	pairs  []spread
}

// A spread gives a chroma block's part in two luma blocks that lie mirrored in it; since
// odd frequencies change sign in a mirror, one matrix serves both.
type spread struct {
	first, second int
	matrix        [8][8]float32 // by the frequency of chroma, then by that of luma
}

// edge is what a neighbour's sample beside a block adds to each frequency of the luma block at
// that end: basis(u, 0) / 4.
var edge = firstOf(0.25)

// ends are basis(u, 0): what frequencies add to a block's first sample. In its last one, the odd
// ones count negative.
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

// sample is the larger block's sample at x; what lies outside the smaller one counts nothing.
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

// apply gives two luma blocks' frequencies from the first n of chroma, which stand in every
// eighth place of in. Before and after are the neighbours' samples.
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

// endsOf returns the first and the last sample of the n frequencies in every eighth place of in.
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
