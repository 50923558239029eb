package look

import (
	"math"
	"strings"

	"pretobranco/engine/bw/fault"
)

// A Curve is a tone curve through five points: the gray that black, a quarter, a half, three quarters
// and white become, as shares of white. It is applied last. Between the points it is a cubic that
// overshoots none of them, with the slopes of F. N. Fritsch and J. Butland, "A method for constructing
// local monotone piecewise cubic interpolants" (SIAM J. Sci. Stat. Comput. 5, 1984), as scipy's
// PchipInterpolator. The zero value changes nothing.
type Curve struct {
	set    bool
	points [curvePoints]float64
}

const curvePoints = 5

var straight = [curvePoints]float64{0, 0.25, 0.5, 0.75, 1}

// curves lists the curves with a name in display order.
var curves = []struct {
	name  string
	curve Curve
}{
	{nothing, Curve{}},
	{"soft", Curve{true, [curvePoints]float64{0, 0.22, 0.5, 0.78, 1}}},
	{"strong", Curve{true, [curvePoints]float64{0, 0.16, 0.5, 0.84, 1}}},
	{"fade", Curve{true, [curvePoints]float64{0.1, 0.29, 0.52, 0.74, 0.93}}},
}

// CurveNames returns the names of curves in display order, none first.
func CurveNames() []string {
	names := make([]string, len(curves))
	for i, c := range curves {
		names[i] = c.name
	}
	return names
}

// NewCurve returns the curve through points from 0 to 1.
func NewCurve(points [5]float64) (Curve, error) {
	for i, v := range points {
		if err := within("a point of the curve", v, 0, 1); err != nil {
			return Curve{}, err
		}
		points[i] = v + 0
	}
	if points == straight {
		return Curve{}, nil
	}
	return Curve{true, points}, nil
}

// Points returns what black, a quarter, a half, three quarters and white become.
func (c Curve) Points() [5]float64 {
	if !c.set {
		return straight
	}
	return c.points
}

// Name returns the curve's name; "" for one of other points.
func (c Curve) Name() string {
	for _, known := range curves {
		if c == known.curve {
			return known.name
		}
	}
	return ""
}

// String returns the form that ParseCurve parses: a name, or the points.
func (c Curve) String() string {
	if name := c.Name(); name != "" {
		return name
	}
	parts := make([]string, curvePoints)
	for i, v := range c.points {
		parts[i] = number(v)
	}
	return strings.Join(parts, ",")
}

// ParseCurve parses a name, or five points in a text or a list.
func ParseCurve(value any) (Curve, error) {
	if text, ok := value.(string); ok {
		for _, known := range curves {
			if strings.EqualFold(strings.TrimSpace(text), known.name) {
				return known.curve, nil
			}
		}
	}
	list, ok := numbers(value, curvePoints)
	if !ok {
		return Curve{}, fault.New(fault.Unsupported, "a curve is %s, or five points from black to white, such as 0,0.2,0.5,0.8,1", strings.Join(CurveNames(), ", "))
	}
	return NewCurve([curvePoints]float64(list))
}

// function returns the curve as a function of gray, both 0 to 1.
func (c Curve) function() func(float64) float64 {
	p := c.Points()
	const h = 1.0 / (curvePoints - 1)
	var secant [curvePoints - 1]float64
	for i := range secant {
		secant[i] = (p[i+1] - p[i]) / h
	}
	var slope [curvePoints]float64
	for i := 1; i < curvePoints-1; i++ {
		if a, b := secant[i-1], secant[i]; a*b > 0 {
			slope[i] = 2 * a * b / (a + b) // harmonic mean
		}
	}
	slope[0] = endSlope(secant[0], secant[1])
	slope[curvePoints-1] = endSlope(secant[curvePoints-2], secant[curvePoints-3])
	return func(v float64) float64 {
		i := min(max(int(v/h), 0), curvePoints-2)
		t := v/h - float64(i)
		// Hermite's form of a cubic.
		u := 1 - t
		out := u*u*(1+2*t)*p[i] + t*t*(3-2*t)*p[i+1] + h*t*u*(u*slope[i]-t*slope[i+1])
		return min(max(out, 0), 1)
	}
}

// endSlope is the slope at an end: that of the parabola through three points, as far as that keeps
// the shape.
func endSlope(first, second float64) float64 {
	slope := (3*first - second) / 2
	switch {
	case slope*first <= 0:
		return 0
	case first*second <= 0 && math.Abs(slope) > 3*math.Abs(first):
		return 3 * first
	}
	return slope
}

// Curve returns the look's tone curve.
func (l Look) Curve() Curve { return l.curve }

// WithCurve returns the look with another tone curve.
func (l Look) WithCurve(c Curve) Look {
	l.curve = c
	return l
}
