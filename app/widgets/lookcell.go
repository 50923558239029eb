package widgets

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Sizes of a cell of the look strip.
const (
	LookWidth, LookHeight = 104, 74 // of its picture
	lookFrame             = 3       // around it
	lookCaption           = 19      // below it
)

// A LookMark says what a cell of the look strip is to the photo.
type LookMark int

const (
	Unmarked    LookMark = iota
	StartedFrom          // the look in force started from it
	InForce
)

// LookCell is a small result with its name.
type LookCell struct {
	widget.BaseWidget
	name    string
	onTap   func()
	Image   image.Image
	Mark    LookMark
	Focused bool // the strip has the focus, and this is its place
	hovered bool
}

var (
	_ fyne.Tappable     = (*LookCell)(nil)
	_ desktop.Hoverable = (*LookCell)(nil)
)

func NewLookCell(name string, onTap func()) *LookCell {
	c := &LookCell{name: name, onTap: onTap}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes what the cell shows.
func (c *LookCell) Set(img image.Image, mark LookMark, focused bool) {
	if c.Image != img || c.Mark != mark || c.Focused != focused {
		c.Image, c.Mark, c.Focused = img, mark, focused
		c.Refresh()
	}
}

// Tapped chooses.
func (c *LookCell) Tapped(*fyne.PointEvent) { c.onTap() }

// MouseIn and its brothers light the cell up.
func (c *LookCell) MouseIn(*desktop.MouseEvent) {
	c.hovered = true
	c.Refresh()
}

// MouseMoved is part of desktop.Hoverable.
func (c *LookCell) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends it.
func (c *LookCell) MouseOut() {
	c.hovered = false
	c.Refresh()
}

// Cursor shows that it can be tapped.
func (c *LookCell) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer is part of fyne.Widget.
func (c *LookCell) CreateRenderer() fyne.WidgetRenderer {
	r := &lookCellRenderer{
		c:       c,
		frame:   canvas.NewRectangle(color.Transparent),
		ground:  canvas.NewRectangle(color.Transparent),
		picture: canvas.NewImageFromImage(nil),
		text:    canvas.NewText("", color.White),
	}
	r.frame.CornerRadius, r.frame.StrokeWidth = 5, lookFrame
	r.ground.CornerRadius = 3
	r.picture.FillMode = canvas.ImageFillStretch // it has exactly the pixels that are shown
	r.picture.ScaleMode = canvas.ImageScaleFastest
	r.text.TextSize, r.text.Alignment = 11, fyne.TextAlignCenter
	r.text.Text = Elide(c.name, LookWidth+4, 11, false)
	r.objects = []fyne.CanvasObject{r.frame, r.ground, r.picture, r.text}
	r.Refresh()
	return r
}

type lookCellRenderer struct {
	c             *LookCell
	frame, ground *canvas.Rectangle
	picture       *canvas.Image
	text          *canvas.Text
	objects       []fyne.CanvasObject
}

func (r *lookCellRenderer) MinSize() fyne.Size {
	return fyne.NewSize(LookWidth+2*lookFrame, LookHeight+2*lookFrame+lookCaption)
}

func (r *lookCellRenderer) Layout(fyne.Size) {
	r.frame.Resize(fyne.NewSize(LookWidth+2*lookFrame, LookHeight+2*lookFrame))
	for _, object := range []fyne.CanvasObject{r.ground, r.picture} {
		object.Move(fyne.NewPos(lookFrame, lookFrame))
		object.Resize(fyne.NewSize(LookWidth, LookHeight))
	}
	r.text.Move(fyne.NewPos(0, LookHeight+2*lookFrame+1))
	r.text.Resize(fyne.NewSize(LookWidth+2*lookFrame, lookCaption-2))
}

func (r *lookCellRenderer) Refresh() {
	c := r.c
	frame, text := color.Color(color.Transparent), ThemeColor(ColorSoft)
	switch {
	case c.Mark == InForce:
		frame, text = ThemeColor(theme.ColorNamePrimary), ThemeColor(theme.ColorNameForeground)
	case c.Mark == StartedFrom:
		frame, text = ThemeColor(ColorSoft), ThemeColor(theme.ColorNameForeground)
	case c.hovered:
		frame = ThemeColor(theme.ColorNamePressed)
	}
	if c.Focused {
		text = ThemeColor(theme.ColorNameHyperlink)
	}
	r.frame.StrokeColor, r.text.Color = frame, text
	r.text.TextStyle.Bold = c.Mark == InForce
	r.ground.FillColor = ThemeColor(theme.ColorNameButton) // opaque: the frame behind it may be amber
	Show(c.Image == nil, r.ground)
	Show(c.Image != nil, r.picture)
	if r.picture.Image != c.Image {
		r.picture.Image = c.Image
		r.picture.Refresh()
	}
	r.frame.Refresh()
	r.ground.Refresh()
	r.text.Refresh()
}

func (r *lookCellRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *lookCellRenderer) Destroy() {}
