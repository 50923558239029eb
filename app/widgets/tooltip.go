package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// rest is how long the mouse lies on a button before it is explained.
const rest = 600 * time.Millisecond

// Tooltips show what a button is for, on a layer above everything else in the window. Fyne has
// none.
type Tooltips struct {
	Layer *fyne.Container // takes no clicks: it has no layout, and nothing in it does
	do    func(func())
	shown int // counts requests: only the last one is shown
}

func NewTooltips(do func(func())) *Tooltips {
	return &Tooltips{Layer: container.NewWithoutLayout(), do: do}
}

// Explain explains buttons when the mouse rests on them.
func (t *Tooltips) Explain(buttons ...*IconButton) {
	for _, b := range buttons {
		b.tips = t
	}
}

// soon shows a text below an object if the mouse stays.
func (t *Tooltips) soon(text string, at fyne.CanvasObject) {
	t.shown++
	due := t.shown
	time.AfterFunc(rest, func() {
		t.do(func() {
			if t.shown == due {
				t.show(text, at)
			}
		})
	})
}

func (t *Tooltips) show(text string, at fyne.CanvasObject) {
	label := widget.NewLabel(text)
	tip := NewSurface(ColorChosen, 4, Padded(-3, 2, label))
	size := tip.MinSize()
	driver := fyne.CurrentApp().Driver()
	place := driver.AbsolutePositionForObject(at).Subtract(driver.AbsolutePositionForObject(t.Layer))
	// Below its object, in its middle, but not over the window's edge.
	x := max(4, min(place.X+(at.Size().Width-size.Width)/2, t.Layer.Size().Width-size.Width-4))
	y := place.Y + at.Size().Height + 4
	if y+size.Height > t.Layer.Size().Height {
		y = place.Y - size.Height - 4
	}
	tip.Move(fyne.NewPos(x, y))
	tip.Resize(size)
	t.Layer.Objects = []fyne.CanvasObject{tip}
	t.Layer.Refresh()
}

func (t *Tooltips) hide() {
	t.shown++
	if len(t.Layer.Objects) > 0 {
		t.Layer.RemoveAll()
	}
}
