package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Flow puts objects in a row, and continues in further rows where the width ends.
type Flow struct {
	Gap    float32
	height float32 // at the last width
}

// Layout is part of fyne.Layout.
func (f *Flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	at, line := fyne.NewPos(0, 0), float32(0)
	for _, object := range objects {
		least := object.MinSize()
		if at.X > 0 && at.X+least.Width > size.Width {
			at = fyne.NewPos(0, at.Y+line+f.Gap)
			line = 0
		}
		object.Resize(least)
		object.Move(at)
		at.X += least.Width + f.Gap
		line = max(line, least.Height)
	}
	f.height = at.Y + line
}

// MinSize is part of fyne.Layout.
func (f *Flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var least fyne.Size
	for _, object := range objects {
		least = least.Max(object.MinSize())
	}
	return fyne.NewSize(least.Width, max(least.Height, f.height))
}

// Lines gives a text room for at least so many lines: nothing below it moves while it has no more.
func Lines(n int, label *widget.Label) fyne.CanvasObject {
	return container.New(&lines{n}, label)
}

type lines struct{ n int }

// MinSize is part of fyne.Layout.
func (l *lines) MinSize(objects []fyne.CanvasObject) fyne.Size {
	label := objects[0].(*widget.Label)
	least := label.MinSize()
	line := fyne.MeasureText("Xg", theme.CurrentForWidget(label).Size(label.SizeName), label.TextStyle).Height
	pad := theme.CurrentForWidget(label).Size(theme.SizeNameInnerPadding)
	return fyne.NewSize(least.Width, max(least.Height, line*float32(l.n)+2*pad+float32(l.n-1)*theme.CurrentForWidget(label).Size(theme.SizeNameLineSpacing)))
}

// Layout is part of fyne.Layout.
func (l *lines) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }

// Tight gives an object less height than it asks for, for lines of text below each other.
type Tight struct{}

// MinSize is part of fyne.Layout.
func (Tight) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Subtract(fyne.NewSize(0, 14))
}

// Layout is part of fyne.Layout.
func (Tight) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size.Add(fyne.NewSize(0, 14)))
	objects[0].Move(fyne.NewPos(0, -7))
}

// AtTop lays an icon next to the first line of a text.
type AtTop struct{}

func (AtTop) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(18, 24) }

func (AtTop) Layout(objects []fyne.CanvasObject, _ fyne.Size) {
	for _, object := range objects {
		object.Resize(fyne.NewSquareSize(15))
		object.Move(fyne.NewPos(3, 6))
	}
}
