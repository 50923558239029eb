package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Show makes objects visible or not.
func Show(on bool, objects ...fyne.CanvasObject) {
	for _, object := range objects {
		if on {
			object.Show()
		} else {
			object.Hide()
		}
	}
}

// SetText changes a label only if it says something else.
func SetText(label *widget.Label, text string) {
	if label.Text != text {
		label.SetText(text)
	}
}

// SetButton changes a button only where it differs.
func SetButton(b *widget.Button, text string, on bool) {
	if b.Text != text {
		b.SetText(text)
	}
	if on == b.Disabled() {
		if on {
			b.Enable()
		} else {
			b.Disable()
		}
	}
}

// Elide cuts a text to a width. A file's name is cut in its middle: its end says
// what it is, and often which one.
func Elide(text string, width, size float32, middle bool) string {
	fits := func(s string) bool { return fyne.MeasureText(s, size, fyne.TextStyle{}).Width <= width }
	if width <= 0 {
		return ""
	}
	if fits(text) {
		return text
	}
	runes := []rune(text)
	cut := func(keep int) string {
		if !middle {
			return string(runes[:keep]) + "…"
		}
		tail := keep / 2
		return string(runes[:keep-tail]) + "…" + string(runes[len(runes)-tail:])
	}
	low, high := 0, len(runes)-1
	for low < high {
		keep := (low + high + 1) / 2
		if fits(cut(keep)) {
			low = keep
		} else {
			high = keep - 1
		}
	}
	return cut(low)
}

// Card groups choices under a title.
func Card(title string, objects ...fyne.CanvasObject) fyne.CanvasObject {
	label := Caption(title)
	label.TextStyle.Bold = true
	return NewSurface(ColorCard, 6, Padded(4, 6, Column(0, append([]fyne.CanvasObject{label}, objects...)...)))
}

// ShowMenuBelow opens a menu under an object.
func ShowMenuBelow(object fyne.CanvasObject, menu *fyne.Menu) {
	canvas := fyne.CurrentApp().Driver().CanvasForObject(object)
	if canvas == nil {
		return
	}
	widget.ShowPopUpMenuAtRelativePosition(menu, canvas, fyne.NewPos(0, object.Size().Height+2), object)
}
