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

// Sizes of a row of a chooser. ChooserThumb is that of its picture.
const (
	ChooserThumb     = 32
	chooserRowHeight = 38
	chooserMark      = 18 // of the box at the left
	chooserSize      = 76 // width of the column of sizes
	chooserDate      = 92 // and of dates
)

// chooserData is what a row shows.
type chooserData struct {
	name, size, date string
	folder, marked   bool
	thumb            image.Image
}

// chooserRow is a file or folder of a chooser.
type chooserRow struct {
	widget.BaseWidget
	onPress func(index int, mods fyne.KeyModifier)
	index   int
	data    chooserData
	mods    fyne.KeyModifier
	hovered bool
}

var (
	_ fyne.Tappable     = (*chooserRow)(nil)
	_ desktop.Mouseable = (*chooserRow)(nil)
	_ desktop.Hoverable = (*chooserRow)(nil)
)

func newChooserRow(press func(index int, mods fyne.KeyModifier)) *chooserRow {
	r := &chooserRow{onPress: press}
	r.ExtendBaseWidget(r)
	return r
}

func (r *chooserRow) set(index int, data chooserData) {
	r.index = index
	if r.data != data {
		r.data = data
		r.Refresh()
	}
}

// MouseDown notes which keys are held: a tap does not say.
func (r *chooserRow) MouseDown(ev *desktop.MouseEvent) { r.mods = ev.Modifier }

// MouseUp is part of desktop.Mouseable.
func (r *chooserRow) MouseUp(*desktop.MouseEvent) {}

// Tapped reports the press.
func (r *chooserRow) Tapped(*fyne.PointEvent) {
	mods := r.mods
	r.mods = 0
	r.onPress(r.index, mods)
}

// MouseIn lights the row up, and MouseOut ends it.
func (r *chooserRow) MouseIn(*desktop.MouseEvent) { r.hover(true) }

// MouseMoved is part of desktop.Hoverable.
func (r *chooserRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is part of desktop.Hoverable.
func (r *chooserRow) MouseOut() { r.hover(false) }

func (r *chooserRow) hover(on bool) {
	r.hovered = on
	r.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (r *chooserRow) CreateRenderer() fyne.WidgetRenderer {
	v := &chooserRowRenderer{
		row:    r,
		ground: canvas.NewRectangle(color.Transparent),
		mark:   widget.NewIcon(nil),
		icon:   widget.NewIcon(nil),
		thumb:  canvas.NewImageFromImage(nil),
		name:   canvas.NewText("", color.White),
		size:   canvas.NewText("", color.White),
		date:   canvas.NewText("", color.White),
	}
	v.ground.CornerRadius = 4
	v.thumb.FillMode, v.thumb.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleFastest
	v.name.TextSize, v.size.TextSize, v.date.TextSize = 13, 11, 11
	v.Refresh()
	return v
}

type chooserRowRenderer struct {
	row              *chooserRow
	ground           *canvas.Rectangle
	mark, icon       *widget.Icon
	thumb            *canvas.Image
	name, size, date *canvas.Text
	wide             float32
}

func (v *chooserRowRenderer) MinSize() fyne.Size { return fyne.NewSize(200, chooserRowHeight) }

func (v *chooserRowRenderer) Layout(size fyne.Size) {
	v.ground.Resize(size)
	middle := func(height float32) float32 { return (size.Height - height) / 2 }
	v.mark.Resize(fyne.NewSquareSize(chooserMark))
	v.mark.Move(fyne.NewPos(4, middle(chooserMark)))
	left := float32(chooserMark + 10)
	v.icon.Resize(fyne.NewSquareSize(22))
	v.icon.Move(fyne.NewPos(left+5, middle(22)))
	v.thumb.Resize(fyne.NewSquareSize(ChooserThumb))
	v.thumb.Move(fyne.NewPos(left, middle(ChooserThumb)))
	v.name.Move(fyne.NewPos(left+ChooserThumb+8, middle(v.name.MinSize().Height)))
	v.size.Move(fyne.NewPos(size.Width-chooserDate-chooserSize, middle(v.size.MinSize().Height)))
	v.date.Move(fyne.NewPos(size.Width-chooserDate, middle(v.date.MinSize().Height)))
	if v.wide != size.Width {
		v.wide = size.Width
		v.texts()
	}
}

func (v *chooserRowRenderer) texts() {
	d := v.row.data
	v.name.Text = Elide(d.name, v.wide-chooserMark-ChooserThumb-26-chooserSize-chooserDate, 13, true)
	v.size.Text, v.date.Text = d.size, d.date
}

func (v *chooserRowRenderer) Refresh() {
	d := v.row.data
	v.ground.FillColor = color.Transparent
	switch {
	case d.marked:
		v.ground.FillColor = ThemeColor(ColorChosen)
	case v.row.hovered:
		v.ground.FillColor = ThemeColor(theme.ColorNameHover)
	}
	v.name.Color = ThemeColor(theme.ColorNameForeground)
	v.size.Color, v.date.Color = ThemeColor(ColorSoft), ThemeColor(ColorSoft)
	v.texts()
	switch {
	case d.folder:
		v.mark.SetResource(nil)
		v.icon.SetResource(theme.FolderIcon())
	case d.marked:
		v.mark.SetResource(theme.NewPrimaryThemedResource(theme.CheckButtonCheckedIcon()))
		v.icon.SetResource(theme.FileImageIcon())
	default:
		v.mark.SetResource(theme.CheckButtonIcon())
		v.icon.SetResource(theme.FileImageIcon())
	}
	Show(d.thumb == nil, v.icon)
	Show(d.thumb != nil, v.thumb)
	if v.thumb.Image != d.thumb {
		v.thumb.Image = d.thumb
		v.thumb.Refresh()
	}
	for _, object := range []fyne.CanvasObject{v.ground, v.name, v.size, v.date} {
		object.Refresh()
	}
}

func (v *chooserRowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{v.ground, v.mark, v.icon, v.thumb, v.name, v.size, v.date}
}

func (v *chooserRowRenderer) Destroy() {}

// chooserColumns lays the titles of the columns above those of the rows.
type chooserColumns struct{}

// MinSize is part of fyne.Layout.
func (chooserColumns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, objects[1].MinSize().Height)
}

// Layout is part of fyne.Layout.
func (chooserColumns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	name := float32(chooserMark + ChooserThumb + 14)
	size.Width -= 8 // of the list's own edges
	for i, place := range [][2]float32{{0, name}, {name, size.Width - chooserDate - chooserSize - name}, {size.Width - chooserDate - chooserSize, chooserSize}, {size.Width - chooserDate, chooserDate}} {
		objects[i].Move(fyne.NewPos(place[0], 0))
		objects[i].Resize(fyne.NewSize(place[1], size.Height))
	}
}
