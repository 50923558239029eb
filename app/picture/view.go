package picture

import (
	"image"
	"math"
)

// A View says which part of a picture is seen: the point of the picture in the
// middle of the pane, and how large a pixel of the picture is on the screen. Panes
// that share a View are in step by construction, whatever they show.
type View struct {
	Scale float64 // device pixels per pixel of the picture
	X, Y  float64 // the middle of the pane, in pixels of the picture
}

// Bounds of the scale.
const (
	MinScale = 1.0 / 64
	MaxScale = 32.0
)

// Fit returns the view that shows the whole of a picture in a pane, as large as
// possible but no pixel larger than limit.
func Fit(size, pane image.Point, limit float64) View {
	if size.X <= 0 || size.Y <= 0 || pane.X <= 0 || pane.Y <= 0 {
		return View{Scale: 1, X: float64(size.X) / 2, Y: float64(size.Y) / 2}
	}
	scale := min(float64(pane.X)/float64(size.X), float64(pane.Y)/float64(size.Y), limit)
	return View{Scale: scale, X: float64(size.X) / 2, Y: float64(size.Y) / 2}
}

// At returns the point of the picture under a point of the pane.
func (v View) At(pane image.Point, x, y float64) (px, py float64) {
	left, top := v.origin(pane)
	return (left + x) / v.Scale, (top + y) / v.Scale
}

// origin is the pane's upper left corner in device pixels of the whole scaled
// picture. It is whole, so that a picture at 1:1 is sampled exactly on its pixels and
// moves by whole pixels.
func (v View) origin(pane image.Point) (left, top float64) {
	return math.Round(v.X*v.Scale - float64(pane.X)/2), math.Round(v.Y*v.Scale - float64(pane.Y)/2)
}

// Zoom returns the view at another scale with the point of the picture under (x, y)
// staying where it is.
func (v View) Zoom(pane image.Point, x, y, scale float64) View {
	scale = max(MinScale, min(MaxScale, scale))
	dx, dy := x-float64(pane.X)/2, y-float64(pane.Y)/2
	px, py := v.X+dx/v.Scale, v.Y+dy/v.Scale
	return View{Scale: scale, X: px - dx/scale, Y: py - dy/scale}
}

// Pan returns the view with the picture moved by device pixels.
func (v View) Pan(dx, dy float64) View {
	return View{Scale: v.Scale, X: v.X - dx/v.Scale, Y: v.Y - dy/v.Scale}
}

// Clamp returns the view with the picture kept in sight: a picture smaller than the
// pane stays in its middle, and no edge of a larger one comes inside.
func (v View) Clamp(size, pane image.Point) View {
	v.X = clampAxis(v.X, float64(size.X), float64(pane.X)/v.Scale)
	v.Y = clampAxis(v.Y, float64(size.Y), float64(pane.Y)/v.Scale)
	return v
}

func clampAxis(middle, size, seen float64) float64 {
	if seen >= size {
		return size / 2
	}
	return max(seen/2, min(size-seen/2, middle))
}
