package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A dropCard is a ground with a border all around, for dropping photos on.
type dropCard struct {
	widget.BaseWidget
	content fyne.CanvasObject
}

func NewDropCard(content fyne.CanvasObject) *dropCard {
	d := &dropCard{content: content}
	d.ExtendBaseWidget(d)
	return d
}

// CreateRenderer is part of fyne.Widget.
func (d *dropCard) CreateRenderer() fyne.WidgetRenderer {
	frame := canvas.NewRectangle(color.Transparent)
	frame.CornerRadius, frame.StrokeWidth = 12, 1.5
	r := &dropCardRenderer{d, frame}
	r.Refresh()
	return r
}

type dropCardRenderer struct {
	d     *dropCard
	frame *canvas.Rectangle
}

func (r *dropCardRenderer) Layout(size fyne.Size) {
	r.frame.Resize(size)
	r.d.content.Resize(size)
}

func (r *dropCardRenderer) MinSize() fyne.Size { return r.d.content.MinSize() }

func (r *dropCardRenderer) Refresh() {
	r.frame.FillColor = ThemeColor(ColorPanel)
	r.frame.StrokeColor = ThemeColor(theme.ColorNameInputBorder)
	r.frame.Refresh()
}

func (r *dropCardRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.frame, r.d.content}
}

func (r *dropCardRenderer) Destroy() {}
