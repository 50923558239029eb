package look

import (
	"fmt"
	"strconv"
	"strings"
)

// Formula returns a one-line description of the look for users.
func (l Look) Formula() string {
	parts := []string{l.baseFormula()}
	if v := l.Contrast(); v != 1 {
		parts = append(parts, "contrast "+short(v)+" about middle gray")
	}
	if v := l.Brightness(); v != 0 {
		parts = append(parts, fmt.Sprintf("%+.4g %% white", 100*v))
	}
	if v := l.Gamma(); v != 1 {
		parts = append(parts, "gamma "+short(v))
	}
	if levels := l.levels; levels.Auto {
		parts = append(parts, "levels by the photo")
	} else if levels != (Levels{}) {
		black, white := levels.Points()
		parts = append(parts, fmt.Sprintf("black at %.4g %%, white at %.4g %%", 100*black, 100*white))
	}
	if l.curve != (Curve{}) {
		parts = append(parts, "curve "+l.curve.String())
	}
	switch o := l.bit; o.Method {
	case Threshold:
		parts = append(parts, "white above "+strconv.Itoa(o.Threshold))
	case Otsu:
		parts = append(parts, "white above Otsu's threshold")
	case Sauvola:
		window := "a window of 1/40 of the short side"
		if o.Window != 0 {
			window = fmt.Sprintf("a window of %d pixels", o.Window)
		}
		parts = append(parts, "Sauvola's local threshold, k "+short(o.K)+", "+window)
	case FloydSteinberg:
		parts = append(parts, `Floyd-Steinberg dots, the same as Pillow's convert("1")`)
	case Ordered:
		parts = append(parts, "Bayer 8x8 dots")
	}
	return strings.Join(parts, ", ")
}

func (l Look) baseFormula() string {
	switch l.base {
	case bt601:
		text := "BT.601 luma: 29.9 % R + 58.7 % G + 11.4 % B"
		if l.Neutral() {
			text += ", the same pixels as Pillow L"
		}
		return text
	case bt709:
		return "BT.709 luma: 21.26 % R + 71.52 % G + 7.22 % B"
	case luminance:
		return "BT.709 luminance: 21.26 % R + 71.52 % G + 7.22 % B in linear light"
	}
	var sum strings.Builder
	for i, w := range []float64{l.r, l.g, l.b} {
		if w == 0 {
			continue
		}
		sign := ""
		switch {
		case w < 0 && sum.Len() == 0:
			sign = "−"
		case w < 0:
			sign = " − "
		case sum.Len() > 0:
			sign = " + "
		}
		fmt.Fprintf(&sum, "%s%s %% %c", sign, short(max(w, -w)), "RGB"[i])
	}
	if sum.Len() == 0 {
		return "nothing of R, G and B"
	}
	return sum.String()
}

// short formats a number for users.
func short(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
