package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"pretobranco/app/picture"
)

// CreateRenderer is part of fyne.Widget.
func (c *Compare) CreateRenderer() fyne.WidgetRenderer {
	r := &compareRenderer{
		c:    c,
		veil: canvas.NewRectangle(color.Transparent),
		bar:  canvas.NewRectangle(color.White),
		grip: canvas.NewCircle(color.White),
	}
	r.grip.StrokeColor, r.grip.StrokeWidth = color.NRGBA{0, 0, 0, 90}, 1
	for i := range r.pills {
		r.pills[i] = canvas.NewRectangle(color.NRGBA{0, 0, 0, 140})
		r.texts[i] = canvas.NewText(c.labels[i], color.White)
		r.texts[i].TextSize = 11
	}
	r.objects = []fyne.CanvasObject{c.raster, r.veil, r.bar, r.grip, r.pills[0], r.texts[0], r.pills[1], r.texts[1]}
	return r
}

// compareRenderer lays the divider and the labels over the raster: vector objects
// only move, they need not be painted again.
type compareRenderer struct {
	c       *Compare
	veil    *canvas.Rectangle
	bar     *canvas.Rectangle
	grip    *canvas.Circle
	pills   [2]*canvas.Rectangle
	texts   [2]*canvas.Text
	objects []fyne.CanvasObject
}

func (r *compareRenderer) Layout(size fyne.Size) {
	if r.c.raster.Size() != size {
		r.c.raster.Resize(size)
		r.veil.Resize(size)
		r.c.settle()
	}
	r.place(size)
}

// place moves the divider and the labels to where the mode wants them.
func (r *compareRenderer) place(size fyne.Size) {
	c := r.c
	at := float32(c.split) * size.Width
	r.bar.Resize(fyne.NewSize(2, size.Height))
	r.bar.Move(fyne.NewPos(at-1, 0))
	r.grip.Resize(fyne.NewSquareSize(18))
	r.grip.Move(fyne.NewPos(at-9, size.Height/2-9))
	Show(c.mode == picture.Split && c.before != nil, r.bar, r.grip)

	half := (size.Width - gap) / 2
	for i, text := range r.texts {
		room := text.MinSize()
		pill := room.Add(fyne.NewSize(14, 6))
		left := float32(8)
		visible := c.before != nil
		switch {
		case c.mode == picture.SideBySide && i == 1:
			left = half + gap + 8
		case c.mode == picture.Split && i == 1:
			left = size.Width - pill.Width - 8
			visible = visible && at < left-6
		case c.mode == picture.Split:
			visible = visible && at > left+pill.Width+6
		case c.mode == picture.ResultOnly && i == 0:
			visible = visible && c.original
		case c.mode == picture.ResultOnly:
			visible = visible && !c.original
		}
		if i == 1 && c.mode != picture.ResultOnly {
			visible = visible && !c.original
		}
		r.pills[i].CornerRadius = pill.Height / 2
		r.pills[i].Resize(pill)
		r.pills[i].Move(fyne.NewPos(left, 8))
		text.Move(fyne.NewPos(left+7, 11))
		Show(visible, r.pills[i], text)
	}
}

func (r *compareRenderer) MinSize() fyne.Size { return fyne.NewSize(240, 160) }

func (r *compareRenderer) Refresh() {
	veil := color.Color(color.Transparent)
	if r.c.dimmed {
		ground := RGBA(ThemeColor(ColorCanvas))
		veil = color.NRGBA{ground.R, ground.G, ground.B, 150}
	}
	r.veil.FillColor = veil
	r.veil.Refresh()
	r.place(r.c.Size())
	r.c.raster.Refresh()
	canvas.Refresh(r.c)
}

func (r *compareRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *compareRenderer) Destroy() {}
