package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// A Field is an entry with an action for Escape and one for when it loses the focus.
type Field struct {
	widget.Entry
	follower
	escape  func()
	OnLeave func()
}

func NewField(text string, escape func()) *Field {
	f := &Field{escape: escape}
	f.ExtendBaseWidget(f)
	f.Text = text
	return f
}

// TypedKey is part of fyne.Focusable.
func (f *Field) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyEscape && f.escape != nil {
		f.escape()
		return
	}
	f.Entry.TypedKey(key)
}

// FocusGained is part of fyne.Focusable.
func (f *Field) FocusGained() {
	f.Entry.FocusGained()
	f.gained()
}

// FocusLost is part of fyne.Focusable.
func (f *Field) FocusLost() {
	f.Entry.FocusLost()
	if f.OnLeave != nil {
		f.OnLeave()
	}
}

// AcceptsTab has Tab go on to the next widget, also from a text of several lines.
func (f *Field) AcceptsTab() bool { return false }

// NewReadOnly is a field whose text can be selected and copied, but not changed.
func NewReadOnly(text string, escape func()) *Field {
	f := NewField(text, escape)
	f.OnChanged = func(now string) {
		if now != text {
			f.SetText(text)
		}
	}
	return f
}

// A DoneEntry says when its text is finished: at Return, and when another widget gets the focus.
type DoneEntry struct {
	widget.Entry
	follower
	onDone func()
}

func NewDoneEntry(onDone func()) *DoneEntry {
	e := &DoneEntry{onDone: onDone}
	e.ExtendBaseWidget(e)
	e.OnSubmitted = func(string) { onDone() }
	return e
}

// FocusGained is part of fyne.Focusable.
func (e *DoneEntry) FocusGained() {
	e.Entry.FocusGained()
	e.gained()
}

// FocusLost is part of fyne.Focusable.
func (e *DoneEntry) FocusLost() {
	e.Entry.FocusLost()
	e.onDone()
}
