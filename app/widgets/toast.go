package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A Toast is a card that lies over the window.
type Toast struct {
	widget.BaseWidget
	content fyne.CanvasObject
	hovered bool
}

var (
	_ fyne.Tappable     = (*Toast)(nil)
	_ fyne.Scrollable   = (*Toast)(nil)
	_ desktop.Hoverable = (*Toast)(nil)
	_ desktop.Mouseable = (*Toast)(nil)
)

// NewToast makes a card.
func NewToast(content fyne.CanvasObject) *Toast {
	t := &Toast{content: content}
	t.ExtendBaseWidget(t)
	return t
}

// Hovered reports whether the mouse is on the card.
func (t *Toast) Hovered() bool { return t.hovered }

// MouseIn notes that the mouse is on the card.
func (t *Toast) MouseIn(*desktop.MouseEvent) { t.hovered = true }

// MouseMoved is part of desktop.Hoverable.
func (t *Toast) MouseMoved(*desktop.MouseEvent) { t.hovered = true }

// MouseOut notes that the mouse has left.
func (t *Toast) MouseOut() { t.hovered = false }

// Tapped keeps taps from what is below, as the next three do with the wheel and the mouse.
func (t *Toast) Tapped(*fyne.PointEvent) {}

// Scrolled does nothing.
func (t *Toast) Scrolled(*fyne.ScrollEvent) {}

// MouseDown does nothing.
func (t *Toast) MouseDown(*desktop.MouseEvent) {}

// MouseUp does nothing.
func (t *Toast) MouseUp(*desktop.MouseEvent) {}

// CreateRenderer is part of fyne.Widget.
func (t *Toast) CreateRenderer() fyne.WidgetRenderer {
	r := &toastRenderer{t: t, ground: canvas.NewRectangle(color.Transparent)}
	r.ground.CornerRadius, r.ground.StrokeWidth = 8, 1
	r.paint()
	return r
}

type toastRenderer struct {
	t      *Toast
	ground *canvas.Rectangle
}

func (r *toastRenderer) paint() {
	r.ground.FillColor = ThemeColor(ColorChosen)
	r.ground.StrokeColor = ThemeColor(theme.ColorNameInputBorder)
}

func (r *toastRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.t.content.Resize(size)
}

func (r *toastRenderer) MinSize() fyne.Size { return r.t.content.MinSize() }

func (r *toastRenderer) Refresh() {
	r.paint()
	r.ground.Refresh()
	r.t.content.Refresh()
}

func (r *toastRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.t.content}
}

func (r *toastRenderer) Destroy() {}

// Toasts lays cards above each other in the middle of the lower edge, the first one lowest. It
// needs no room.
type Toasts struct {
	Bottom float32 // distance from the lower edge
}

// Distances of cards, and how wide they are at most.
const toastGap, toastWidth = 6, 720

// Layout is part of fyne.Layout.
func (l *Toasts) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := size.Height - l.Bottom
	for _, object := range objects {
		width := min(toastWidth, size.Width-2*sheetMargin)
		object.Resize(fyne.NewSize(width, object.MinSize().Height)) // how many lines its text takes shows now
		least := object.MinSize()
		object.Resize(fyne.NewSize(width, least.Height))
		y -= least.Height
		object.Move(fyne.NewPos((size.Width-width)/2, y))
		y -= toastGap
	}
}

// MinSize is part of fyne.Layout.
func (l *Toasts) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
