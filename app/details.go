package app

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

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
	if !s.banner.says(n) {
		s.log(n.text, err)
	}
	if said := engine.ReasonOf(err).In(func(format string) string { return format }); n.details == said || strings.Contains(n.text, n.details) { // they would add nothing
		n.details = ""
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

// inform shows a few sentences that there is nothing to decide about.
func (s *shell) inform(title, text string) {
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	widgets.Inform(s.win, title, s.words.Say("servers.close"), widgets.AtLeast(420, 0, label))
}

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
	var sheet *widgets.Sheet
	hide := func() { sheet.Close() }
	shown := widgets.NewReadOnly(beginning(text), hide)
	shown.MultiLine, shown.Wrapping = true, fyne.TextWrapBreak
	shown.TextStyle.Monospace = strings.Count(text, "\n") == 0
	buttons := widgets.Row(8, widgets.NewFormButton(copyLabel, theme.ContentCopyIcon(), func() {
		s.app.Clipboard().SetContent(text)
	}, hide))
	for _, button := range more {
		buttons.Add(button(hide))
	}
	buttons.Add(widgets.NewFormButton(s.words.Say("servers.close"), nil, hide, hide))
	sheet = widgets.NewSheet(s.win, title, widgets.Padded(0, 7, shown), buttons.Objects...)
	sheet.Wish(620, 340)
	sheet.Enter = hide
	sheet.Open()
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
