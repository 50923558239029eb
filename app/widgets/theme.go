package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Names of colours that Fyne has no word for.
const (
	ColorPanel      fyne.ThemeColorName = "pb.panel"      // list and inspector
	ColorCard       fyne.ThemeColorName = "pb.card"       // groups in the inspector
	ColorCanvas     fyne.ThemeColorName = "pb.canvas"     // behind a picture
	ColorCheckLight fyne.ThemeColorName = "pb.checklight" // the pattern behind transparency
	ColorCheckDark  fyne.ThemeColorName = "pb.checkdark"
	ColorSoft       fyne.ThemeColorName = "pb.soft"   // text that is read second
	ColorChosen     fyne.ThemeColorName = "pb.chosen" // a selected row
)

// palette is every colour of one variant. Surfaces are neutral: next to a tinted one
// a gray picture looks tinted the other way.
type palette map[fyne.ThemeColorName]color.Color

func gray(v uint8) color.Color { return color.NRGBA{v, v, v, 255} }

func rgb(v uint32) color.Color {
	return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
}

func shade(v, alpha uint8) color.Color { return color.NRGBA{v, v, v, alpha} }

var dark = palette{
	theme.ColorNameBackground:          gray(0x1e),
	theme.ColorNameButton:              gray(0x38),
	theme.ColorNameDisabledButton:      gray(0x2a),
	theme.ColorNameDisabled:            gray(0x92),
	theme.ColorNameError:               rgb(0xf5aaa3),
	theme.ColorNameFocus:               shade(0xff, 0x24),
	theme.ColorNameForeground:          gray(0xe6),
	theme.ColorNameForegroundOnError:   gray(0x10),
	theme.ColorNameForegroundOnPrimary: gray(0x14),
	theme.ColorNameForegroundOnSuccess: gray(0x10),
	theme.ColorNameForegroundOnWarning: gray(0x10),
	theme.ColorNameHeaderBackground:    gray(0x24),
	theme.ColorNameHover:               shade(0xff, 0x0e),
	theme.ColorNameHyperlink:           rgb(0xf0a830),
	theme.ColorNameInputBackground:     gray(0x30),
	theme.ColorNameInputBorder:         gray(0x44),
	theme.ColorNameMenuBackground:      gray(0x2c),
	theme.ColorNameOverlayBackground:   gray(0x28),
	theme.ColorNamePlaceHolder:         gray(0xa6),
	theme.ColorNamePressed:             shade(0xff, 0x24),
	theme.ColorNamePrimary:             rgb(0xf0a830),
	theme.ColorNameScrollBar:           shade(0xff, 0x50),
	theme.ColorNameScrollBarBackground: shade(0xff, 0x08),
	theme.ColorNameSelection:           color.NRGBA{0xf0, 0xa8, 0x30, 0x40},
	theme.ColorNameSeparator:           gray(0x10),
	theme.ColorNameShadow:              shade(0, 0x70),
	theme.ColorNameSuccess:             rgb(0x67b56a),
	theme.ColorNameWarning:             rgb(0xf0a830),
	ColorPanel:                         gray(0x24),
	ColorCard:                          gray(0x2d),
	ColorCanvas:                        gray(0x18),
	ColorCheckLight:                    gray(0x8c),
	ColorCheckDark:                     gray(0x6a),
	ColorSoft:                          gray(0xbc),
	ColorChosen:                        gray(0x40),
}

var light = palette{
	theme.ColorNameBackground:          gray(0xf2),
	theme.ColorNameButton:              gray(0xe0),
	theme.ColorNameDisabledButton:      gray(0xea),
	theme.ColorNameDisabled:            gray(0x74),
	theme.ColorNameError:               rgb(0x9c1c16),
	theme.ColorNameFocus:               shade(0, 0x28),
	theme.ColorNameForeground:          gray(0x1c),
	theme.ColorNameForegroundOnError:   gray(0xff),
	theme.ColorNameForegroundOnPrimary: gray(0x14),
	theme.ColorNameForegroundOnSuccess: gray(0xff),
	theme.ColorNameForegroundOnWarning: gray(0xff),
	theme.ColorNameHeaderBackground:    gray(0xe9),
	theme.ColorNameHover:               shade(0, 0x0e),
	theme.ColorNameHyperlink:           rgb(0x9a5b00),
	theme.ColorNameInputBackground:     gray(0xff),
	theme.ColorNameInputBorder:         gray(0xc4),
	theme.ColorNameMenuBackground:      gray(0xfb),
	theme.ColorNameOverlayBackground:   gray(0xf8),
	theme.ColorNamePlaceHolder:         gray(0x68),
	theme.ColorNamePressed:             shade(0, 0x20),
	theme.ColorNamePrimary:             rgb(0xe89a1c),
	theme.ColorNameScrollBar:           shade(0, 0x50),
	theme.ColorNameScrollBarBackground: shade(0, 0x08),
	theme.ColorNameSelection:           color.NRGBA{0xe8, 0x9a, 0x1c, 0x50},
	theme.ColorNameSeparator:           gray(0xd0),
	theme.ColorNameShadow:              shade(0, 0x38),
	theme.ColorNameSuccess:             rgb(0x256c28),
	theme.ColorNameWarning:             rgb(0x7d4900),
	ColorPanel:                         gray(0xf7),
	ColorCard:                          gray(0xff),
	ColorCanvas:                        gray(0xd6),
	ColorCheckLight:                    gray(0xff),
	ColorCheckDark:                     gray(0xcc),
	ColorSoft:                          gray(0x50),
	ColorChosen:                        gray(0xd8),
}

// Theme is the program's theme: Fyne's own with neutral grays and one accent.
type Theme struct {
	Variant string // "light" or "dark"; "" follows the system
}

var _ fyne.Theme = Theme{}

// SetTheme gives a program the theme of a variant. Fyne parses all fonts again with each theme that
// it is given, so the present one stays.
func SetTheme(a fyne.App, variant string) {
	if want := (Theme{Variant: variant}); a.Settings().Theme() != want {
		a.Settings().SetTheme(want)
	}
}

func (l Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch l.Variant {
	case "light":
		variant = theme.VariantLight
	case "dark":
		variant = theme.VariantDark
	}
	colors := dark
	if variant == theme.VariantLight {
		colors = light
	}
	if c, ok := colors[name]; ok {
		return c
	}
	return theme.DefaultTheme().Color(name, variant)
}

func (Theme) Font(style fyne.TextStyle) fyne.Resource { return theme.DefaultTheme().Font(style) }

func (Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

func (Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return 13
	case theme.SizeNameCaptionText:
		return 11
	case theme.SizeNameSubHeadingText:
		return 15
	case theme.SizeNameHeadingText:
		return 20
	case theme.SizeNamePadding:
		return 4
	case theme.SizeNameInnerPadding:
		return 7
	case theme.SizeNameInlineIcon:
		return 17
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return 5
	case theme.SizeNameScrollBar:
		return 10
	case theme.SizeNameSplitThickness:
		return 4
	case theme.SizeNameModalBlurRadius:
		return 0 // slow where there is no graphics card
	}
	return theme.DefaultTheme().Size(name)
}

// SmallTheme is the look in force with less air, for rows of many small buttons.
type SmallTheme struct{}

var _ fyne.Theme = SmallTheme{}

func (SmallTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	return fyne.CurrentApp().Settings().Theme().Color(name, variant)
}

func (SmallTheme) Font(style fyne.TextStyle) fyne.Resource { return Theme{}.Font(style) }

func (SmallTheme) Icon(name fyne.ThemeIconName) fyne.Resource { return Theme{}.Icon(name) }

func (SmallTheme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return 12
	case theme.SizeNameInnerPadding:
		return 5
	}
	return Theme{}.Size(name)
}
