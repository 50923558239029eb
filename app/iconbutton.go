package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// An iconButton is a button with a picture alone. Its label is for those who do not see
// the picture, or do not know it: it is read aloud, and shown when the mouse rests on it.
type iconButton struct {
	widget.Button
	label  string
	tips   *tips  // nil shows nothing
	escape func() // what Escape does while it has the focus; nil for nothing
}

func newIconButton(icon fyne.Resource, label string, do func()) *iconButton {
	b := &iconButton{label: label}
	b.Icon, b.OnTapped, b.Importance = icon, do, widget.LowImportance
	b.ExtendBaseWidget(b)
	return b
}

// AccessibilityLabel is part of fyne.Accessible.
func (b *iconButton) AccessibilityLabel() string { return b.label }

// TypedKey is part of fyne.Focusable.
func (b *iconButton) TypedKey(key *fyne.KeyEvent) {
	if !escapes(b.escape, key) {
		b.Button.TypedKey(key)
	}
}

// MouseIn is part of desktop.Hoverable.
func (b *iconButton) MouseIn(ev *desktop.MouseEvent) {
	b.Button.MouseIn(ev)
	if b.tips != nil {
		b.tips.soon(b.label, b)
	}
}

// MouseOut is part of desktop.Hoverable.
func (b *iconButton) MouseOut() {
	b.Button.MouseOut()
	if b.tips != nil {
		b.tips.hide()
	}
}

// Tapped is part of fyne.Tappable.
func (b *iconButton) Tapped(ev *fyne.PointEvent) {
	if b.tips != nil {
		b.tips.hide() // something else comes up
	}
	b.Button.Tapped(ev)
}
