package icc

import (
	"crypto/sha256"
	"slices"
	"sync"
)

// A transform that is not a matrix is sampled once ("baked"), and pixels are
// interpolated between the samples:
//
//	first curves at the grid's own values     a few for each channel, not for each point
//	the profile's grid, curves, matrix        for each point
//	Lab or XYZ -> linear sRGB -> encoded
//
// That costs milliseconds, as much as a whole small photo, and the photos of one batch
// mostly have one profile: so the last few are kept.

// The grid points of a sampled transform, by channels: fine enough for half a step of
// 256 where the profile is smooth, and coarse enough to be made in milliseconds.
var lutPoints = [maxChannels + 1]int{1: 1024, 3: 33, 4: 17}

type digest [sha256.Size]byte

// An lutCache keeps the sampled transforms of a few profiles, the last one used first.
type lutCache struct {
	mu   sync.Mutex // guards kept
	kept []cachedLUT
}

type cachedLUT struct {
	of   digest
	grid func() *grid
}

// maxCached bounds what an lutCache holds: one has at most a megabyte, and the tables of
// the profile until it is baked.
const maxCached = 4

var sampledLUTs lutCache

// baked returns a function that returns p's samples, and makes them when it is called
// first. Those of a curve alone are made in no time, and not kept.
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

// bake samples the way to encoded sRGB.
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
