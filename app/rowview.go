package app

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
)

// Sizes of a row of the list.
const (
	rowHeight = 54
	thumbSide = 42
	ownSide   = 11 // of the dot that marks a look of its own
)

// rowData is what a row shows. It is comparable, so that a row that stays the same
// need not be painted again.
type rowData struct {
	name, state, size string
	is                model.State
	lacks             words.Loss // of Done
	chosen, current   bool
	own               bool // it has a look of its own
	thumb             image.Image
}

// rowView is one row of the list, or one cell of the grid.
type rowView struct {
	widget.BaseWidget
	onPress func(index int, mods fyne.KeyModifier)
	onMenu  func(index int, at fyne.Position)
	cell    bool
	index   int
	data    rowData
	hovered bool
}

var (
	_ desktop.Mouseable      = (*rowView)(nil)
	_ desktop.Hoverable      = (*rowView)(nil)
	_ fyne.SecondaryTappable = (*rowView)(nil)
)

func newRowView(cell bool, do listActions) *rowView {
	r := &rowView{cell: cell, onPress: do.press, onMenu: do.menu}
	r.ExtendBaseWidget(r)
	return r
}

// set changes what the row shows.
func (r *rowView) set(index int, data rowData) {
	r.index = index
	if r.data != data {
		r.data = data
		r.Refresh()
	}
}

// MouseDown selects. It is not left to a tap, which does not say whether Shift or
// Ctrl is held.
func (r *rowView) MouseDown(ev *desktop.MouseEvent) {
	if ev.Button == desktop.MouseButtonPrimary || !r.data.chosen {
		r.onPress(r.index, ev.Modifier)
	}
}

// MouseUp is part of desktop.Mouseable.
func (r *rowView) MouseUp(*desktop.MouseEvent) {}

// TappedSecondary opens the row's menu.
func (r *rowView) TappedSecondary(ev *fyne.PointEvent) { r.onMenu(r.index, ev.AbsolutePosition) }

// MouseIn and its brothers light the row up.
func (r *rowView) MouseIn(*desktop.MouseEvent) {
	r.hovered = true
	r.Refresh()
}

// MouseMoved is part of desktop.Hoverable.
func (r *rowView) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends it.
func (r *rowView) MouseOut() {
	r.hovered = false
	r.Refresh()
}

// stateLook says how a state looks: never by colour alone. Done is green only if nothing is lost.
func stateLook(s model.State, lacks words.Loss) (icon fyne.Resource, name fyne.ThemeColorName) {
	switch s {
	case model.Done:
		switch lacks {
		case words.Incomplete:
			return theme.InfoIcon(), theme.ColorNameWarning
		case words.Compressed:
			return theme.ConfirmIcon(), widgets.ColorSoft
		}
		return theme.ConfirmIcon(), theme.ColorNameSuccess
	case model.Failed:
		return theme.ErrorIcon(), theme.ColorNameError
	case model.Skipped:
		return theme.MediaSkipNextIcon(), widgets.ColorSoft
	case model.Running:
		return theme.MediaPlayIcon(), theme.ColorNamePrimary
	case model.Waiting:
		return theme.HistoryIcon(), theme.ColorNamePrimary
	case model.InQueue:
		return theme.MoreHorizontalIcon(), widgets.ColorSoft
	}
	return theme.RadioButtonIcon(), widgets.ColorSoft
}

// CreateRenderer is part of fyne.Widget.
func (r *rowView) CreateRenderer() fyne.WidgetRenderer {
	face := newRowFace(r)
	if r.cell {
		v := &cellRenderer{rowFace: face}
		v.Refresh()
		return v
	}
	v := &rowRenderer{rowFace: face}
	v.Refresh()
	return v
}

// rowFace is what rows and cells have in common: everything but the places.
type rowFace struct {
	row                 *rowView
	ground, mark, frame *canvas.Rectangle
	thumb               *canvas.Image
	icon                *widget.Icon
	name, state, size   *canvas.Text
	own                 *canvas.Circle // in a corner of the thumbnail
	objects             []fyne.CanvasObject
	wide                float32
	shown               *[2]int // state and loss whose icon is set
}

func newRowFace(r *rowView) *rowFace {
	v := &rowFace{
		row:    r,
		ground: canvas.NewRectangle(color.Transparent),
		mark:   canvas.NewRectangle(color.Transparent),
		frame:  canvas.NewRectangle(color.Transparent),
		thumb:  canvas.NewImageFromImage(nil),
		icon:   widget.NewIcon(nil),
		name:   canvas.NewText("", color.White),
		state:  canvas.NewText("", color.White),
		size:   canvas.NewText("", color.White),
		own:    canvas.NewCircle(color.Transparent),
	}
	v.own.StrokeWidth = 2
	v.own.Resize(fyne.NewSquareSize(ownSide))
	v.ground.CornerRadius, v.frame.CornerRadius, v.mark.CornerRadius = 4, 3, 1.5
	v.thumb.FillMode = canvas.ImageFillContain
	v.thumb.ScaleMode = canvas.ImageScaleFastest
	v.name.TextSize, v.state.TextSize, v.size.TextSize = 13, 11, 11
	v.objects = []fyne.CanvasObject{v.ground, v.mark, v.frame, v.thumb, v.icon, v.name, v.state, v.size, v.own}
	return v
}

// paint gives everything its colour and content, but for the texts, which need a width.
func (v *rowFace) paint() {
	d := v.row.data
	icon, name := stateLook(d.is, d.lacks)
	ground := color.Color(color.Transparent)
	if d.chosen {
		ground = widgets.ThemeColor(widgets.ColorChosen)
	} else if v.row.hovered {
		ground = widgets.ThemeColor(theme.ColorNameHover)
	}
	v.ground.FillColor = ground
	v.mark.FillColor = color.Transparent
	if d.current {
		v.mark.FillColor = widgets.ThemeColor(theme.ColorNamePrimary)
	}
	v.frame.FillColor = color.Transparent
	if d.thumb == nil {
		v.frame.FillColor = widgets.ThemeColor(theme.ColorNameHover)
	}
	if v.thumb.Image != d.thumb {
		v.thumb.Image = d.thumb
		v.thumb.Refresh()
	}
	widgets.Show(d.thumb != nil, v.thumb)
	v.own.FillColor, v.own.StrokeColor = widgets.ThemeColor(theme.ColorNamePrimary), widgets.ThemeColor(widgets.ColorPanel)
	widgets.Show(d.own, v.own)
	v.name.Color = widgets.ThemeColor(theme.ColorNameForeground)
	v.size.Color = widgets.ThemeColor(widgets.ColorSoft)
	v.state.Color = widgets.ThemeColor(widgets.ColorSoft)
	if d.is == model.Failed {
		v.state.Color = widgets.ThemeColor(name)
	}
	if now := [2]int{int(d.is), int(d.lacks)}; v.shown == nil || *v.shown != now {
		v.icon.SetResource(theme.NewColoredResource(icon, name))
		v.shown = &now
	}
}

// refresh draws everything but the picture, which paint draws when it is another.
func (v *rowFace) refresh() {
	for _, object := range []fyne.CanvasObject{v.ground, v.mark, v.frame, v.name, v.state, v.size, v.own} {
		object.Refresh()
	}
}

func (v *rowFace) Objects() []fyne.CanvasObject { return v.objects }

func (v *rowFace) Destroy() {}

// rowRenderer lays a row out: picture at the left, name above state and size.
type rowRenderer struct{ *rowFace }

func (v *rowRenderer) Layout(size fyne.Size) {
	v.ground.Resize(fyne.NewSize(size.Width-8, size.Height-2))
	v.ground.Move(fyne.NewPos(4, 1))
	v.mark.Resize(fyne.NewSize(3, size.Height-18))
	v.mark.Move(fyne.NewPos(4, 9))
	at := fyne.NewPos(12, (size.Height-thumbSide)/2)
	for _, object := range []fyne.CanvasObject{v.frame, v.thumb} {
		object.Resize(fyne.NewSquareSize(thumbSide))
		object.Move(at)
	}
	v.own.Move(at.AddXY(thumbSide-ownSide+3, thumbSide-ownSide+3))
	left := float32(12 + thumbSide + 9)
	v.name.Move(fyne.NewPos(left, 8))
	v.icon.Resize(fyne.NewSquareSize(13))
	v.icon.Move(fyne.NewPos(left, 30))
	v.state.Move(fyne.NewPos(left+17, 29))
	if v.wide != size.Width {
		v.wide = size.Width
		v.texts()
	}
}

// texts cuts the texts to the room there is.
func (v *rowRenderer) texts() {
	d := v.row.data
	left, right := float32(12+thumbSide+9), v.wide-12
	v.name.Text = widgets.Elide(d.name, right-left, 13, true)
	v.size.Text = d.size
	room := fyne.MeasureText(d.size, 11, fyne.TextStyle{}).Width
	if d.is == model.Failed || d.is == model.Done && d.lacks == words.Incomplete || room+23+fyne.MeasureText(d.state, 11, fyne.TextStyle{}).Width > right-left { // the state is worth more
		v.size.Text, room = "", 0
	}
	v.size.Move(fyne.NewPos(right-room, 29))
	v.state.Text = widgets.Elide(d.state, right-room-left-17-6, 11, false)
}

func (v *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(170, rowHeight) }

func (v *rowRenderer) Refresh() {
	v.paint()
	v.texts()
	v.refresh()
}
