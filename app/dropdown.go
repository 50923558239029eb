package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// A dropdown is a widget.Select that does not keep the keyboard: a choice by mouse leaves the
// focus with nobody, so that keys are the window's again, and no key changes what is chosen
// while the list of choices is closed.
type dropdown struct {
	widget.Select
	escape func() // what Escape does while it has the focus; nil leaves it
}

func newDropdown(choices []string, changed func(string)) *dropdown {
	d := &dropdown{}
	d.Options, d.OnChanged = choices, changed
	d.ExtendBaseWidget(d)
	return d
}

// newFormDropdown shows the choice at an index in a form. OnChanged is set later, so that it
// hears of a person's choices only.
func newFormDropdown(choices []string, chosen int, escape func()) *dropdown {
	d := newDropdown(choices, nil)
	d.escape = escape
	d.SetSelectedIndex(chosen)
	return d
}

// Tapped opens the choices. widget.Select would take the focus.
func (d *dropdown) Tapped(*fyne.PointEvent) {
	unfocus(d)
	if !d.Disabled() {
		d.open()
	}
}

// TypedKey is part of fyne.Focusable.
func (d *dropdown) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyEscape:
		if !escapes(d.escape, key) {
			unfocus(d)
		}
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyUp, fyne.KeyDown:
		if !d.Disabled() {
			d.open()
		}
	}
}

// open shows the choices, by the only key of a widget.Select that does so and nothing else.
func (d *dropdown) open() { d.Select.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace}) }
