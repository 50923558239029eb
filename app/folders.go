package app

import (
	"fyne.io/fyne/v2"

	"pretobranco/app/model"
)

// editRecipe makes a change to the recipe that a person chose.
func (e *edits) editRecipe(edit func(*model.Recipe)) {
	r := e.settings.Recipe
	edit(&r)
	e.setRecipe(r)
}

// folderMenu is what Change offers.
func (e *edits) folderMenu() *fyne.Menu {
	choose := fyne.NewMenuItem(e.words.Say("folder.choose"), e.changeFolder)
	beside := fyne.NewMenuItem(e.words.Say("folder.beside", e.subfolder()), func() { e.setFolder("") })
	beside.Checked = e.settings.Recipe.Folder == ""
	return fyne.NewMenu("", choose, beside)
}

// changeFolder asks where results go. A batch that paused because of the old folder continues with the new one.
func (e *edits) changeFolder() {
	e.choosers.askFolder(func(path string) {
		if e.batches.active() {
			e.batches.move(path)
			return
		}
		e.setFolder(path)
		e.banner.Hide()
	})
}

func (e *edits) setFolder(path string) {
	r := e.settings.Recipe
	r.Folder = path
	e.setRecipe(r)
}
