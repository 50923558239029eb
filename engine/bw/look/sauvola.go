package look

import (
	"context"
	"math"
	"runtime"
)

// sauvola converts each pixel with a local threshold,
//
//	T = m·(1 + k·(s/R − 1))   with R = 128
//
// where m is the mean and s the standard deviation of the window around it (Sauvola and
// Pietikäinen, Adaptive document image binarization, Pattern Recognition 33, 2000). The picture is
// mirrored at its edges without repeating the edge.
//
// Each column keeps the sum of its samples, and of their squares, over the window's height, and the
// sums of the window slide along the row. So the work does not depend on the window's size, and
// memory is a few numbers per column.
func sauvola(ctx context.Context, to, from plane, k float64, window int) error {
	// A band starts by summing a whole window, so it needs enough rows.
	least := max(2*window, from.height/(4*runtime.GOMAXPROCS(0)))
	f := newFormula(k, window)
	return from.bands(ctx, least, func(y0, y1 int) {
		slide(to, from, f, window/2, y0, y1)
	})
}

// sums have the sum of samples in the low 28 bits, and the sum of squares above, which is enough
// for a window of 999² samples.
type sums uint64

// single holds the sums of one sample.
var single = func() (table [256]sums) {
	for v := range table {
		table[v] = sums(v | v*v<<28)
	}
	return table
}()

// formula holds the constants for all pixels. With S and Q the window's sums and n its pixels, m =
// S/n and s = √(nQ − S²)/n, so that
//
//	v > T  <=>  nv − (1−k)S > (k/(Rn))·S·√(nQ − S²)
//
// The right side is never negative, so both sides can be squared, with the sign of the left one
// kept, and no root is needed.
type formula struct {
	n             uint64
	share, factor float64      // 1−k and (k/(Rn))²
	scaled        [256]float64 // nv
}

func newFormula(k float64, side int) *formula {
	n := float64(side * side)
	f := &formula{n: uint64(n), share: 1 - k, factor: k / (128 * n) * k / (128 * n)}
	for v := range f.scaled {
		f.scaled[v] = n * float64(v)
	}
	return f
}

// row processes a row. The window is given for its start; at x it loses old[x] and gains young[x].
func (f *formula) row(out, in []uint8, window sums, old, young []sums) {
	out, old, young = out[:len(in)], old[:len(in)], young[:len(in)]
	n, share, factor := f.n, f.share, f.factor
	for x, v := range in {
		s, q := uint64(window&(1<<28-1)), uint64(window>>28)
		mean := float64(int64(s))
		left := f.scaled[v] - share*mean
		lacks := factor*mean*mean*float64(int64(n*q-s*s)) - left*math.Abs(left)
		out[x] = uint8(int64(math.Float64bits(lacks)) >> 63) // the sign, without a branch
		window += young[x] - old[x]
	}
}

func slide(to, from plane, f *formula, radius, y0, y1 int) {
	width, side := from.width, 2*radius+1
	columns := make([]sums, width+side) // the first window starts at 0; one is spare at the end
	inner := columns[radius:][:width]
	for y := y0 - radius; y <= y0+radius; y++ {
		for x, v := range from.row(mirror(y, from.height)) {
			inner[x] += single[v]
		}
	}
	for y := y0; y < y1; y++ {
		for i := range radius {
			columns[i] = inner[mirror(i-radius, width)]
			columns[radius+width+i] = inner[mirror(width+i, width)]
		}
		var window sums
		for _, c := range columns[:side] {
			window += c
		}
		f.row(to.row(y), from.row(y), window, columns, columns[side:])
		move(inner, from.row(mirror(y-radius, from.height)), from.row(mirror(y+radius+1, from.height)))
	}
}

// move moves the columns down a row.
func move(columns []sums, above, below []uint8) {
	above, below = above[:len(columns)], below[:len(columns)]
	for x := range columns {
		columns[x] += single[below[x]] - single[above[x]]
	}
}

// mirror maps i to 0..n-1 by mirroring at both ends.
func mirror(i, n int) int {
	if n == 1 {
		return 0
	}
	period := 2 * (n - 1)
	if i %= period; i < 0 {
		i += period
	}
	return min(i, period-i)
}
