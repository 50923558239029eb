package words

import (
	"math"
	"strconv"
	"strings"

	"pretobranco/engine"
)

// Look returns the display name of a named look. A look that only a newer engine knows keeps its
// own name.
func (w *Words) Look(name string) string {
	if key := "look.name." + name; w.Has(key) {
		return w.Say(key)
	}
	return name
}

// Method returns the display name of a method for pure black and white.
func (w *Words) Method(m engine.Method) string { return w.Say("look.method." + m.String()) }

// Curve returns the display name of a tone curve with a name.
func (w *Words) Curve(name string) string { return w.Say("curve." + name) }

// Hue says by how much one of the eight ranges of colour became lighter, in percent of white.
func (w *Words) Hue(hue int, percent float64) string {
	return w.Say("adjust.hue."+strconv.Itoa(hue), w.Signed(math.Round(10*percent)/10))
}

// MethodNote says what a method for pure black and white is good for; "" for none.
func (w *Words) MethodNote(m engine.Method) string {
	if key := "bit.note." + m.String(); w.Has(key) {
		return w.Say(key)
	}
	return ""
}

// LookNote says in a sentence what a look is like. For one that only a newer engine knows it is the
// formula.
func (w *Words) LookNote(l engine.Look) string {
	if key := "look.note." + l.Name(); w.Has(key) {
		return w.Say(key)
	}
	return w.Formula(l)
}

// Formula says in one line what a look does.
func (w *Words) Formula(l engine.Look) string {
	parts := []string{w.basis(l)}
	switch levels := l.Levels(); {
	case levels.Auto:
		parts = append(parts, w.Say("look.formula.auto"))
	case levels != engine.Levels{}:
		black, white := levels.Points()
		parts = append(parts, w.Say("look.formula.levels", w.Figure(100*black), w.Figure(100*white)))
	}
	if v := l.Contrast(); v != 1 {
		parts = append(parts, w.Say("look.formula.contrast", w.Figure(v)))
	}
	if v := l.Brightness(); v != 0 {
		parts = append(parts, w.Say("look.formula.brightness", w.Signed(100*v)))
	}
	if v := l.Gamma(); v != 1 {
		parts = append(parts, w.Say("look.formula.gamma", w.Figure(v)))
	}
	if curve := l.Curve(); curve != (engine.Curve{}) {
		name := w.Say("curve.own")
		if curve.Name() != "" {
			name = w.Curve(curve.Name())
		}
		parts = append(parts, w.Say("look.formula.curve", name))
	}
	switch bit := l.OneBit(); bit.Method {
	case engine.NoMethod:
	case engine.Threshold:
		parts = append(parts, w.Say("look.formula.threshold", strconv.Itoa(bit.Threshold)))
	case engine.Sauvola:
		parts = append(parts, w.Say("look.formula.sauvola", w.Figure(bit.K)))
	case engine.FloydSteinberg:
		parts = append(parts, w.Say("look.formula.floyd"))
	case engine.Otsu:
		parts = append(parts, w.Say("look.formula.otsu"))
	case engine.Ordered:
		parts = append(parts, w.Say("look.formula.ordered"))
	default:
		parts = append(parts, w.Method(bit.Method))
	}
	return strings.Join(parts, " · ")
}

// basis says how colour becomes gray.
func (w *Words) basis(l engine.Look) string {
	r, g, b := l.Weights()
	switch l.Name() {
	case "neutral", "lineart", "dither":
		if l.Neutral() {
			return w.Say("look.formula.pillow")
		}
		return w.Say("look.formula.luma", "601", w.Weights(r, g, b))
	case "bt709":
		return w.Say("look.formula.luma", "709", w.Weights(r, g, b))
	case "luminance":
		return w.Say("look.formula.luminance", w.Weights(r, g, b))
	}
	return w.Weights(r, g, b)
}

// Weights writes a mix, as "90 % R + 10 % G".
func (w *Words) Weights(r, g, b float64) string {
	var text strings.Builder
	for i, weight := range []float64{r, g, b} {
		if weight == 0 {
			continue
		}
		switch {
		case weight < 0 && text.Len() == 0:
			text.WriteString("–")
		case weight < 0:
			text.WriteString(" – ")
		case text.Len() > 0:
			text.WriteString(" + ")
		}
		text.WriteString(w.Figure(max(weight, -weight)) + " % " + "RGB"[i:i+1])
	}
	if text.Len() == 0 {
		return w.Say("look.formula.nothing")
	}
	return text.String()
}

// Figure writes a number with at most two places behind the point.
func (w *Words) Figure(v float64) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	if text == "-0" {
		text = "0"
	}
	return strings.Replace(text, ".", w.Say("number.point"), 1)
}

// Signed writes a number with its sign, zero without.
func (w *Words) Signed(v float64) string {
	text := w.Figure(v)
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		return "–" + rest
	}
	if text == "0" {
		return text
	}
	return "+" + text
}
