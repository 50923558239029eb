package app

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
	lookWidth, lookHeight = 78, 56 // of its picture
	lookFrame             = 3      // around it
	lookCaption           = 19     // below it
)

// A lookMark says what a cell of the look strip is to the photo.
type lookMark int

const (
	unmarked lookMark = iota
	basis             // the look in force started from it
	inForce
)

// lookCell is a small result with its name.
type lookCell struct {
	widget.BaseWidget
	name    string
	onTap   func()
	image   image.Image
	mark    lookMark
	focused bool // the strip has the focus, and this is its place
	hovered bool
}

var (
	_ fyne.Tappable     = (*lookCell)(nil)
	_ desktop.Hoverable = (*lookCell)(nil)
)

func newLookCell(name string, onTap func()) *lookCell {
	c := &lookCell{name: name, onTap: onTap}
	c.ExtendBaseWidget(c)
	return c
}

// set changes what the cell shows.
func (c *lookCell) set(img image.Image, mark lookMark, focused bool) {
	if c.image != img || c.mark != mark || c.focused != focused {
		c.image, c.mark, c.focused = img, mark, focused
		c.Refresh()
	}
}

// Tapped chooses.
func (c *lookCell) Tapped(*fyne.PointEvent) { c.onTap() }

// MouseIn and its brothers light the cell up.
func (c *lookCell) MouseIn(*desktop.MouseEvent) {
	c.hovered = true
	c.Refresh()
}

// MouseMoved is part of desktop.Hoverable.
func (c *lookCell) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends it.
func (c *lookCell) MouseOut() {
	c.hovered = false
	c.Refresh()
}

// Cursor shows that it can be tapped.
func (c *lookCell) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer is part of fyne.Widget.
func (c *lookCell) CreateRenderer() fyne.WidgetRenderer {
	r := &lookCellRenderer{
		c:       c,
		frame:   canvas.NewRectangle(color.Transparent),
		ground:  canvas.NewRectangle(color.Transparent),
		picture: canvas.NewImageFromImage(nil),
		text:    canvas.NewText("", color.White),
	}
	r.frame.CornerRadius = 5
	r.ground.CornerRadius = 3
	r.picture.FillMode = canvas.ImageFillStretch // it has exactly the pixels that are shown
	r.picture.ScaleMode = canvas.ImageScaleFastest
	r.text.TextSize, r.text.Alignment = 11, fyne.TextAlignCenter
	r.text.Text = elide(c.name, lookWidth+4, 11, false)
	r.objects = []fyne.CanvasObject{r.frame, r.ground, r.picture, r.text}
	r.Refresh()
	return r
}

type lookCellRenderer struct {
	c             *lookCell
	frame, ground *canvas.Rectangle
	picture       *canvas.Image
	text          *canvas.Text
	objects       []fyne.CanvasObject
}

func (r *lookCellRenderer) MinSize() fyne.Size {
	return fyne.NewSize(lookWidth+2*lookFrame, lookHeight+2*lookFrame+lookCaption)
}

func (r *lookCellRenderer) Layout(fyne.Size) {
	r.frame.Resize(fyne.NewSize(lookWidth+2*lookFrame, lookHeight+2*lookFrame))
	for _, object := range []fyne.CanvasObject{r.ground, r.picture} {
		object.Move(fyne.NewPos(lookFrame, lookFrame))
		object.Resize(fyne.NewSize(lookWidth, lookHeight))
	}
	r.text.Move(fyne.NewPos(0, lookHeight+2*lookFrame+1))
	r.text.Resize(fyne.NewSize(lookWidth+2*lookFrame, lookCaption-2))
}

func (r *lookCellRenderer) Refresh() {
	c := r.c
	frame, text := color.Color(color.Transparent), themeColor(colorSoft)
	switch {
	case c.mark == inForce:
		frame, text = themeColor(theme.ColorNamePrimary), themeColor(theme.ColorNameForeground)
	case c.mark == basis:
		frame, text = themeColor(colorSoft), themeColor(theme.ColorNameForeground)
	case c.hovered:
		frame = themeColor(theme.ColorNamePressed)
	}
	if c.focused {
		text = themeColor(theme.ColorNameHyperlink)
	}
	r.frame.FillColor, r.text.Color = frame, text
	r.text.TextStyle.Bold = c.mark == inForce
	r.ground.FillColor = themeColor(theme.ColorNameHover)
	show(c.image == nil, r.ground)
	show(c.image != nil, r.picture)
	if r.picture.Image != c.image {
		r.picture.Image = c.image
		r.picture.Refresh()
	}
	r.frame.Refresh()
	r.ground.Refresh()
	r.text.Refresh()
}

func (r *lookCellRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *lookCellRenderer) Destroy() {}
