package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// A Dropdown is a widget.Select that does not keep the keyboard: a choice by mouse leaves the
// focus with nobody, so that keys are the window's again, and no key changes what is chosen
// while the list of choices is closed.
type Dropdown struct {
	widget.Select
	follower
	escape func() // what Escape does while it has the focus; nil leaves it
}

func NewDropdown(choices []string, changed func(string)) *Dropdown {
	d := &Dropdown{}
	d.Options, d.OnChanged = choices, changed
	d.ExtendBaseWidget(d)
	return d
}

// NewFormDropdown shows the choice at an index in a form. OnChanged is set later, so that it
// hears of a person's choices only.
func NewFormDropdown(choices []string, chosen int, escape func()) *Dropdown {
	d := NewDropdown(choices, nil)
	d.escape = escape
	d.SetSelectedIndex(chosen)
	return d
}

// Tapped opens the choices. widget.Select would take the focus.
func (d *Dropdown) Tapped(*fyne.PointEvent) {
	Unfocus(d)
	if !d.Disabled() {
		d.open()
	}
}

// TypedKey is part of fyne.Focusable.
func (d *Dropdown) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyEscape:
		if !escapes(d.escape, key) {
			Unfocus(d)
		}
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyUp, fyne.KeyDown:
		if !d.Disabled() {
			d.open()
		}
	}
}

// FocusGained is part of fyne.Focusable.
func (d *Dropdown) FocusGained() {
	d.Select.FocusGained()
	d.gained()
}

// open shows the choices, by the only key of a widget.Select that does so and nothing else.
func (d *Dropdown) open() { d.Select.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace}) }
