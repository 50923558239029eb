package app

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
)

// editRecipe makes a change to the recipe that a person chose.
func (w *Window) editRecipe(edit func(*model.Recipe)) {
	r := w.settings.Recipe
	edit(&r)
	w.setRecipe(r)
}

// folderMenu is what Change offers.
func (w *Window) folderMenu() *fyne.Menu {
	choose := fyne.NewMenuItem(w.words.Say("folder.choose"), w.changeFolder)
	choose.Icon = theme.FolderOpenIcon()
	beside := fyne.NewMenuItem(w.words.Say("folder.beside", model.BesideName), func() { w.setFolder("") })
	beside.Checked = w.settings.Recipe.Folder == ""
	return fyne.NewMenu("", choose, beside)
}

// changeFolder asks where results go. A batch that holds because of the old folder goes on with the new one.
func (w *Window) changeFolder() {
	w.askFolder(func(path string) {
		if w.active() {
			w.moveRun(path)
			return
		}
		w.setFolder(path)
		w.banner.Hide()
	})
}

func (w *Window) setFolder(path string) {
	r := w.settings.Recipe
	r.Folder = path
	w.setRecipe(r)
}

// openDetails shows a text that can be selected and copied.
func (w *Window) openDetails(title, text string) {
	var window *dialog.CustomDialog
	hide := func() { window.Hide() }
	shown := widgets.NewReadOnly(beginning(text), hide)
	shown.MultiLine, shown.Wrapping = true, fyne.TextWrapBreak
	shown.TextStyle.Monospace = strings.Count(text, "\n") == 0
	copying := widgets.NewFormButton(w.words.Say("details.copy"), theme.ContentCopyIcon(), func() {
		w.app.Clipboard().SetContent(text)
	}, hide)
	closing := widgets.NewFormButton(w.words.Say("servers.close"), nil, hide, hide)
	body := container.NewBorder(nil, widgets.Padded(4, 0, container.NewBorder(nil, nil, copying, closing)), nil, nil, shown)
	window = dialog.NewCustomWithoutButtons(title, body, w.win)
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

// openURI hands a folder to the system.
func openURI(a fyne.App, uri fyne.URI) error {
	u, err := url.Parse(uri.String())
	if err != nil {
		return err
	}
	return a.OpenURL(u)
}
