package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/widgets"
	"pretobranco/app/words"
)

// dot is the state of the server in its chip, coloured by the theme.
var dot = fyne.NewStaticResource("dot.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="6" fill="#000000"/></svg>`))

// header is the row at the top: adding, filtering, the server.
type header struct {
	root   fyne.CanvasObject
	add    *widget.Button
	more   *widgets.IconButton
	filter *widgets.Field
	scan   *widget.Button // says how many were found so far; a tap cancels
	chip   *widget.Button
	gear   *widgets.IconButton
	state  fyne.ThemeColorName // of the server
}

// headerActions are what the header asks for.
type headerActions struct {
	add, cancelScan, chip, preferences func()
	more                               func() *fyne.Menu
	filter                             func(text string)
}

func newHeader(w *words.Words, do headerActions) *header {
	h := &header{}
	h.add = widget.NewButtonWithIcon(w.Say("header.add"), theme.ContentAddIcon(), do.add)
	h.more = widgets.NewIconButton(theme.MenuDropDownIcon(), w.Say("header.more"), nil)
	h.more.Importance = widget.MediumImportance
	h.more.OnTapped = func() { widgets.ShowMenuBelow(h.more, do.more()) }
	h.filter = widgets.NewField("", h.leaveFilter)
	h.filter.SetPlaceHolder(w.Say("header.filter"))
	h.filter.OnChanged = do.filter
	h.filter.ActionItem = widget.NewIcon(theme.SearchIcon())
	h.scan = widget.NewButtonWithIcon("", theme.CancelIcon(), do.cancelScan)
	h.scan.Importance = widget.LowImportance
	h.scan.Hide()
	h.chip = widget.NewButtonWithIcon("", dot, do.chip)
	h.chip.Importance = widget.LowImportance
	h.gear = widgets.NewIconButton(theme.SettingsIcon(), w.Say("preferences.title"), do.preferences)
	row := widgets.Border(nil, nil,
		widgets.Row(1, h.add, h.more),
		widgets.Row(4, h.scan, h.chip, h.gear),
		container.New(layout.NewCustomPaddedLayout(0, 0, 16, 16), container.NewHBox(widgets.AtLeast(180, 0, h.filter))))
	h.root = widgets.NewSurface(theme.ColorNameHeaderBackground, 0, widgets.Padded(6, 8, row))
	return h
}

// showServer paints the chip.
func (h *header) showServer(text string, state fyne.ThemeColorName) {
	if h.chip.Text == text && h.state == state {
		return
	}
	h.chip.Text, h.state = text, state
	h.chip.Icon = theme.NewColoredResource(dot, state)
	h.chip.Refresh() // its width is known now
	h.root.Refresh()
}

// showScan says how far a search for photos is; "" ends it.
func (h *header) showScan(text string) {
	if text == "" {
		h.scan.Hide()
	} else {
		h.scan.Text = text
		h.scan.Show()
	}
	h.root.Refresh()
}

// leaveFilter is what Escape does in the filter: all photos are shown again, and keys are
// the window's.
func (h *header) leaveFilter() {
	h.filter.SetText("")
	widgets.Unfocus(h.filter)
}
