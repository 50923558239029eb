package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/widgets"
	"pretobranco/app/words"
)

// damageBar is the line below a damaged photo: what it lacks, and a button that converts what is
// there of it.
type damageBar struct {
	root   *fyne.Container
	text   *widget.Label
	keep   *widget.Button
	onSize func() // it came or went
}

func newDamageBar(w *words.Words, keep, onSize func()) *damageBar {
	b := &damageBar{text: widget.NewLabel(""), keep: widget.NewButton(w.Say("damage.keep"), keep), onSize: onSize}
	b.text.Wrapping = fyne.TextWrapWord
	line := widgets.Border(nil, nil, widget.NewIcon(theme.NewColoredResource(theme.WarningIcon(), theme.ColorNameWarning)), container.NewCenter(b.keep), b.text)
	b.root = widgets.Padded(6, 6, widgets.NewSurface(widgets.ColorCard, 6, widgets.Padded(2, 8, line)))
	b.root.Hide()
	return b
}

// Show says what the photo lacks; offer is set if something can be done about it.
func (b *damageBar) Show(text string, offer bool) {
	widgets.SetText(b.text, text)
	widgets.Show(offer, b.keep)
	if !b.root.Visible() {
		b.root.Show()
		b.onSize()
	}
}

// Hide says nothing.
func (b *damageBar) Hide() {
	if b.root.Visible() {
		b.root.Hide()
		b.onSize()
	}
}
