package app

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// denseLook is the theme in force with little air: for rows of sliders, of which there are many.
type denseLook struct{}

var _ fyne.Theme = denseLook{}

func (denseLook) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	return fyne.CurrentApp().Settings().Theme().Color(name, variant)
}

func (denseLook) Font(style fyne.TextStyle) fyne.Resource { return look{}.Font(style) }

func (denseLook) Icon(name fyne.ThemeIconName) fyne.Resource { return look{}.Icon(name) }

func (denseLook) Size(name fyne.ThemeSizeName) float32 {
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
	return look{}.Size(name)
}

// trackLook is denseLook with a track that can be seen on a card.
type trackLook struct{ denseLook }

func (l trackLook) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	if name == theme.ColorNameInputBackground {
		name = theme.ColorNameInputBorder
	}
	return l.denseLook.Color(name, variant)
}

// dense shows an object with little air.
func dense(object fyne.CanvasObject) fyne.CanvasObject {
	return container.NewThemeOverride(object, denseLook{})
}
