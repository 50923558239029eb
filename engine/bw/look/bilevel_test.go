package look

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

// slowDiffuse is Floyd-Steinberg as Pillow does it, one pixel after the other.
func slowDiffuse(g *image.Gray) *image.Gray {
	width, height := g.Rect.Dx(), g.Rect.Dy()
	out := image.NewGray(g.Rect)
	errors := make([]int, width+1)
	for y := range height {
		rest, l0, l1 := 0, 0, 0
		for x := range width {
			rest = min(max(int(g.Pix[y*g.Stride+x])+(rest+errors[x+1])/16, 0), 255)
			if rest > 128 {
				out.Pix[y*out.Stride+x] = 255
				rest -= 255
			}
			errors[x] = 3*rest + l0
			l0, l1 = 5*rest+l1, rest
			rest *= 7
		}
		errors[width] = l0
	}
	return out
}

// slowSauvola is the published formula. Where a pixel is within rounding of its
// threshold, it takes the value in like.
func slowSauvola(g, like *image.Gray, k float64, window int) *image.Gray {
	width, height := g.Rect.Dx(), g.Rect.Dy()
	out := image.NewGray(g.Rect)
	columns, rows := map[int]int{}, map[int]int{}
	for i := -window; i < window+max(width, height); i++ {
		columns[i], rows[i] = bounced(i, width), bounced(i, height)*g.Stride
	}
	for y := range height {
		for x := range width {
			var sum, squares float64
			for v := y - window/2; v <= y+window/2; v++ {
				for u := x - window/2; u <= x+window/2; u++ {
					c := float64(g.Pix[rows[v]+columns[u]])
					sum += c
					squares += c * c
				}
			}
			n := float64(window * window)
			mean := sum / n
			deviation := math.Sqrt(max(squares/n-mean*mean, 0))
			threshold := mean * (1 + k*(deviation/128-1))
			switch v := float64(g.Pix[y*g.Stride+x]); {
			case math.Abs(v-threshold) < 1e-6:
				out.Pix[y*out.Stride+x] = like.Pix[y*like.Stride+x]
			case v > threshold:
				out.Pix[y*out.Stride+x] = 255
			}
		}
	}
	return out
}

// bounced walks from 0 to i, turning round at both ends.
func bounced(i, n int) int {
	at, step := 0, 1
	for range max(i, -i) {
		if n == 1 {
			return 0
		}
		if at+step < 0 || at+step >= n {
			step = -step
		}
		at += step
	}
	return at
}

// slowOtsu finds the threshold in exact fractions.
func slowOtsu(g *image.Gray) int {
	var counts [256]int64
	for y := range g.Rect.Dy() {
		for _, v := range g.Pix[y*g.Stride:][:g.Rect.Dx()] {
			counts[v]++
		}
	}
	best, at := new(big.Rat).SetInt64(-1), 0
	for t := range 256 {
		var n0, n1, sum0, sum1 int64
		for v, n := range counts {
			if v <= t {
				n0, sum0 = n0+n, sum0+n*int64(v)
			} else {
				n1, sum1 = n1+n, sum1+n*int64(v)
			}
		}
		if n0 == 0 || n1 == 0 {
			continue
		}
		apart := new(big.Rat).Sub(big.NewRat(sum0, n0), big.NewRat(sum1, n1))
		between := apart.Mul(apart, apart)
		between.Mul(between, big.NewRat(n0, 1)).Mul(between, big.NewRat(n1, 1))
		if between.Cmp(best) > 0 {
			best, at = between, t
		}
	}
	return at
}

func cutAt(g *image.Gray, white func(x, y int, v uint8) bool) *image.Gray {
	out := image.NewGray(g.Rect)
	for y := range g.Rect.Dy() {
		for x, v := range g.Pix[y*g.Stride:][:g.Rect.Dx()] {
			if white(x, y, v) {
				out.Pix[y*out.Stride+x] = 255
			}
		}
	}
	return out
}

// noise is a picture of grays at random about a slope, in a larger one.
func noise(width, height int, seed uint64) *image.Gray {
	random := rand.New(rand.NewPCG(seed, 5))
	whole := image.NewGray(image.Rect(0, 0, width+7, height+5))
	span := 1 + random.IntN(256)
	for i := range whole.Pix {
		whole.Pix[i] = uint8(min(max((i%whole.Stride)*255/(width+7)+random.IntN(span)-span/2, 0), 255))
	}
	if seed%5 == 0 { // hard black and white
		for i, v := range whole.Pix {
			whole.Pix[i] = uint8(int8(v) >> 7)
		}
	}
	return whole.SubImage(image.Rect(3, 2, width+3, height+2)).(*image.Gray)
}

// packed returns a picture without the larger one around it.
func packed(g *image.Gray) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, g.Rect.Dx(), g.Rect.Dy()))
	for y := range out.Rect.Dy() {
		copy(out.Pix[y*out.Stride:], g.Pix[y*g.Stride:][:g.Rect.Dx()])
	}
	return out
}

func bilevel(t testing.TB, text string, g *image.Gray) *image.Gray {
	t.Helper()
	l, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	out, err := l.Bilevel(context.Background(), g)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if out.Rect != g.Rect {
		t.Fatalf("%s: %v becomes %v", text, g.Rect, out.Rect)
	}
	return packed(out)
}

// TestBilevel holds every method against a slow one, about the sizes at which the quick
// ones change their ways.
func TestBilevel(t *testing.T) {
	var sizes [][2]int
	for _, width := range []int{1, 2, 7, 8, 9, 31, 33, 64} {
		for _, height := range []int{1, 2, 5, 6, 7, 12, 13, 20} {
			sizes = append(sizes, [2]int{width, height})
		}
	}
	for _, width := range []int{stretch - 13, stretch - 12, stretch - 1, stretch, stretch + 1, 2*stretch - 11, 3 * stretch} {
		sizes = append(sizes, [2]int{width, 3 * lanes}, [2]int{width, groups*lanes + 1}, [2]int{width, 3*groups*lanes - 1})
	}
	for seed, size := range sizes {
		if seed%testkit.Pick(7, 5, 1) > 0 {
			continue
		}
		large := noise(size[0], size[1], uint64(seed))
		g := packed(large)
		threshold := slowOtsu(g)
		for text, want := range map[string]func(like *image.Gray) *image.Gray{
			"1bit=floyd-steinberg": func(*image.Gray) *image.Gray { return slowDiffuse(g) },
			"1bit=otsu": func(*image.Gray) *image.Gray {
				return cutAt(g, func(_, _ int, v uint8) bool { return int(v) > threshold })
			},
			"1bit=threshold":      func(*image.Gray) *image.Gray { return cutAt(g, func(_, _ int, v uint8) bool { return v > 127 }) },
			"1bit=threshold(0)":   func(*image.Gray) *image.Gray { return cutAt(g, func(_, _ int, v uint8) bool { return v > 0 }) },
			"1bit=threshold(200)": func(*image.Gray) *image.Gray { return cutAt(g, func(_, _ int, v uint8) bool { return v > 200 }) },
			"1bit=threshold(255)": func(*image.Gray) *image.Gray { return cutAt(g, func(_, _ int, v uint8) bool { return false }) },
			"1bit=ordered": func(*image.Gray) *image.Gray {
				return cutAt(g, func(x, y int, v uint8) bool { return 65*int(v) >= 255*int(bayer[y%8][x%8]) })
			},
			"1bit=sauvola":        func(like *image.Gray) *image.Gray { return slowSauvola(g, like, 0.2, 9) },
			"1bit=sauvola(0.5,3)": func(like *image.Gray) *image.Gray { return slowSauvola(g, like, 0.5, 3) },
			"1bit=sauvola(0,15)":  func(like *image.Gray) *image.Gray { return slowSauvola(g, like, 0, 15) },
		} {
			if got := bilevel(t, text, large); !bytes.Equal(got.Pix, want(got).Pix) {
				t.Errorf("%s of %v differs", text, size)
			}
		}
	}
}

// TestSauvolaWindow shows that the largest window has room in its sums, and windows
// larger than the picture their mirrors.
func TestSauvolaWindow(t *testing.T) {
	g := packed(noise(5, 3, 3))
	for _, window := range []int{51, 501} {
		text := fmt.Sprintf("1bit=sauvola(0.3,%d)", window)
		if got := bilevel(t, text, g); !bytes.Equal(got.Pix, slowSauvola(g, got, 0.3, window).Pix) {
			t.Errorf("%s differs", text)
		}
	}
	white := image.NewGray(image.Rect(0, 0, 5, 5))
	for i := range white.Pix {
		white.Pix[i] = 255
	}
	if got := bilevel(t, "1bit=sauvola(0.2,999)", white); !bytes.Equal(got.Pix, white.Pix) {
		t.Error("white doesn't stay white")
	}
}

// TestOtsuPairs shows that counting by pairs, in large pictures, comes to the same.
func TestOtsuPairs(t *testing.T) {
	p := plane{1001, 37, 1003, make([]uint8, 1003*37)}
	random := rand.New(rand.NewPCG(1, 1))
	for i := range p.pix {
		p.pix[i] = uint8(random.Uint32())
	}
	if histogram(p, 3, 37) != histogramOfPairs(p, 3, 37) {
		t.Error("the histograms differ")
	}
	large := noise(2111, 2003, 9)
	if large.Rect.Dx()*large.Rect.Dy() < manyPixels {
		t.Fatal("the picture is too small for this test")
	}
	threshold := slowOtsu(packed(large))
	want := cutAt(packed(large), func(_, _ int, v uint8) bool { return int(v) > threshold })
	if !bytes.Equal(bilevel(t, "1bit=otsu", large).Pix, want.Pix) {
		t.Error("a large picture differs")
	}
}

func TestOneGray(t *testing.T) {
	for v, want := range map[uint8]uint8{0: 0, 1: 255, 128: 255, 255: 255} {
		g := image.NewGray(image.Rect(0, 0, 9, 9))
		for i := range g.Pix {
			g.Pix[i] = v
		}
		for _, text := range []string{"1bit=otsu", "1bit=sauvola"} {
			if got := bilevel(t, text, g).Pix[40]; got != want {
				t.Errorf("%s: nothing but %d becomes %d", text, v, got)
			}
		}
	}
}

func TestBilevelEmpty(t *testing.T) {
	for _, method := range Methods() {
		bilevel(t, "1bit="+method, &image.Gray{})
		bilevel(t, "1bit="+method, image.NewGray(image.Rect(0, 0, 0, 5)))
	}
	g := image.NewGray(image.Rect(0, 0, 3, 3))
	if same, err := (Look{}).Bilevel(context.Background(), g); same != g || err != nil {
		t.Errorf("a look without 1-bit: %v, %v", same, err)
	}
}

func TestBilevelCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	g := image.NewGray(image.Rect(0, 0, 3000, 3000))
	for _, method := range Methods()[1:] {
		l, err := Parse("1bit=" + method)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := l.Bilevel(ctx, g); out != nil || err == nil || fault.KindOf(err) != fault.Cancelled {
			t.Errorf("%s: %v", method, err)
		}
	}
}

// TestTogether shows that a worker's panic is an error, and frees the workers that wait.
func TestTogether(t *testing.T) {
	err := together(context.Background(), 3, func(ctx context.Context, worker int) error {
		if worker == 1 {
			panic("broken")
		}
		<-ctx.Done()
		return cancelled(ctx)
	})
	if err == nil || fault.KindOf(err) != fault.Internal {
		t.Errorf("error is %v", err)
	}
}
