package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A Sheet is a dialog inside of a window: a card with a title and a body in the middle of the
// dimmed window. What is below gets neither mouse nor keys. Fyne's own dialogs have their titles
// left of their texts, and no key that accepts.
type Sheet struct {
	widget.BaseWidget
	Escape func() // what Escape does; nil closes
	Enter  func() // what Return does; nil does nothing
	Closed func() // hears of the end; may be nil
	Locate func() // goes to the field for a path; nil if there is none

	over fyne.Window
	card *fyne.Container
	want fyne.Size // of the card
}

var (
	_ fyne.Tappable     = (*Sheet)(nil)
	_ fyne.Scrollable   = (*Sheet)(nil)
	_ desktop.Hoverable = (*Sheet)(nil)
)

// Distances of a sheet: from its edge to its content, and at least to the window's edge.
const sheetPadding, sheetMargin = 12, 16

// NewSheet makes a sheet over a window, with the buttons in a row below the body.
func NewSheet(over fyne.Window, title string, body fyne.CanvasObject, buttons ...fyne.CanvasObject) *Sheet {
	s := &Sheet{over: over}
	head := widget.NewLabel(title)
	head.TextStyle.Bold = true
	head.Truncation = fyne.TextTruncateEllipsis
	head.SizeName = theme.SizeNameSubHeadingText
	content := []fyne.CanvasObject{head, body}
	var row fyne.CanvasObject
	if len(buttons) > 0 {
		row = Padded(6, 7, Border(nil, nil, nil, Row(8, buttons...)))
		content = append(content, row)
	}
	s.card = container.New(layout.NewCustomPaddedLayout(sheetPadding-4, sheetPadding-4, sheetPadding, sheetPadding),
		container.New(layout.NewBorderLayout(head, row, nil, nil), content...))
	s.ExtendBaseWidget(s)
	return s
}

// Wish asks for a size of the card. It gets as much as its content needs and the window has.
func (s *Sheet) Wish(width, height float32) { s.want = fyne.NewSize(width, height) }

// Open shows the sheet.
func (s *Sheet) Open() { s.over.Canvas().Overlays().Add(s) }

// Close takes the sheet away.
func (s *Sheet) Close() {
	s.over.Canvas().Overlays().Remove(s)
	if s.Closed != nil {
		s.Closed()
	}
}

// Dismiss does what Escape does.
func (s *Sheet) Dismiss() {
	if s.Escape != nil {
		s.Escape()
		return
	}
	s.Close()
}

// Tapped keeps taps from what is below.
func (s *Sheet) Tapped(*fyne.PointEvent) {}

// Scrolled keeps the wheel from what is below.
func (s *Sheet) Scrolled(*fyne.ScrollEvent) {}

// MouseIn is part of desktop.Hoverable, as are the next two.
func (s *Sheet) MouseIn(*desktop.MouseEvent) {}

// MouseMoved does nothing.
func (s *Sheet) MouseMoved(*desktop.MouseEvent) {}

// MouseOut does nothing.
func (s *Sheet) MouseOut() {}

// CreateRenderer is part of fyne.Widget.
func (s *Sheet) CreateRenderer() fyne.WidgetRenderer {
	r := &sheetRenderer{s: s, dim: canvas.NewRectangle(color.Transparent), ground: canvas.NewRectangle(color.Transparent)}
	r.ground.CornerRadius, r.ground.StrokeWidth = 8, 1
	r.objects = []fyne.CanvasObject{r.dim, r.ground, s.card}
	r.paint()
	return r
}

type sheetRenderer struct {
	s           *Sheet
	dim, ground *canvas.Rectangle
	objects     []fyne.CanvasObject
}

func (r *sheetRenderer) Layout(size fyne.Size) {
	r.dim.Resize(size)
	most := size.Subtract(fyne.NewSquareSize(2 * sheetMargin))
	least := r.s.card.MinSize()
	width := min(max(r.s.want.Width, least.Width), most.Width)
	r.s.card.Resize(fyne.NewSize(width, max(r.s.want.Height, least.Height))) // how many lines texts take shows now
	height := min(max(r.s.want.Height, r.s.card.MinSize().Height), most.Height)
	card := fyne.NewSize(width, height)
	at := fyne.NewPos((size.Width-width)/2, (size.Height-height)/2)
	for _, object := range []fyne.CanvasObject{r.ground, r.s.card} {
		object.Resize(card)
		object.Move(at)
	}
}

func (r *sheetRenderer) MinSize() fyne.Size { return r.s.card.MinSize() }

func (r *sheetRenderer) paint() {
	r.dim.FillColor = ThemeColor(theme.ColorNameShadow)
	r.ground.FillColor = ThemeColor(theme.ColorNameOverlayBackground)
	r.ground.StrokeColor = ThemeColor(theme.ColorNameInputBorder)
}

func (r *sheetRenderer) Refresh() {
	r.paint()
	r.Layout(r.s.Size())
	r.dim.Refresh()
	r.ground.Refresh()
	r.s.card.Refresh()
}

func (r *sheetRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *sheetRenderer) Destroy() {}
