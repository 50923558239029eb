package model

import "math"

// A Hue is one of eight ranges of colour, as photographers mix black and white.
type Hue int

// Hues.
const (
	Reds Hue = iota
	Oranges
	Yellows
	Greens
	Aquas
	Blues
	Purples
	Magentas
)

// hueDegrees are the middles of the ranges, and hueColours these colours at their purest.
var (
	hueDegrees = [...]float64{0, 30, 60, 120, 180, 240, 270, 300}
	hueColours = [...][3]float64{{1, 0, 0}, {1, 0.5, 0}, {1, 1, 0}, {0, 1, 0}, {0, 1, 1}, {0, 0, 1}, {0.5, 0, 1}, {1, 0, 1}}
)

// leastChroma is the distance between the largest and the smallest of red, green and blue below which
// a colour has no hue.
const leastChroma = 0.04

// HueOf returns the range of a colour, and how colourful it is, 0 to 1. A gray has no range.
func HueOf(r, g, b uint8) (h Hue, chroma float64, ok bool) {
	most, least := float64(max(r, g, b)), float64(min(r, g, b))
	chroma = (most - least) / 255
	if chroma < leastChroma {
		return 0, chroma, false
	}
	var degrees float64
	switch red, green, blue := float64(r), float64(g), float64(b); most {
	case red:
		degrees = 60 * (green - blue) / (most - least)
	case green:
		degrees = 120 + 60*(blue-red)/(most-least)
	default:
		degrees = 240 + 60*(red-green)/(most-least)
	}
	nearest := 360.0
	for i, middle := range hueDegrees {
		if off := math.Abs(math.Remainder(degrees-middle, 360)); off < nearest {
			h, nearest = Hue(i), off
		}
	}
	return h, chroma, true
}

// Shift returns weights in percent after a colour of this range and chroma became lighter by so many
// percent of white.
//
// A hue mixer has eight curves; this one has three weights. They move along the line from gray to the
// range's purest colour c, less its mean m:
//
//	weights += by · (c − m) / |c − m|² / chroma
//
// The sum stays, so that grays stay; c becomes lighter by the whole of it, neighbouring hues by a part,
// and the opposite ones darker by as much: of all mixes with the same effect on c this is the smallest
// change. A pale colour is moved as if it had a quarter of the purest one's chroma at least.
func (h Hue) Shift(weights [3]float64, chroma, by float64) [3]float64 {
	c := hueColours[h]
	mean := (c[0] + c[1] + c[2]) / 3
	length := 0.0
	for _, v := range c {
		length += (v - mean) * (v - mean)
	}
	sum := weights[0] + weights[1] + weights[2]
	for i, v := range c {
		weights[i] = math.Round(10*(weights[i]+by*(v-mean)/length/max(chroma, 0.25))) / 10
	}
	weights[2] = math.Round(100*(sum-weights[0]-weights[1])) / 100
	return weights
}
