package app

import (
	"strconv"
	"strings"

	"pretobranco/engine"
)

// lookName is what people call a look that has a name.
func lookName(w *Words, name string) string {
	switch name {
	case "neutral":
		return w.Say("look.neutral")
	case "red":
		return w.Say("look.red")
	case "orange":
		return w.Say("look.orange")
	case "yellow":
		return w.Say("look.yellow")
	case "green":
		return w.Say("look.green")
	case "blue":
		return w.Say("look.blue")
	case "infrared":
		return w.Say("look.infrared")
	case "orthochromatic":
		return w.Say("look.orthochromatic")
	case "panchromatic":
		return w.Say("look.panchromatic")
	case "landscape":
		return w.Say("look.landscape")
	case "portrait":
		return w.Say("look.portrait")
	case "bt709":
		return w.Say("look.bt")
	case "luminance":
		return w.Say("look.luminance")
	case "lineart":
		return w.Say("look.lineart")
	case "dither":
		return w.Say("look.dither")
	case "mix":
		return w.Say("look.mix")
	}
	return name // a newer engine's
}

// methodName is what people call a way to pure black and white.
func methodName(w *Words, m engine.Method) string {
	switch m {
	case engine.Threshold:
		return w.Say("look.threshold")
	case engine.Otsu:
		return w.Say("look.otsu")
	case engine.Sauvola:
		return w.Say("look.sauvola")
	case engine.FloydSteinberg:
		return w.Say("look.floyd")
	case engine.Ordered:
		return w.Say("look.ordered")
	}
	return w.Say("look.gray")
}

// formulaText says in one line what a look does.
func formulaText(w *Words, l engine.Look) string {
	parts := []string{baseText(w, l)}
	if v := l.Contrast(); v != 1 {
		parts = append(parts, w.Say("look.formula.contrast", w.figure(v)))
	}
	if v := l.Brightness(); v != 0 {
		parts = append(parts, w.Say("look.formula.brightness", signed(w, 100*v)))
	}
	if v := l.Gamma(); v != 1 {
		parts = append(parts, w.Say("look.formula.gamma", w.figure(v)))
	}
	switch bit := l.OneBit(); bit.Method {
	case engine.NoMethod:
	case engine.Threshold:
		parts = append(parts, w.Say("look.formula.threshold", strconv.Itoa(bit.Threshold)))
	case engine.Sauvola:
		parts = append(parts, w.Say("look.formula.sauvola", w.figure(bit.K)))
	case engine.FloydSteinberg:
		parts = append(parts, w.Say("look.formula.floyd"))
	default:
		parts = append(parts, methodName(w, bit.Method))
	}
	return strings.Join(parts, " · ")
}

// baseText says how colour becomes gray.
func baseText(w *Words, l engine.Look) string {
	r, g, b := l.Weights()
	switch l.Name() {
	case "neutral", "lineart", "dither":
		if l.Neutral() {
			return w.Say("look.formula.pillow")
		}
		return w.Say("look.formula.luma", "601", weightsText(w, r, g, b))
	case "bt709":
		return w.Say("look.formula.luma", "709", weightsText(w, r, g, b))
	case "luminance":
		return w.Say("look.formula.luminance", weightsText(w, r, g, b))
	}
	return weightsText(w, r, g, b)
}

// weightsText writes a mix, as "90 % R + 10 % G".
func weightsText(w *Words, r, g, b float64) string {
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
		text.WriteString(w.figure(max(weight, -weight)) + " % " + "RGB"[i:i+1])
	}
	if text.Len() == 0 {
		return w.Say("look.formula.nothing")
	}
	return text.String()
}

// figure writes a number with at most two places behind the point.
func (w *Words) figure(v float64) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	if text == "-0" {
		text = "0"
	}
	return strings.Replace(text, ".", w.Say("number.point"), 1)
}

// signed writes a number with its sign, zero without.
func signed(w *Words, v float64) string {
	text := w.figure(v)
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		return "–" + rest
	}
	if text == "0" {
		return text
	}
	return "+" + text
}
