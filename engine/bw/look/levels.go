package look

import (
	"reflect"
	"strings"

	"pretobranco/engine/bw/fault"
)

// Levels are the grays of the mix that become black and white, as shares of white. They are applied
// before contrast and brightness, so that they stay where they are if these change. The zero value
// changes nothing.
//
//	gray = (mix − Black) / (White − Black)
type Levels struct {
	Auto         bool    // both by the photo, see Look.Measured
	Black, White float64 // 0 and 0 stand for 0 and 1
}

const (
	// LeastSpan is the smallest distance of the white point from the black point.
	LeastSpan = 0.02

	// AutoClip: automatic levels make one of so many pixels black, and as many white.
	AutoClip = 200

	auto    = "auto"
	nothing = "none"
)

// Points returns the black and the white point. Automatic levels return 0 and 1.
func (l Levels) Points() (black, white float64) {
	if l.Auto || l.White == 0 {
		return 0, 1
	}
	return l.Black, l.White
}

func (l Levels) checked() (Levels, error) {
	if l.Auto {
		return Levels{Auto: true}, nil
	}
	black, white := l.Points()
	if err := within("the black point", black, 0, 1-LeastSpan); err != nil {
		return Levels{}, err
	}
	if err := within("the white point", white, LeastSpan, 1); err != nil {
		return Levels{}, err
	}
	if white-black < LeastSpan-1e-9 {
		return Levels{}, fault.New(fault.Unsupported, "the black point of %s is not at least %s below the white point of %s", number(black), number(LeastSpan), number(white))
	}
	if black == 0 && white == 1 {
		return Levels{}, nil
	}
	return Levels{Black: black + 0, White: white}, nil
}

// String returns the form that ParseLevels parses: none, auto, or both points.
func (l Levels) String() string {
	if l.Auto {
		return auto
	}
	black, white := l.Points()
	if black == 0 && white == 1 {
		return nothing
	}
	return number(black) + "," + number(white)
}

// ParseLevels parses levels: auto, none, or the black and the white point as shares of white, in a text
// or a list.
func ParseLevels(value any) (Levels, error) {
	if text, ok := value.(string); ok {
		switch {
		case strings.EqualFold(strings.TrimSpace(text), auto):
			return Levels{Auto: true}, nil
		case strings.EqualFold(strings.TrimSpace(text), nothing):
			return Levels{}, nil
		}
	}
	points, ok := numbers(value, 2)
	if !ok {
		return Levels{}, fault.New(fault.Unsupported, "levels are auto, none, or the black and the white point, such as 0.05,0.92")
	}
	if points[1] == 0 {
		return Levels{}, within("the white point", 0, LeastSpan, 1)
	}
	return Levels{Black: points[0], White: points[1]}.checked()
}

// numbers parses so many numbers, in a list or in a text with commas. Brackets around a text may be
// omitted.
func numbers(value any, count int) (out []float64, ok bool) {
	var parts []any
	if text, ok := value.(string); ok {
		text = strings.TrimSpace(text)
		if inside, ok := strings.CutPrefix(text, "("); ok {
			text = strings.TrimSuffix(inside, ")")
		}
		for _, part := range strings.Split(text, ",") {
			parts = append(parts, part)
		}
	} else if list := reflect.ValueOf(value); list.Kind() == reflect.Slice || list.Kind() == reflect.Array {
		for i := range min(list.Len(), count+1) {
			parts = append(parts, list.Index(i).Interface())
		}
	}
	if len(parts) != count {
		return nil, false
	}
	for _, part := range parts {
		v, err := toNumber("", part)
		if err != nil {
			return nil, false
		}
		out = append(out, v)
	}
	return out, true
}

// Levels returns the black and white point of the look.
func (l Look) Levels() Levels { return l.levels }

// WithLevels returns the look with other levels.
func (l Look) WithLevels(levels Levels) (Look, error) {
	levels, err := levels.checked()
	if err != nil {
		return Look{}, err
	}
	l.levels = levels
	return l, nil
}

// Base returns the look without tones and without 1-bit method: its name or mix alone. Automatic
// levels are found in its gray.
func (l Look) Base() Look { return Look{name: l.name, base: l.base, r: l.r, g: l.g, b: l.b} }

// Measured returns the look with its automatic levels as those of a picture, of which counts is the
// histogram of 8-bit gray by Base. One of AutoClip pixels becomes black, and as many white, as in
// Pillow's ImageOps.autocontrast. A picture with hardly any contrast stays as it is. Looks without
// automatic levels are returned as they are.
func (l Look) Measured(counts *[256]int64) Look {
	if !l.levels.Auto {
		return l
	}
	l.levels = Levels{}
	var all int64
	for _, n := range counts {
		all += n
	}
	cut := all / AutoClip
	low, high := 0, 255
	for sum := counts[0]; low < 255 && sum <= cut; sum += counts[low] {
		low++
	}
	for sum := counts[255]; high > 0 && sum <= cut; sum += counts[high] {
		high--
	}
	found, err := l.WithLevels(Levels{Black: float64(low) / 255, White: float64(high) / 255})
	if err != nil || all == 0 || high == 0 {
		return l
	}
	return found
}

// gain is the factor of the levels.
func (l Look) gain() float64 {
	black, white := l.levels.Points()
	return 1 / (white - black)
}
