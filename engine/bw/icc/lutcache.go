package icc

import (
	"crypto/sha256"
	"slices"
	"sync"
)

// A transform that is not a matrix is sampled once, and pixels are interpolated between the
// samples:
//
//	first curves at the grid's own values     a few for each channel, not for each point
//	the profile's grid, curves, matrix        for each point
//	Lab or XYZ -> linear sRGB -> encoded
//
// Sampling takes milliseconds, as long as converting a small photo. The photos of a batch usually
// have the same profile, so the last few look-up tables are cached.

// The number of grid points per channel of a look-up table, by number of channels: fine enough for
// half an 8-bit level with smooth profiles, and coarse enough to be sampled in milliseconds.
var lutPoints = [maxChannels + 1]int{1: 1024, 3: 33, 4: 17}

type digest [sha256.Size]byte

// An lutCache keeps the look-up tables of a few profiles, most recently used first.
type lutCache struct {
	mu   sync.Mutex // guards kept
	kept []cachedLUT
}

type cachedLUT struct {
	of   digest
	grid func() *grid
}

// maxCached is the size of an lutCache. An entry has up to a megabyte, plus the profile's tables
// until it is sampled.
const maxCached = 4

var sampledLUTs lutCache

// of returns a function that returns p's look-up table, and samples it on the first call. Tables of
// a single curve are cheap and not cached.
func (c *lutCache) of(p *Profile) func() *grid {
	if p.table == nil {
		return sync.OnceValue(p.sample)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	b := cachedLUT{of: p.digest}
	if i := slices.IndexFunc(c.kept, func(b cachedLUT) bool { return b.of == p.digest }); i >= 0 {
		b = c.kept[i]
		c.kept = slices.Delete(c.kept, i, i+1)
	} else {
		b.grid = sync.OnceValue(p.sample)
	}
	c.kept = slices.Insert(c.kept, 0, b)
	c.kept = c.kept[:min(len(c.kept), maxCached)]
	return b.grid
}

// sample samples the transform to encoded sRGB.
func (p *Profile) sample() *grid {
	channels := p.Channels()
	points := lutPoints[channels]
	black := p.black()
	var first [maxChannels][]float64
	g := &grid{points: make([]int, channels)}
	n := 3
	for i := range g.points {
		g.points[i] = points
		n *= points
		for at := range points {
			v := float64(at) / float64(points-1)
			if p.table != nil && i < len(p.table.in) {
				v = p.table.in[i].At(v)
			}
			first[i] = append(first[i], v)
		}
	}
	g.values = make([]float32, 0, n)
	var index [maxChannels]int
	var in [maxChannels]float64
	for i := range channels {
		in[i] = first[i][0]
	}
	for len(g.values) < n {
		var xyz [3]float64
		if p.table != nil {
			xyz = p.decode(p.table.after(&in, channels))
		} else {
			xyz = p.xyz(in[:channels])
		}
		for _, v := range linearSRGB(xyz, black) {
			g.values = append(g.values, encode(float32(v)))
		}
		for i := channels - 1; i >= 0; i-- {
			if index[i]++; index[i] == points {
				index[i] = 0
			}
			in[i] = first[i][index[i]]
			if index[i] > 0 {
				break
			}
		}
	}
	return g
}
