package widgets

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// luminance is relative luminance as WCAG 2 defines it.
func luminance(c color.Color) float64 {
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// contrast of two colours, 1 to 21.
func contrast(a, b color.Color) float64 {
	l, m := luminance(a), luminance(b)
	return (max(l, m) + 0.05) / (min(l, m) + 0.05)
}

// TestContrast holds WCAG 2's level AA: 4.5 for text, 3 for marks; and that every surface is neutral.
func TestContrast(t *testing.T) {
	surfaces := []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameHeaderBackground, theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground,
		theme.ColorNameInputBackground, theme.ColorNameButton, ColorPanel, ColorCard, ColorCanvas, ColorChosen}
	for name, p := range map[string]palette{"dark": dark, "light": light} {
		for _, surface := range surfaces {
			if r, g, b, _ := p[surface].RGBA(); r != g || g != b {
				t.Errorf("%s: %s is tinted", name, surface)
			}
			for text, least := range map[fyne.ThemeColorName]float64{
				theme.ColorNameForeground: 7, ColorSoft: 4.5, theme.ColorNameError: 4.5, theme.ColorNameSuccess: 3, theme.ColorNameWarning: 3,
			} {
				if got := contrast(p[text], p[surface]); got < least {
					t.Errorf("%s: %s on %s has %.1f, wants %.1f", name, text, surface, got, least)
				}
			}
		}
		for on, under := range map[fyne.ThemeColorName]fyne.ThemeColorName{
			theme.ColorNameForegroundOnPrimary: theme.ColorNamePrimary, theme.ColorNameForegroundOnError: theme.ColorNameError,
			theme.ColorNameForegroundOnSuccess: theme.ColorNameSuccess, theme.ColorNameForegroundOnWarning: theme.ColorNameWarning,
		} {
			if got := contrast(p[on], p[under]); got < 4.5 {
				t.Errorf("%s: %s has %.1f", name, on, got)
			}
		}
		for other, n := range map[string]int{"dark": len(dark), "light": len(light)} {
			if n != len(p) {
				t.Errorf("%s and %s name different colours", name, other)
			}
		}
	}
}
