package widgets

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// TestContrastUnder holds that texts can be read also where the mouse is, on what has the keyboard and
// in menus. The keys in the menus once had 1.5 : 1.
func TestContrastUnder(t *testing.T) {
	grounds := []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameHeaderBackground, theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground, ColorPanel, ColorCard, ColorChosen}
	pairs := map[fyne.ThemeColorName][]fyne.ThemeColorName{
		theme.ColorNameForeground:          append(grounds, theme.ColorNameButton, theme.ColorNameInputBackground, ColorCanvas),
		ColorSoft:                          grounds,
		theme.ColorNamePlaceHolder:         {theme.ColorNameInputBackground},
		theme.ColorNameError:               {ColorCard, ColorPanel, ColorChosen, theme.ColorNameOverlayBackground},
		theme.ColorNameWarning:             {ColorCard, ColorChosen},
		theme.ColorNameSuccess:             {theme.ColorNameOverlayBackground},
		theme.ColorNameHyperlink:           {ColorPanel},
		theme.ColorNameForegroundOnPrimary: {theme.ColorNamePrimary},
		theme.ColorNameForegroundOnError:   {theme.ColorNameError},
	}
	for name, colors := range map[string]palette{"dark": dark, "light": light} {
		for text, on := range pairs {
			for _, ground := range on {
				for _, over := range []fyne.ThemeColorName{"", theme.ColorNameHover, theme.ColorNameFocus} {
					if over != "" && ground == ColorChosen || over == theme.ColorNameFocus && text != theme.ColorNameForeground && text != ColorSoft {
						continue // a selected row does not change under the mouse, and only titles and buttons light up
					}
					below, least := colors[ground], 4.5
					if over != "" {
						below = mix(below, colors[over])
					}
					if text == theme.ColorNameSuccess {
						least = 3 // a mark, or large
					}
					if got := contrast(colors[text], below); got < least {
						t.Errorf("%s: %s on %s %s has %.2f : 1", name, text, ground, over, got)
					}
				}
			}
		}
	}
}

// mix lays a colour that may be transparent over another.
func mix(below, over color.Color) color.Color {
	r, g, b, a := over.RGBA()
	x, y, z, _ := below.RGBA()
	lay := func(o, u uint32) uint8 { return uint8((o + u*(0xffff-a)/0xffff) >> 8) }
	return color.NRGBA{lay(r, x), lay(g, y), lay(b, z), 255}
}
