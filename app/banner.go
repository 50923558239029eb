package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/widgets"
	"pretobranco/app/words"
)

// A notice is what the banner says: what happened, and what can be done.
type notice struct {
	text    string
	bad     bool // an error rather than a message
	firm    bool // a question: no message takes its place
	details string
	show    bool // details are a list rather than a reason
	fault   bool // details are those of an error, of which the log may know more
	actions []action
}

// An action is a button of a notice.
type action struct {
	label string
	do    func()
	keep  bool // the notice stays
	main  bool // what most people want
}

// banner is a line between header and body. It shows one notice at a time: the
// newest, unless an error would be hidden by a message.
type banner struct {
	root      *fyne.Container
	words     *words.Words
	onDetails func(title, text string)
	onFault   func(title, text string)
	onSize    func() // it needs more room, or less
	shown     *notice
}

func newBanner(w *words.Words, onDetails, onFault func(title, text string), onSize func()) *banner {
	b := &banner{words: w, onDetails: onDetails, onFault: onFault, onSize: onSize, root: container.NewStack()}
	b.root.Hide()
	return b
}

// Show puts a notice up.
func (b *banner) Show(n notice) {
	if b.shown != nil && (b.shown.bad || b.shown.firm) && !n.bad {
		return
	}
	b.shown = &n
	icon, name := theme.InfoIcon(), widgets.ColorSoft
	if n.bad {
		icon, name = theme.WarningIcon(), theme.ColorNameWarning
	}
	label := widget.NewLabel(n.text)
	label.Wrapping = fyne.TextWrapWord
	buttons := widgets.Row(6)
	for _, a := range n.actions {
		button := widget.NewButton(a.label, func() { b.act(a) })
		if a.main {
			button.Importance = widget.HighImportance
		}
		buttons.Add(button)
	}
	if n.details != "" {
		label := b.words.Say("banner.details")
		if n.show {
			label = b.words.Say("banner.show")
		}
		open := b.onDetails
		if n.fault {
			open = b.onFault
		}
		details := widget.NewButton(label, func() { open(n.text, n.details) })
		details.Importance = widget.LowImportance
		buttons.Add(details)
	}
	closing := widgets.NewIconButton(theme.CancelIcon(), b.words.Say("servers.close"), b.Hide)
	buttons.Add(closing)
	line := container.NewBorder(nil, nil, widgets.Padded(0, 6, widget.NewIcon(theme.NewColoredResource(icon, name))), container.NewCenter(buttons), label)
	b.root.Objects = []fyne.CanvasObject{widgets.NewSurface(widgets.ColorCard, 0, widgets.Padded(4, 8, line))}
	b.root.Show()
	b.onSize()
	b.root.Refresh()
}

// act does what one of the buttons says.
func (b *banner) act(a action) {
	if !a.keep {
		b.Hide()
	}
	a.do()
}

// Enter does what the first button says.
func (b *banner) Enter() {
	if b.shown != nil && len(b.shown.actions) > 0 {
		b.act(b.shown.actions[0])
	}
}

// Hide takes the notice down.
func (b *banner) Hide() {
	if b.shown == nil {
		return
	}
	b.shown = nil
	b.root.Objects = nil
	b.root.Hide()
	b.onSize()
}
