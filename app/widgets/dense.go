package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// denseTheme is the theme in force with little air: for rows of sliders, of which there are many.
type denseTheme struct{}

var _ fyne.Theme = denseTheme{}

func (denseTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	return fyne.CurrentApp().Settings().Theme().Color(name, variant)
}

func (denseTheme) Font(style fyne.TextStyle) fyne.Resource { return Theme{}.Font(style) }

func (denseTheme) Icon(name fyne.ThemeIconName) fyne.Resource { return Theme{}.Icon(name) }

func (denseTheme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return 12
	case theme.SizeNameInnerPadding:
		return 4
	case theme.SizeNameInlineIcon:
		return 15
	case theme.SizeNamePadding:
		return 3
	}
	return Theme{}.Size(name)
}

// Dense shows an object with little air.
func Dense(object fyne.CanvasObject) fyne.CanvasObject {
	return container.NewThemeOverride(object, denseTheme{})
}
