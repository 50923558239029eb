package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"
)

// ask asks for a decision over a window and does it if the answer is yes. No comes first, and
// Escape means it.
func ask(over fyne.Window, title, text, yes, no string, do func()) {
	var window *dialog.CustomDialog
	hide := func() { window.Hide() }
	refusing := newFormButton(no, nil, hide, hide)
	agreeing := newFormButton(yes, nil, func() {
		window.Hide()
		do()
	}, hide)
	agreeing.Importance = widget.HighImportance
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	body := container.NewBorder(nil, container.NewBorder(nil, nil, nil, beside(8, refusing, agreeing)), nil, nil, label)
	window = dialog.NewCustomWithoutButtons(title, padded(4, 4, body), over)
	window.Resize(fyne.NewSize(420, 0))
	window.Show()
}

// tell shows something that there is nothing to decide about.
func tell(over fyne.Window, title, close string, body fyne.CanvasObject) {
	var window *dialog.CustomDialog
	hide := func() { window.Hide() }
	closing := container.NewCenter(newFormButton(close, nil, hide, hide))
	window = dialog.NewCustomWithoutButtons(title, container.NewBorder(nil, closing, nil, nil, padded(4, 4, body)), over)
	window.Show()
}
