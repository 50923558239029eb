package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// An IconButton is a button with a picture alone. Its label is for people who do not see
// the picture, or do not know it: it is read aloud, and shown when the mouse rests on it.
type IconButton struct {
	widget.Button
	follower
	label  string
	tips   *Tooltips // nil shows nothing
	Escape func()    // what Escape does while it has the focus; nil for nothing
}

func NewIconButton(icon fyne.Resource, label string, do func()) *IconButton {
	b := &IconButton{label: label}
	b.Icon, b.OnTapped, b.Importance = icon, do, widget.LowImportance
	b.ExtendBaseWidget(b)
	return b
}

// AccessibilityLabel is part of fyne.Accessible.
func (b *IconButton) AccessibilityLabel() string { return b.label }

// TypedKey is part of fyne.Focusable.
func (b *IconButton) TypedKey(key *fyne.KeyEvent) {
	if !escapes(b.Escape, key) {
		b.Button.TypedKey(key)
	}
}

// FocusGained is part of fyne.Focusable.
func (b *IconButton) FocusGained() {
	b.Button.FocusGained()
	b.gained()
}

// MouseIn is part of desktop.Hoverable.
func (b *IconButton) MouseIn(ev *desktop.MouseEvent) {
	b.Button.MouseIn(ev)
	if b.tips != nil {
		b.tips.soon(b.label, b)
	}
}

// MouseOut is part of desktop.Hoverable.
func (b *IconButton) MouseOut() {
	b.Button.MouseOut()
	if b.tips != nil {
		b.tips.hide()
	}
}

// Tapped is part of fyne.Tappable.
func (b *IconButton) Tapped(ev *fyne.PointEvent) {
	if b.tips != nil {
		b.tips.hide() // something else comes up
	}
	b.Button.Tapped(ev)
}
