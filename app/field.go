package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// A field is an entry in which Escape does what it does around it, and that tells when it is left.
type field struct {
	widget.Entry
	escape func()
	left   func()
}

func newField(text string, escape func()) *field {
	f := &field{escape: escape}
	f.ExtendBaseWidget(f)
	f.Text = text
	return f
}

// TypedKey is part of fyne.Focusable.
func (f *field) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyEscape && f.escape != nil {
		f.escape()
		return
	}
	f.Entry.TypedKey(key)
}

// FocusLost is part of fyne.Focusable.
func (f *field) FocusLost() {
	f.Entry.FocusLost()
	if f.left != nil {
		f.left()
	}
}

// AcceptsTab has Tab go on to the next widget, also from a text of several lines.
func (f *field) AcceptsTab() bool { return false }

// newReading is a field whose text can be selected and copied, but not changed.
func newReading(text string, escape func()) *field {
	f := newField(text, escape)
	f.OnChanged = func(now string) {
		if now != text {
			f.SetText(text)
		}
	}
	return f
}
