package widgets

import "fyne.io/fyne/v2"

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

// AtTop lays an icon next to the first line of a text.
type AtTop struct{}

func (AtTop) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(18, 24) }

func (AtTop) Layout(objects []fyne.CanvasObject, _ fyne.Size) {
	for _, object := range objects {
		object.Resize(fyne.NewSquareSize(15))
		object.Move(fyne.NewPos(3, 6))
	}
}
