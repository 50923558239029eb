package app

import (
	"os"
	"path/filepath"
	"slices"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// An edit is one step of choosing what is made of the photos: of all of them, or of some
// that have a look of their own. It can be undone.
type edit struct {
	from, to model.Recipe
	rows     []*model.Row
	was      []*engine.Look // the rows' own looks before, nil for the common one
	is       *engine.Look   // and after
	gone     *model.Removal // photos that left the list; the rest is unset then
}

// edits owns what a person chooses for the photos, and the steps back.
type edits struct {
	*shell
	history model.History[edit]
}

// A Scope says which photos a look is chosen for.
type Scope int

// Scopes.
const (
	AllPhotos Scope = iota
	ThesePhotos
)

// scope returns the scope of the current photo: if it has a look of its own, choices apply to it.
func (e *edits) scope() Scope {
	if row := e.model.Current(); row != nil && row.Own != nil {
		return ThesePhotos
	}
	return AllPhotos
}

// optionsOf returns what is made of a photo.
func (e *edits) optionsOf(row *model.Row) engine.Options {
	o := e.settings.Recipe.Options()
	o.Look = e.lookOf(row)
	return o
}

// setRecipe applies a choice to all photos.
func (e *edits) setRecipe(r model.Recipe) {
	if r != e.settings.Recipe {
		e.do(edit{from: e.settings.Recipe, to: r})
	}
}

// setLook applies a look to the photos in the scope.
func (e *edits) setLook(look engine.Look) {
	if e.scope() == ThesePhotos {
		e.own(e.model.Chosen(), &look)
		return
	}
	if look == e.settings.Recipe.Options().Look {
		e.keepLook()
		return
	}
	r := e.settings.Recipe
	r.Look = look.String()
	e.setRecipe(r)
}

// setScope gives the selected photos the look that they have as their own, or takes their
// own away.
func (e *edits) setScope(s Scope) {
	row := e.model.Current()
	if row == nil {
		e.keepLook()
		return
	}
	if s == AllPhotos {
		e.resetLooks()
		return
	}
	look := e.lookOf(row)
	e.own(e.model.Chosen(), &look)
}

// resetLooks lets the selected photos have the common look again.
func (e *edits) resetLooks() { e.own(e.model.Chosen(), nil) }

// shareLook makes the current photo's own look the one of all photos, its own included.
func (e *edits) shareLook() {
	row := e.model.Current()
	if row == nil || row.Own == nil {
		return
	}
	step := edit{from: e.settings.Recipe, to: e.settings.Recipe, rows: slices.Clone(e.model.Rows())}
	step.to.Look = row.Own.String()
	step.rows = slices.DeleteFunc(step.rows, func(r *model.Row) bool { return r.Own == nil })
	e.do(remember(step))
}

// own gives photos a look of their own, or nil.
func (e *edits) own(rows []*model.Row, look *engine.Look) {
	changes := func(r *model.Row) bool { return (r.Own == nil) != (look == nil) || look != nil && *r.Own != *look }
	rows = slices.DeleteFunc(rows, func(r *model.Row) bool { return !changes(r) })
	if len(rows) == 0 {
		e.keepLook()
		return
	}
	e.do(remember(edit{from: e.settings.Recipe, to: e.settings.Recipe, rows: rows, is: look}))
}

// remember notes what an edit's rows have before.
func remember(e edit) edit {
	for _, row := range e.rows {
		e.was = append(e.was, row.Own)
	}
	return e
}

func (e *edits) do(step edit) {
	e.history.Add(step)
	e.use(step.to, step.rows, func(int) *engine.Look { return step.is })
}

func (e *edits) undo() {
	step, ok := e.history.Undo()
	switch {
	case ok && step.gone != nil:
		e.photos.restore(step.gone)
	case ok:
		e.use(step.from, step.rows, func(i int) *engine.Look { return step.was[i] })
	}
}

func (e *edits) redo() {
	step, ok := e.history.Redo()
	switch {
	case ok && step.gone != nil:
		e.model.Remove(step.gone.Rows())
		e.photos.listChanged()
	case ok:
		e.use(step.to, step.rows, func(int) *engine.Look { return step.is })
	}
}

// removed remembers that photos left the list.
func (e *edits) removed(gone *model.Removal) { e.history.Add(edit{gone: gone}) }

// takeBack has photos come back that left the list, whatever was done since.
func (e *edits) takeBack(gone *model.Removal) {
	if last, ok := e.history.Last(); ok && last.gone == gone {
		e.undo()
		return
	}
	e.photos.restore(gone)
}

// use puts a recipe and own looks in force, shows and remembers them.
func (e *edits) use(r model.Recipe, rows []*model.Row, own func(i int) *engine.Look) {
	for i, row := range rows {
		row.Own = own(i)
	}
	if r != e.settings.Recipe {
		e.settings.Recipe = r
		e.save()
	}
	e.batches.result = false
	if e.model.Reconsider(e.job()) {
		e.model.Refilter()
		e.list.showAll()
	}
	e.list.showRows(rows)
	e.output.Set(r, e.subfolder())
	e.forecast.schedule()
	e.showLook()
	e.batches.showFooter()
	e.preview.showCurrent()
}

// keepLook shows the look that is in force after another was tried, and nothing came of it.
func (e *edits) keepLook() {
	e.showLook()
	e.preview.showCurrent()
}

// showLook shows in the inspector and the strip what is in force.
func (e *edits) showLook() {
	row := e.model.Current()
	look := e.lookOf(row)
	e.inspector.Set(e.settings.Recipe, look, e.scope(), len(e.model.Chosen()))
	e.strip.Choose(look, e.settings.Presets)
}

// fold remembers which groups of the inspector are open.
func (e *edits) fold(group string, open bool) {
	if e.settings.Open == nil {
		e.settings.Open = map[string]bool{}
	}
	e.settings.Open[group] = open
	e.save()
}

// freeMix remembers that weights need not add up to 100.
func (e *edits) freeMix(free bool) {
	e.settings.FreeMix = free
	e.save()
}

// clientProgram is how a terminal finds the terminal client: it lies next to this program, or is
// installed.
func clientProgram() string {
	const name = "pretobranco-client"
	if own, err := os.Executable(); err == nil {
		path := filepath.Join(filepath.Dir(own), name+filepath.Ext(own))
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return name
}

// copyCommand puts the line for a terminal into the clipboard.
func (e *edits) copyCommand() {
	remote, _ := e.settings.Remote()
	job := e.job()
	var photos []engine.Photo
	for _, row := range e.model.Rows() {
		photos = append(photos, model.PhotoOf(job, row.Photo, row.Own, row.Keep))
	}
	command := model.Command{Program: clientProgram(), Recipe: e.settings.Recipe, Job: job, Remote: remote, Partial: e.photos.partial}.Lines(photos)
	e.app.Clipboard().SetContent(command)
	e.banner.Show(notice{text: e.words.Say("command.copied"), details: command})
}
