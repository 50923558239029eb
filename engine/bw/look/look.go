// Package look defines the black and white conversions.
//
//	R G B --base--> mix --levels, contrast, brightness--> clamp --gamma, curve--> gray --1bit--> black or white
//
// All numbers are relative: red, green, blue and gray are 0 (black) to 1 (white) at any bit depth.
//
//	mix  = r·R + g·G + b·B                          the base, not clamped
//	gray = (mix − black) / (white − black)          the levels, not clamped
//	gray = (gray − 0.5)·contrast + 0.5 + brightness clamped to 0..1, once
//	gray = curve(gray^(1/gamma))                    rounded to the picture's depth
//
// Everything before the clamp is linear, unless the base is luminance, so it can be applied to the
// coefficients of a JPEG; see [Look.Linear].
package look

import "strings"

// A Look is a reproducible recipe for gray. Its zero value is neutral. [Parse], [ParseFields],
// [All] and the methods below return only valid looks. Looks are comparable: equal looks have equal
// texts.
type Look struct {
	name       string // "": neutral; mixed: custom weights
	base       base
	r          float64 // weights, in percent, for a mix
	g          float64
	b          float64
	brightness float64 // share of white that is added
	contrast   float64 // 0 stands for 1, flat for 0
	gamma      float64 // 0 stands for 1
	levels     Levels
	curve      Curve
	bit        OneBit
}

// base is the kind of weights.
type base uint8

const (
	bt601     base = iota // luma of BT.601
	bt709                 // luma of BT.709
	luminance             // of BT.709, in linear light
	mix                   // the look's own weights
)

const (
	mixed = "mix"
	flat  = -1
)

// The ranges of a look's numbers.
const (
	LeastWeight, MostWeight         = -300, 300
	LeastBrightness, MostBrightness = -1, 1
	LeastContrast, MostContrast     = 0, 4
	LeastGamma, MostGamma           = 0.1, 10
)

// named lists the named looks in display order. The mixes are those of colour filters in front of
// black-and-white film, each divided by its sum.
var named = []Look{
	{},
	filter("red", 90, 10, 0),
	filter("orange", 78, 22, 0),
	filter("yellow", 60, 28, 12),
	filter("green", 10, 70, 20),
	filter("blue", 0, 21, 79),
	filter("infrared", -40, 200, -60),
	filter("orthochromatic", 0, 42, 58),
	filter("panchromatic", 100.0/3, 100.0/3, 100.0/3),
	filter("landscape", 66, 24, 10),
	filter("portrait", 54, 44, 2),
	{name: "bt709", base: bt709},
	{name: "luminance", base: luminance},
	{name: "lineart", bit: OneBit{Method: Sauvola, K: DefaultK}},
	{name: "dither", bit: OneBit{Method: FloydSteinberg}},
}

func filter(name string, r, g, b float64) Look {
	return Look{name: name, base: mix, r: r, g: g, b: b}
}

// All returns the named looks in display order.
func All() []Look { return append([]Look(nil), named...) }

// Names returns the names of All.
func Names() []string {
	names := make([]string, len(named))
	for i, l := range named {
		names[i] = l.Name()
	}
	return names
}

// find returns the look with a name. Names are not case-sensitive.
func find(name string) (Look, bool) {
	for _, l := range named {
		if strings.EqualFold(name, l.Name()) {
			return l, true
		}
	}
	return Look{}, false
}

// Name is the name of the look before adjustments, or "mix".
func (l Look) Name() string {
	if l.name == "" {
		return "neutral"
	}
	return l.name
}

// plain reports whether the look has no tones: what it does besides 1-bit is its base alone.
func (l Look) plain() bool {
	l.bit = OneBit{}
	return l == l.Base()
}

// table reports whether the look ends in a table: the tones that are not linear.
func (l Look) table() bool { return l.gamma != 0 || l.curve != Curve{} }

// Neutral reports whether the look is BT.601 luma without adjustments, whatever its name.
func (l Look) Neutral() bool {
	l.name = ""
	return l == Look{}
}

// Weights returns the weights of red, green and blue in percent. For luminance they apply to linear
// light.
func (l Look) Weights() (r, g, b float64) {
	switch l.base {
	case bt601:
		return 29.9, 58.7, 11.4
	case bt709, luminance:
		return 21.26, 71.52, 7.22
	default:
		return l.r, l.g, l.b
	}
}

// Brightness is the share of white that is added; 0 changes nothing.
func (l Look) Brightness() float64 { return l.brightness }

// Contrast is the factor around middle gray; 1 changes nothing.
func (l Look) Contrast() float64 {
	switch l.contrast {
	case 0:
		return 1
	case flat:
		return 0
	}
	return l.contrast
}

// Gamma lightens the midtones above 1 and darkens them below.
func (l Look) Gamma() float64 {
	if l.gamma == 0 {
		return 1
	}
	return l.gamma
}

// OneBit is the method of pure black and white, or its zero value.
func (l Look) OneBit() OneBit { return l.bit }

// WithWeights returns the look with custom weights in percent. Their sum may differ from 100; white
// then changes.
func (l Look) WithWeights(r, g, b float64) (Look, error) {
	for i, w := range []float64{r, g, b} {
		if err := within([]string{"red's weight", "green's weight", "blue's weight"}[i], w, LeastWeight, MostWeight); err != nil {
			return Look{}, err
		}
	}
	l.name, l.base = mixed, mix
	l.r, l.g, l.b = r+0, g+0, b+0 // −0 becomes 0, so that equal looks have equal texts
	return l, nil
}

// WithBrightness returns the look with another brightness.
func (l Look) WithBrightness(share float64) (Look, error) {
	if err := within("brightness", share, LeastBrightness, MostBrightness); err != nil {
		return Look{}, err
	}
	l.brightness = share + 0
	return l, nil
}

// WithContrast returns the look with another contrast.
func (l Look) WithContrast(factor float64) (Look, error) {
	if err := within("contrast", factor, LeastContrast, MostContrast); err != nil {
		return Look{}, err
	}
	switch l.contrast = factor; factor {
	case 1:
		l.contrast = 0
	case 0:
		l.contrast = flat
	}
	return l, nil
}

// WithGamma returns the look with another gamma.
func (l Look) WithGamma(gamma float64) (Look, error) {
	if err := within("gamma", gamma, LeastGamma, MostGamma); err != nil {
		return Look{}, err
	}
	l.gamma = gamma
	if gamma == 1 {
		l.gamma = 0
	}
	return l, nil
}

// WithOneBit returns the look with another method of pure black and white. Parameters that the
// method doesn't use are dropped.
func (l Look) WithOneBit(bit OneBit) (Look, error) {
	bit, err := bit.checked()
	if err != nil {
		return Look{}, err
	}
	l.bit = bit
	return l, nil
}
