package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Fyne gives keys to what has the focus and to nobody else: the Escape that is to close a
// form has to be heard by everything in it that takes the focus. These are Fyne's own
// widgets with an ear for it; text has one in field.

// escapes does what Escape does and reports whether it was that key.
func escapes(do func(), key *fyne.KeyEvent) bool {
	if key.Name != fyne.KeyEscape || do == nil {
		return false
	}
	do()
	return true
}

// A formButton is a widget.Button in a form.
type formButton struct {
	widget.Button
	escape func()
}

func newFormButton(text string, icon fyne.Resource, do, escape func()) *formButton {
	b := &formButton{escape: escape}
	b.Text, b.Icon, b.OnTapped = text, icon, do
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey is part of fyne.Focusable.
func (b *formButton) TypedKey(key *fyne.KeyEvent) {
	if !escapes(b.escape, key) {
		b.Button.TypedKey(key)
	}
}

// A formSelect is a widget.Select in a form.
type formSelect struct {
	widget.Select
	escape func()
}

// newFormSelect shows the choice at an index; whoever wants to hear of others sets OnChanged.
func newFormSelect(choices []string, chosen int, escape func()) *formSelect {
	s := &formSelect{escape: escape}
	s.Options = choices
	s.ExtendBaseWidget(s)
	s.SetSelectedIndex(chosen)
	return s
}

// TypedKey is part of fyne.Focusable.
func (s *formSelect) TypedKey(key *fyne.KeyEvent) {
	if !escapes(s.escape, key) {
		s.Select.TypedKey(key)
	}
}

// A formCheck is a widget.Check in a form.
type formCheck struct {
	widget.Check
	escape func()
}

func newFormCheck(text string, on bool, do func(bool), escape func()) *formCheck {
	c := &formCheck{escape: escape}
	c.Text, c.Checked, c.OnChanged = text, on, do
	c.ExtendBaseWidget(c)
	return c
}

// TypedKey is part of fyne.Focusable.
func (c *formCheck) TypedKey(key *fyne.KeyEvent) {
	if !escapes(c.escape, key) {
		c.Check.TypedKey(key)
	}
}
