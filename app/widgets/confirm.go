package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// A Question asks for a decision. No comes first, and Escape means it.
type Question struct {
	Title, Text, Yes, No string
	Danger               bool // Yes takes something away: Return means No
	Do                   func()
}

// Ask asks a question over a window and does what it is about if the answer is yes.
func Ask(over fyne.Window, q Question) {
	label := widget.NewLabel(q.Text)
	label.Wrapping = fyne.TextWrapWord
	var sheet *Sheet
	closing := func() { sheet.Close() }
	agree := func() {
		sheet.Close()
		q.Do()
	}
	refusing, agreeing := NewFormButton(q.No, nil, closing, closing), NewFormButton(q.Yes, nil, agree, closing)
	sheet = NewSheet(over, q.Title, label, refusing, agreeing)
	sheet.Wish(420, 0)
	agreeing.Importance, sheet.Enter = widget.HighImportance, agree
	if q.Danger {
		agreeing.Importance, sheet.Enter = widget.DangerImportance, closing
	}
	sheet.Open()
}

// Inform shows something that there is nothing to decide about.
func Inform(over fyne.Window, title, close string, body fyne.CanvasObject) {
	var sheet *Sheet
	closing := func() { sheet.Close() }
	sheet = NewSheet(over, title, body, NewFormButton(close, nil, closing, closing))
	sheet.Enter = closing
	sheet.Open()
}
