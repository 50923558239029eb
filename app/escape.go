package app

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

// unfocus takes the focus from everything in the window of an object.
func unfocus(object fyne.CanvasObject) {
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(object); canvas != nil {
		canvas.Unfocus()
	}
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

// A checkbox is a widget.Check that does not keep the keyboard.
type checkbox struct {
	widget.Check
	escape func() // what Escape does while it has the focus; nil leaves it
}

func newCheckbox(text string, changed func(bool)) *checkbox {
	c := &checkbox{}
	c.Text, c.OnChanged = text, changed
	c.ExtendBaseWidget(c)
	return c
}

// newFormCheckbox is one in a form, with or without its mark.
func newFormCheckbox(text string, on bool, changed func(bool), escape func()) *checkbox {
	c := newCheckbox(text, changed)
	c.Checked, c.escape = on, escape
	return c
}

// Tapped is part of fyne.Tappable.
func (c *checkbox) Tapped(ev *fyne.PointEvent) {
	c.Check.Tapped(ev)
	unfocus(c)
}

// TypedKey is part of fyne.Focusable.
func (c *checkbox) TypedKey(key *fyne.KeyEvent) {
	switch {
	case escapes(c.escape, key):
	case key.Name == fyne.KeyEscape:
		unfocus(c)
	default:
		c.Check.TypedKey(key)
	}
}

// A formList is a widget.List in a form.
type formList struct {
	widget.List
	escape func()
}

func newFormList(length func() int, create func() fyne.CanvasObject, update func(widget.ListItemID, fyne.CanvasObject), escape func()) *formList {
	l := &formList{escape: escape}
	l.Length, l.CreateItem, l.UpdateItem = length, create, update
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey is part of fyne.Focusable.
func (l *formList) TypedKey(key *fyne.KeyEvent) {
	if !escapes(l.escape, key) {
		l.List.TypedKey(key)
	}
}
