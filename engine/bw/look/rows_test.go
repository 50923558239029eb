package look

import (
	"math"
	"math/rand/v2"
	"testing"

	"pretobranco/engine/testkit"
)

// slowGray is the package comment in real numbers, 0 to 1, before rounding.
func slowGray(l Look, r, g, b float64) float64 {
	wr, wg, wb := l.Weights()
	var v float64
	if l.base == luminance {
		v = encoded((wr*linearLight(r) + wg*linearLight(g) + wb*linearLight(b)) / 100)
	} else {
		v = (wr*r + wg*g + wb*b) / 100
	}
	return slowTone(l, v)
}

func slowTone(l Look, v float64) float64 {
	black, white := l.Levels().Points()
	v = (v - black) / (white - black)
	v = (v-0.5)*l.Contrast() + 0.5 + l.Brightness()
	return slowCurve(l.Curve().Points(), math.Pow(min(max(v, 0), 1), 1/l.Gamma()))
}

// slowCurve is the cubic through two points with the slopes of PCHIP, as its four conditions give it.
func slowCurve(p [5]float64, v float64) float64 {
	if p == straight {
		return v
	}
	slope := func(i int) float64 {
		if i > 0 && i < 4 {
			a, b := 4*(p[i]-p[i-1]), 4*(p[i+1]-p[i])
			if a*b <= 0 {
				return 0
			}
			return 2 / (1/a + 1/b)
		}
		a, b := 4*(p[1]-p[0]), 4*(p[2]-p[1])
		if i == 4 {
			a, b = 4*(p[4]-p[3]), 4*(p[3]-p[2])
		}
		end := 1.5*a - 0.5*b
		switch {
		case end*a <= 0:
			return 0
		case a*b <= 0 && math.Abs(end) > 3*math.Abs(a):
			return 3 * a
		}
		return end
	}
	i := min(int(4*v), 3)
	x, m, n := v-float64(i)/4, slope(i), slope(i+1)
	d := 4 * (p[i+1] - p[i])
	return p[i] + x*(m+x*(4*(3*d-2*m-n)+x*16*(m+n-2*d)))
}

var rowLooks = []string{
	"neutral", "bt709", "red", "orange", "yellow", "green", "blue", "infrared", "orthochromatic", "panchromatic", "landscape",
	"portrait", "luminance", "mix(300,300,300)", "mix(-300,-300,-300)", "mix(0,0,0)", "mix(100,0,0)", "mix(20,20,20)", "mix(-40,100,40)",
	"neutral contrast=1.2", "neutral brightness=0.1", "red contrast=4 brightness=-0.3", "mix(300,300,300) contrast=4 brightness=1",
	"mix(-300,-300,-300) contrast=4 brightness=-1", "neutral contrast=0", "neutral contrast=0 brightness=0.2 gamma=2",
	"neutral gamma=0.5", "red gamma=2.2", "infrared contrast=1.4 gamma=0.7", "green gamma=10", "green gamma=0.1",
	"luminance contrast=1.3 brightness=0.05", "luminance contrast=0.5 gamma=1.8", "luminance contrast=0", "luminance contrast=0 brightness=0.7",
	"luminance gamma=0.4 brightness=-0.4", "luminance contrast=4 brightness=1",
	"levels=0.1,0.9", "red levels=0.05,0.92 contrast=1.3 brightness=-0.1", "mix(300,-300,300) contrast=4 levels=0.5,0.52", "levels=0.98,1", "levels=0,0.02",
	"infrared levels=0.2,0.7 gamma=1.3", "mix(300,300,-300) contrast=4 levels=0.5,0.52 gamma=0.8", "luminance levels=0.1,0.8", "luminance levels=0.3,0.4 contrast=0.5 gamma=2", "bt709 levels=0,0.5",
	"curve=soft", "red curve=strong", "green levels=0.1,0.9 curve=fade gamma=1.2", "luminance curve=fade", "luminance levels=0.1,0.9 gamma=1.5 curve=strong", "curve=1,0.75,0.5,0.25,0", "blue curve=0,1,0,1,0.3", "levels=auto",
}

// colours are the corners and the grays, and many at random, some of them nearly gray.
func colours(most uint32) (rgb []uint16) {
	random := rand.New(rand.NewPCG(1, 2))
	for i := range uint32(8) {
		rgb = append(rgb, uint16(i&1*most), uint16(i>>1&1*most), uint16(i>>2*most))
	}
	for i := range uint32(256) {
		v := uint16(i * most / 255)
		rgb = append(rgb, v, v, v)
	}
	for i := range testkit.Pick(2000, 8000, 40000) {
		span := most + 1
		low := uint32(0)
		if i%2 == 0 {
			span = most/16 + 1
			low = random.Uint32N(most + 1 - span)
		}
		for range 3 {
			rgb = append(rgb, uint16(low+random.Uint32N(span)))
		}
	}
	return rgb
}

// TestRows holds the quick functions against the formulas. What a row may be off is
// how far its value before the last, steep step was rounded: a result must lie between
// those of the values that far below and above.
func TestRows(t *testing.T) {
	narrow, wide := colours(255), colours(65535)
	for _, text := range rowLooks {
		l, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		row8, row16, _ := l.Rows()
		rgb := make([]uint8, len(narrow))
		for i, v := range narrow {
			rgb[i] = uint8(v)
		}
		got8, got16 := make([]uint8, len(rgb)/3), make([]uint16, len(wide)/3)
		row8(got8, rgb)
		row16(got16, wide)
		for i, v := range got8 {
			check(t, l, 255, narrow[3*i:3*i+3], float64(v))
		}
		for i, v := range got16 {
			check(t, l, 65535, wide[3*i:3*i+3], float64(v))
		}
	}
}

func check(t *testing.T, l Look, white float64, rgb []uint16, got float64) {
	t.Helper()
	r, g, b := float64(rgb[0])/white, float64(rgb[1])/white, float64(rgb[2])/white
	least, most := bounds(l, white, r, g, b)
	if got < math.Floor(least*white+0.49) || got > math.Floor(most*white+0.51) {
		t.Fatalf("%s of %v: %g, want %.3f to %.3f", l, rgb, got, least*white, most*white)
	}
}

// bounds returns the results of the formulas with what may be lost before the last step.
func bounds(l Look, white, r, g, b float64) (least, most float64) {
	plain := Look{base: l.base, r: l.r, g: l.g, b: l.b}
	if l.curve != (Curve{}) {
		return curveBounds(l, white, r, g, b)
	}
	switch {
	case l.base == luminance && white == 255:
		// The light is rounded to 1/65535.
		wr, wg, wb := l.Weights()
		light := (wr*linearLight(r) + wg*linearLight(g) + wb*linearLight(b)) / 100
		off := 0.502 / 65535
		return slowTone(l, encoded(max(light-off, 0))), slowTone(l, encoded(min(light+off, 1)))
	case l.base == luminance:
		v, off := slowGray(plain, r, g, b), 0.0
		if !l.plain() {
			off = 0.51 / white
		}
		return slowTone(l, v-off), slowTone(l, v+off)
	case l.base == bt601 && white == 65535 && l.Neutral():
		// The 16-bit weights of neutral are not quite 299, 587 and 114 thousandths.
		v := slowGray(l, r, g, b)
		return v - 0.7/white, v + 0.7/white
	case l.Gamma() != 1:
		before := l
		before.gamma = 0
		off := 0.51 / white
		if white == 255 {
			off = 0.51/fine/255 + 0.01/255
		}
		v := slowGray(before, r, g, b)
		return math.Pow(max(v-off, 0), 1/l.Gamma()), math.Pow(min(v+off, 1), 1/l.Gamma())
	}
	v := slowGray(l, r, g, b)
	return v, v
}

// curveBounds is bounds for a look with a curve, which may fall: the least and the most of it between
// the bounds of the gray before it.
func curveBounds(l Look, white, r, g, b float64) (least, most float64) {
	before := l.WithCurve(Curve{})
	low, high := bounds(before, white, r, g, b)
	if before.gamma == 0 && l.base != luminance { // it ends in a table all the same
		off := 0.51 / white
		if white == 255 {
			off = 0.51/fine/255 + 0.01/255
		}
		low, high = max(low-off, 0), min(high+off, 1)
	}
	if l.base == luminance && white == 65535 {
		low, high = max(low-0.51/white, 0), min(high+0.51/white, 1)
	}
	low, high = max(low, 0), min(high, 1)
	a, b := slowCurve(l.curve.Points(), low), slowCurve(l.curve.Points(), high)
	least, most = min(a, b), max(a, b)
	for i, v := range l.curve.Points() { // it turns at its points only
		if at := float64(i) / 4; at > low && at < high {
			least, most = min(least, v), max(most, v)
		}
	}
	return least - 1e-9, most + 1e-9
}

// TestNeutral holds every 8-bit colour, and 16-bit ones, against Pillow's formula.
func TestNeutral(t *testing.T) {
	row8, row16, stays := Look{}.Rows()
	if !stays {
		t.Error("gray doesn't stay")
	}
	rgb, gray := make([]uint8, 3*256), make([]uint8, 256)
	for r := range 256 {
		for g := range 256 {
			for b := range 256 {
				rgb[3*b], rgb[3*b+1], rgb[3*b+2] = uint8(r), uint8(g), uint8(b)
			}
			row8(gray, rgb)
			for b, v := range gray {
				if want := uint8((19595*r + 38470*g + 7471*b + 0x8000) >> 16); v != want {
					t.Fatalf("%d %d %d: %d, want %d", r, g, b, v, want)
				}
			}
		}
	}
	wide := colours(65535)
	deep := make([]uint16, len(wide)/3)
	row16(deep, wide)
	for i, v := range deep {
		if want := uint16((19595*uint64(wide[3*i]) + 38470*uint64(wide[3*i+1]) + 7471*uint64(wide[3*i+2]) + 0x8000) >> 16); v != want {
			t.Fatalf("%v: %d, want %d", wide[3*i:3*i+3], v, want)
		}
	}
}

// TestGrayStays keeps the promise at every gray of both depths.
func TestGrayStays(t *testing.T) {
	for _, text := range rowLooks {
		l, _ := Parse(text)
		row8, row16, stays := l.Rows()
		r, g, b := l.Weights()
		if plain := l.adjusted() == nil && math.Abs(r+g+b-100) < 1e-9; stays != plain {
			t.Errorf("%s: gray stays: %v", text, stays)
		}
		if !stays {
			continue
		}
		for v := range 65536 {
			out := []uint16{0}
			if row16(out, []uint16{uint16(v), uint16(v), uint16(v)}); out[0] != uint16(v) {
				t.Errorf("%s: %d of 65535 becomes %d", text, v, out[0])
				break
			}
			if v < 256 {
				out := []uint8{0}
				if row8(out, []uint8{uint8(v), uint8(v), uint8(v)}); out[0] != uint8(v) {
					t.Errorf("%s: %d becomes %d", text, v, out[0])
				}
			}
		}
	}
}

// TestRowLengths shows that pixels done several at a time are the same as one by one.
func TestRowLengths(t *testing.T) {
	rgb := make([]uint8, 3*40)
	for i := range rgb {
		rgb[i] = uint8(i*i*7 + i)
	}
	for _, text := range rowLooks {
		l, _ := Parse(text)
		row8, _, _ := l.Rows()
		for n := range 40 {
			gray, one := make([]uint8, n+1), []uint8{0}
			gray[n] = 77
			row8(gray[:n], rgb) // longer than needed, too
			for i, v := range gray[:n] {
				if row8(one, rgb[3*i:3*i+3]); one[0] != v {
					t.Fatalf("%s: pixel %d of %d is %d, alone %d", text, i, n, v, one[0])
				}
			}
			if gray[n] != 77 {
				t.Fatalf("%s: a row of %d writes further", text, n)
			}
		}
	}
}
