package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Fyne gives keys to what has the focus and to nobody else: the Escape that is to close a
// form has to be heard by everything in it that takes the focus. These are Fyne's own
// widgets with an ear for it; choices have one in dropdown, text in field.
//
// Some of Fyne's widgets keep the focus after a tap. Then the window's own keys do nothing,
// or change what was tapped: here they give it back.

// escapes does what Escape does and reports whether it was that key.
func escapes(do func(), key *fyne.KeyEvent) bool {
	if key.Name != fyne.KeyEscape || do == nil {
		return false
	}
	do()
	return true
}

// Unfocus takes the focus from everything in the window of an object.
func Unfocus(object fyne.CanvasObject) {
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(object); canvas != nil {
		canvas.Unfocus()
	}
}

// A FormButton is a widget.Button in a form.
type FormButton struct {
	widget.Button
	follower
	escape func()
}

func NewFormButton(text string, icon fyne.Resource, do, escape func()) *FormButton {
	b := &FormButton{escape: escape}
	b.Text, b.Icon, b.OnTapped = text, icon, do
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey is part of fyne.Focusable.
func (b *FormButton) TypedKey(key *fyne.KeyEvent) {
	if !escapes(b.escape, key) {
		b.Button.TypedKey(key)
	}
}

// FocusGained is part of fyne.Focusable.
func (b *FormButton) FocusGained() {
	b.Button.FocusGained()
	b.gained()
}

// A Checkbox is a widget.Check that does not keep the keyboard.
type Checkbox struct {
	widget.Check
	follower
	escape func() // what Escape does while it has the focus; nil leaves it
}

func NewCheckbox(text string, changed func(bool)) *Checkbox {
	c := &Checkbox{}
	c.Text, c.OnChanged = text, changed
	c.ExtendBaseWidget(c)
	return c
}

// NewFormCheckbox is one in a form, with or without its mark.
func NewFormCheckbox(text string, on bool, changed func(bool), escape func()) *Checkbox {
	c := NewCheckbox(text, changed)
	c.Checked, c.escape = on, escape
	return c
}

// Tapped is part of fyne.Tappable.
func (c *Checkbox) Tapped(ev *fyne.PointEvent) {
	c.Check.Tapped(ev)
	Unfocus(c)
}

// TypedKey is part of fyne.Focusable.
func (c *Checkbox) TypedKey(key *fyne.KeyEvent) {
	switch {
	case escapes(c.escape, key):
	case key.Name == fyne.KeyEscape:
		Unfocus(c)
	default:
		c.Check.TypedKey(key)
	}
}

// FocusGained is part of fyne.Focusable.
func (c *Checkbox) FocusGained() {
	c.Check.FocusGained()
	c.gained()
}

// A FormList is a widget.List in a form.
type FormList struct {
	widget.List
	escape func()
	enter  func() // what Return does; nil is nothing
}

func NewFormList(length func() int, create func() fyne.CanvasObject, update func(widget.ListItemID, fyne.CanvasObject), escape func()) *FormList {
	l := &FormList{escape: escape}
	l.Length, l.CreateItem, l.UpdateItem = length, create, update
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey is part of fyne.Focusable.
func (l *FormList) TypedKey(key *fyne.KeyEvent) {
	switch {
	case escapes(l.escape, key):
	case (key.Name == fyne.KeyReturn || key.Name == fyne.KeyEnter) && l.enter != nil:
		l.enter()
	default:
		l.List.TypedKey(key)
	}
}
