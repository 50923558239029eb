package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// ProgressBar is a thin line that fills up. Fyne's own is as high as a button.
type ProgressBar struct {
	widget.BaseWidget
	value float64 // 0 to 1
}

func NewProgressBar() *ProgressBar {
	b := &ProgressBar{}
	b.ExtendBaseWidget(b)
	return b
}

// Set fills the bar up to a part of its length.
func (b *ProgressBar) Set(value float64) {
	if value = max(0, min(1, value)); value != b.value {
		b.value = value
		b.Refresh()
	}
}

// CreateRenderer is part of fyne.Widget.
func (b *ProgressBar) CreateRenderer() fyne.WidgetRenderer {
	r := &barRenderer{bar: b, ground: canvas.NewRectangle(color.Transparent), filled: canvas.NewRectangle(color.Transparent)}
	r.ground.CornerRadius, r.filled.CornerRadius = 2.5, 2.5
	r.Refresh()
	return r
}

type barRenderer struct {
	bar            *ProgressBar
	ground, filled *canvas.Rectangle
}

func (r *barRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.filled.Resize(fyne.NewSize(size.Width*float32(r.bar.value), size.Height))
}

func (r *barRenderer) MinSize() fyne.Size { return fyne.NewSize(40, 5) }

func (r *barRenderer) Refresh() {
	r.ground.FillColor = ThemeColor(theme.ColorNameButton)
	r.filled.FillColor = ThemeColor(theme.ColorNamePrimary)
	r.Layout(r.bar.Size())
	r.ground.Refresh()
	r.filled.Refresh()
}

func (r *barRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.ground, r.filled} }

func (r *barRenderer) Destroy() {}
