package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"
)

// Confirm asks for a decision over a window and does it if the answer is yes. No comes first, and
// Escape means it.
func Confirm(over fyne.Window, title, text, yes, no string, do func()) {
	var window *dialog.CustomDialog
	hide := func() { window.Hide() }
	refusing := NewFormButton(no, nil, hide, hide)
	agreeing := NewFormButton(yes, nil, func() {
		window.Hide()
		do()
	}, hide)
	agreeing.Importance = widget.HighImportance
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	body := container.NewBorder(nil, container.NewBorder(nil, nil, nil, Row(8, refusing, agreeing)), nil, nil, label)
	window = dialog.NewCustomWithoutButtons(title, Padded(4, 4, body), over)
	window.Resize(fyne.NewSize(420, 0))
	window.Show()
}

// Inform shows something that there is nothing to decide about.
func Inform(over fyne.Window, title, close string, body fyne.CanvasObject) {
	var window *dialog.CustomDialog
	hide := func() { window.Hide() }
	closing := container.NewCenter(NewFormButton(close, nil, hide, hide))
	window = dialog.NewCustomWithoutButtons(title, container.NewBorder(nil, closing, nil, nil, Padded(4, 4, body)), over)
	window.Show()
}
