package picture

import "image/color"

// A Ground is what is seen around a picture, and through its transparent parts.
type Ground struct {
	Around color.RGBA
	Checks [2]color.RGBA // in squares, as editors show transparency
	Side   int           // of a square, in device pixels; 0 shows Around in place of squares
}

// Plain is a ground of one colour.
func Plain(c color.RGBA) Ground { return Ground{Around: c} }

// at returns the colour behind a device pixel.
func (g Ground) at(x, y int) color.RGBA {
	if g.Side <= 0 {
		return g.Around
	}
	return g.Checks[(x/g.Side+y/g.Side)&1]
}
