package app

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"

	"pretobranco/app/widgets"
)

// openDetails shows a text that can be selected and copied.
func (s *shell) openDetails(title, text string) {
	var window *dialog.CustomDialog
	hide := func() { window.Hide() }
	shown := widgets.NewReadOnly(beginning(text), hide)
	shown.MultiLine, shown.Wrapping = true, fyne.TextWrapBreak
	shown.TextStyle.Monospace = strings.Count(text, "\n") == 0
	copying := widgets.NewFormButton(s.words.Say("details.copy"), theme.ContentCopyIcon(), func() {
		s.app.Clipboard().SetContent(text)
	}, hide)
	closing := widgets.NewFormButton(s.words.Say("servers.close"), nil, hide, hide)
	body := container.NewBorder(nil, widgets.Padded(4, 0, container.NewBorder(nil, nil, copying, closing)), nil, nil, shown)
	window = dialog.NewCustomWithoutButtons(title, body, s.win)
	window.Resize(fyne.NewSize(600, 340))
	window.Show()
}

// detailLines is how many lines of a text are shown: laying out more of them takes too long,
// and nobody reads them. All of them are copied.
const detailLines = 300

// beginning returns a text's first lines.
func beginning(text string) string {
	at := 0
	for range detailLines {
		next := strings.IndexByte(text[at:], '\n')
		if next < 0 {
			return text
		}
		at += next + 1
	}
	return text[:at] + "…"
}
