package app

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/widgets"
	"pretobranco/assets/about"
)

// openAbout says what the program is, and what it is made of.
func (w *Window) openAbout() {
	icon := canvas.NewImageFromResource(Metadata.Icon)
	icon.FillMode = canvas.ImageFillContain
	icon.SetMinSize(fyne.NewSquareSize(72))
	name := widget.NewLabel(Metadata.Name)
	name.SizeName = theme.SizeNameHeadingText
	version := widgets.Caption(w.words.Say("about.version", about.Version()))
	text := widget.NewLabel(w.words.Say("about.text"))
	text.Wrapping = fyne.TextWrapWord
	var codecs []string
	for _, c := range about.Codecs() {
		codecs = append(codecs, c.Name+" "+c.Version+" ("+c.Licence+")")
	}
	parts := widgets.Wrapped(w.words.Say("about.parts", strings.Join(codecs, ", ")))
	body := widgets.Column(2,
		widgets.Border(nil, nil, widgets.Padded(4, 12, icon), nil, widgets.Column(-6, name, version)),
		text, parts)
	var sheet *widgets.Sheet
	closing := func() { sheet.Close() }
	licences := widgets.NewFormButton(w.words.Say("about.licences"), theme.FileTextIcon(), w.openLicences, closing)
	sheet = widgets.NewSheet(w.win, w.words.Say("menu.about"), body, licences, widgets.NewFormButton(w.words.Say("servers.close"), nil, closing, closing))
	sheet.Wish(500, 0)
	sheet.Enter = closing
	sheet.Open()
}

// openLicences shows the licences of all that is part of the program, as lines of a list: laid out
// as one text they would take seconds.
func (w *Window) openLicences() {
	text := about.Licences()
	lines := foldLines(text, 96)
	var sheet *widgets.Sheet
	closing := func() { sheet.Close() }
	list := widgets.NewFormList(func() int { return len(lines) },
		func() fyne.CanvasObject {
			line := widgets.Caption("")
			line.TextStyle.Monospace = true
			return container.New(&widgets.Tight{}, line)
		},
		func(i widget.ListItemID, object fyne.CanvasObject) {
			widgets.SetText(object.(*fyne.Container).Objects[0].(*widget.Label), lines[i])
		}, closing)
	list.HideSeparators = true
	copying := widgets.NewFormButton(w.words.Say("details.copyall"), theme.ContentCopyIcon(), func() { w.app.Clipboard().SetContent(text) }, closing)
	sheet = widgets.NewSheet(w.win, w.words.Say("about.licences"), list, copying, widgets.NewFormButton(w.words.Say("servers.close"), nil, closing, closing))
	sheet.Wish(780, 520)
	sheet.Enter = closing
	sheet.Open()
}

// foldLines breaks a text into lines of at most so many characters.
func foldLines(text string, most int) (lines []string) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(strings.ReplaceAll(line, "\t", "    "), "\r\n ")
		for runes := []rune(line); len(runes) > most; runes = []rune(line) {
			at := most
			for k := most; k > most/2; k-- {
				if runes[k] == ' ' {
					at = k
					break
				}
			}
			lines = append(lines, string(runes[:at]))
			line = strings.TrimLeft(string(runes[at:]), " ")
		}
		lines = append(lines, line)
	}
	return lines
}
