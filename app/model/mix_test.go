package model

import (
	"math"
	"testing"

	"pretobranco/engine"
)

// TestMixWith keeps white white: the weights add up to 100 whatever is moved, and those that
// make room keep their proportion as long as there is one.
func TestMixWith(t *testing.T) {
	for _, c := range []struct {
		from    [3]float64
		channel int
		v       float64
		want    [3]float64
	}{
		{[3]float64{30, 60, 10}, 0, 65, [3]float64{65, 30, 5}},
		{[3]float64{30, 60, 10}, 0, 100, [3]float64{100, 0, 0}},
		{[3]float64{100, 0, 0}, 0, 50, [3]float64{50, 25, 25}},
		{[3]float64{30, 60, 10}, 1, 160, [3]float64{-20, 160, -40}},
		{[3]float64{-40, 200, -60}, 1, 100, [3]float64{10, 100, -10}},
		{[3]float64{29.9, 58.7, 11.4}, 2, 11.4, [3]float64{29.9, 58.7, 11.4}},
	} {
		got := MixWith(c.from, c.channel, c.v, true)
		for i := range got {
			if math.Abs(got[i]-c.want[i]) > 1e-9 {
				t.Errorf("%v with %d at %g: %v, want %v", c.from, c.channel, c.v, got, c.want)
				break
			}
		}
	}
	for channel := range 3 {
		for v := -100.0; v <= 200; v += 7 {
			w := MixWith([3]float64{54, 44, 2}, channel, v, true)
			if sum := w[0] + w[1] + w[2]; math.Abs(sum-100) > 1e-6 || w[channel] != v {
				t.Errorf("weight %d at %g: %v adds up to %g", channel, v, w, sum)
			}
		}
	}
	if got := MixWith([3]float64{1, 2, 3}, 1, 50, false); got != [3]float64{1, 50, 3} {
		t.Errorf("free: %v", got)
	}
}

// TestWithWeights finds the look that has these weights by itself: neutral is lossless, a mix
// of the same weights would not be.
func TestWithWeights(t *testing.T) {
	from, err := engine.ParseLook("mix(50,50,0) contrast=1.5 1bit=otsu")
	if err != nil {
		t.Fatal(err)
	}
	for weights, want := range map[[3]float64]string{
		{29.9, 58.7, 11.4}: "neutral contrast=1.5 1bit=otsu", {90, 10, 0}: "red contrast=1.5 1bit=otsu", {1, 2, 3}: "mix(1,2,3) contrast=1.5 1bit=otsu",
	} {
		if got, err := WithWeights(from, weights); err != nil || got.String() != want {
			t.Errorf("%v: %v, %v, want %s", weights, got, err, want)
		}
	}
	if _, err := WithWeights(from, [3]float64{1e9, 0, 0}); err == nil {
		t.Error("a weight out of range is taken")
	}
}
