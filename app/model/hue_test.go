package model

import (
	"math"
	"testing"
)

// TestHue finds the range of colours, also of pale and dark ones, and none of grays.
func TestHue(t *testing.T) {
	for _, c := range []struct {
		rgb  [3]uint8
		want Hue
	}{
		{[3]uint8{255, 0, 0}, Reds}, {[3]uint8{200, 60, 90}, Reds}, {[3]uint8{255, 0, 30}, Reds}, {[3]uint8{230, 120, 10}, Oranges}, {[3]uint8{224, 180, 150}, Oranges},
		{[3]uint8{200, 200, 20}, Yellows}, {[3]uint8{20, 120, 30}, Greens}, {[3]uint8{10, 200, 190}, Aquas}, {[3]uint8{90, 120, 200}, Blues}, {[3]uint8{120, 20, 240}, Purples}, {[3]uint8{240, 40, 230}, Magentas},
	} {
		if h, _, ok := HueOf(c.rgb[0], c.rgb[1], c.rgb[2]); !ok || h != c.want {
			t.Errorf("%v is %v, %v, want %v", c.rgb, h, ok, c.want)
		}
	}
	for _, v := range []uint8{0, 128, 255} {
		if _, _, ok := HueOf(v, v, max(v, 5)-5); ok {
			t.Errorf("gray %d has a hue", v)
		}
	}
}

// TestShift makes a colour of every range lighter by what was asked for, its opposite darker, and leaves gray.
func TestShift(t *testing.T) {
	from := [3]float64{29.9, 58.7, 11.4}
	gray := func(w, c [3]float64) float64 { return w[0]*c[0] + w[1]*c[1] + w[2]*c[2] }
	for h, c := range hueColours {
		for _, chroma := range []float64{1, 0.5, 0.25} {
			to := Hue(h).Shift(from, chroma, 20)
			colour, opposite := [3]float64{}, [3]float64{}
			for i := range c {
				colour[i], opposite[i] = 0.5-chroma/2+chroma*c[i], 0.5+chroma/2-chroma*c[i]
			}
			if d := gray(to, colour) - gray(from, colour); math.Abs(d-20) > 0.3 {
				t.Errorf("range %d, chroma %g: lighter by %g", h, chroma, d)
			}
			if d := gray(to, opposite) - gray(from, opposite); math.Abs(d+20) > 0.3 {
				t.Errorf("range %d, chroma %g: the opposite by %g", h, chroma, d)
			}
			if d := to[0] + to[1] + to[2] - 100; math.Abs(d) > 0.006 {
				t.Errorf("range %d: the sum is off by %g", h, d)
			}
		}
	}
}
