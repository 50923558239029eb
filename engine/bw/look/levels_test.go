package look

import (
	"math/rand/v2"
	"testing"
)

// TestMeasured finds levels as they are defined: the fewest grays are cut off below and above so that
// more than one pixel in 200 would be cut off with the next.
func TestMeasured(t *testing.T) {
	l, err := Parse("red levels=auto gamma=1.2")
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var counts [256]int64
		from, to := random.IntN(256), random.IntN(256)
		for v := min(from, to); v <= max(from, to); v++ {
			counts[v] = random.Int64N(1 + random.Int64N(2000))
		}
		var all int64
		for _, n := range counts {
			all += n
		}
		low, high := 0, 255
		for below := int64(0); low < 255; low++ {
			if below += counts[low]; 200*below > all-all%200 {
				break
			}
		}
		for above := int64(0); high > 0; high-- {
			if above += counts[high]; 200*above > all-all%200 {
				break
			}
		}
		got := l.Measured(&counts).Levels()
		black, white := got.Points()
		if float64(high-low)/255 < LeastSpan || all == 0 {
			if got != (Levels{}) {
				t.Errorf("%d to %d: %v of a picture without contrast", low, high, got)
			}
		} else if got.Auto || black != float64(low)/255 || white != float64(high)/255 {
			t.Errorf("%v, want %d to %d", got, low, high)
		}
	}
	if plain := (Look{}); plain.Measured(&[256]int64{9: 100, 90: 100}) != plain {
		t.Error("a look without automatic levels is measured")
	}
}
