package icc

import (
	"math"
	"strings"
	"testing"
)

// What is sampled must be the slow way at each point of the grid.
func TestBakedEqualsSlowWay(t *testing.T) {
	for name, profile := range tables() {
		p, err := Parse(profile)
		if err != nil {
			t.Fatal(err)
		}
		grid, black := p.sample(), p.black()
		channels, points := p.Channels(), grid.points[0]
		pixel := make([]float64, channels)
		for at := 0; at < len(grid.values)/3; at += 7 {
			for c, rest := channels-1, at; c >= 0; c-- {
				pixel[c] = float64(rest%points) / float64(points-1)
				rest /= points
			}
			want := p.srgb(pixel, black)
			for c := range want {
				if got := float64(grid.values[3*at+c]); math.Abs(got-want[c]) > 3.0/65535 {
					t.Fatalf("%s: %v becomes %v of channel %d, want %v", name, pixel, got, c, want[c])
				}
			}
		}
	}
}

// The photos of a batch share what was made of their profile, and no other's.
func TestOvenKeepsAFew(t *testing.T) {
	profile := tables()["CMYK in 16 bits"]
	parse := func(version byte) *Profile {
		other := []byte(strings.Clone(string(profile)))
		other[9] = version // of the minor version, which changes nothing but the bytes
		p, err := Parse(other)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	var c lutCache
	first := c.of(parse(1))()
	if c.of(parse(1))() != first {
		t.Error("the same profile was sampled twice")
	}
	if c.of(parse(2))() == first {
		t.Error("another profile has the same samples")
	}
	for version := range byte(maxCached) {
		c.of(parse(3 + version))
	}
	if len(c.kept) != maxCached {
		t.Errorf("%d profiles are kept, want %d", len(c.kept), maxCached)
	}
	if c.of(parse(1))() == first {
		t.Error("what was used first is kept longest")
	}
}

func BenchmarkBake(b *testing.B) {
	for name, profile := range tables() {
		b.Run(name, func(b *testing.B) {
			p, err := Parse(profile)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				p.sample()
			}
		})
	}
}
