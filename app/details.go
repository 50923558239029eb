package app

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"

	"pretobranco/app/widgets"
	"pretobranco/engine"
)

// log writes an error with all that is known of it to the log, and more as pairs of key and value.
func (s *shell) log(what string, err error, more ...any) {
	s.setup.Log.Error(what, append([]any{"kind", string(engine.KindOf(err)), "err", err.Error(), "detail", s.explain(err, "")}, more...)...)
}

// report logs an error and shows a notice of it, once: the notice of an error that stays is shown
// again and again.
func (s *shell) report(n notice, err error) {
	n.details, n.fault = s.explain(err, ""), true
	if shown := s.banner.shown; shown == nil || shown.text != n.text || shown.details != n.details {
		s.log(n.text, err)
	}
	s.banner.Show(n)
}

// explain returns all that is known of an error: its kind, sentence, causes and stack. A server in
// this process sends only the sentence of a fault of its own; the rest is in the log that it shares
// with the window. server is the address of another computer's; "" is this one.
func (s *shell) explain(err error, server string) string {
	text := engine.Detail(err)
	if server != "" || engine.KindOf(err) != engine.Internal {
		return text
	}
	if more := s.setup.Log.Detail(engine.RequestID(err), err.Error()); more != "" && !strings.Contains(text, more) {
		return text + "\n" + more
	}
	return text
}

// openDetails shows a text that can be selected and copied.
func (s *shell) openDetails(title, text string) { s.showText(title, text, s.words.Say("details.copy")) }

// openFault shows the details of an error, and where the log is.
func (s *shell) openFault(title, text string) {
	path := s.setup.Log.Path()
	if path == "" {
		s.showText(title, text, s.words.Say("details.copyall"))
		return
	}
	s.showText(title, text+"\n\n"+s.words.Say("details.logged", path), s.words.Say("details.copyall"), func(escape func()) fyne.CanvasObject {
		return widgets.NewFormButton(s.words.Say("details.log"), theme.FileTextIcon(), func() { s.photos.openPath(path) }, escape)
	})
}

// showText shows a text that can be selected, with a button that copies it and others.
func (s *shell) showText(title, text, copyLabel string, more ...func(escape func()) fyne.CanvasObject) {
	var window *dialog.CustomDialog
	hide := func() { window.Hide() }
	shown := widgets.NewReadOnly(beginning(text), hide)
	shown.MultiLine, shown.Wrapping = true, fyne.TextWrapBreak
	shown.TextStyle.Monospace = strings.Count(text, "\n") == 0
	buttons := widgets.Row(8, widgets.NewFormButton(copyLabel, theme.ContentCopyIcon(), func() {
		s.app.Clipboard().SetContent(text)
	}, hide))
	for _, button := range more {
		buttons.Add(button(hide))
	}
	closing := widgets.NewFormButton(s.words.Say("servers.close"), nil, hide, hide)
	body := container.NewBorder(nil, widgets.Padded(4, 0, container.NewBorder(nil, nil, buttons, closing)), nil, nil, shown)
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
