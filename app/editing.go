package app

import (
	"slices"

	"pretobranco/app/model"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// An edit is one step of choosing what is made of the photos: of all of them, or of some
// that have a look of their own. It can be undone.
type edit struct {
	from, to model.Recipe
	rows     []*model.Row
	was      []*engine.Look // the rows' own looks before, nil for the common one
	is       *engine.Look   // and after
}

// A Scope says which photos a look is chosen for.
type Scope int

// Scopes.
const (
	AllPhotos Scope = iota
	ThesePhotos
)

// scope is the one that the current photo is in: with a look of its own, choices are about it.
func (w *Window) scope() Scope {
	if row := w.model.Current(); row != nil && row.Own != nil {
		return ThesePhotos
	}
	return AllPhotos
}

// lookOf returns the look that a photo gets; the common one for nil.
func (w *Window) lookOf(row *model.Row) engine.Look { return w.settings.Recipe.LookOf(row) }

// optionsOf returns what is made of a photo.
func (w *Window) optionsOf(row *model.Row) engine.Options {
	o := w.settings.Recipe.Options()
	o.Look = w.lookOf(row)
	return o
}

// setRecipe takes in a choice for all photos.
func (w *Window) setRecipe(r model.Recipe) {
	if r != w.settings.Recipe {
		w.do(edit{from: w.settings.Recipe, to: r})
	}
}

// setLook takes in a look for the photos that the scope is about.
func (w *Window) setLook(look engine.Look) {
	if w.scope() == ThesePhotos {
		w.own(w.model.Chosen(), &look)
		return
	}
	if look == w.settings.Recipe.Options().Look {
		w.keepLook()
		return
	}
	r := w.settings.Recipe
	r.Look = look.String()
	w.setRecipe(r)
}

// setScope gives the selected photos the look that they have as their own, or takes their
// own away.
func (w *Window) setScope(s Scope) {
	row := w.model.Current()
	if row == nil {
		w.keepLook()
		return
	}
	if s == AllPhotos {
		w.resetLooks()
		return
	}
	look := w.lookOf(row)
	w.own(w.model.Chosen(), &look)
}

// resetLooks lets the selected photos have the common look again.
func (w *Window) resetLooks() { w.own(w.model.Chosen(), nil) }

// shareLook makes the current photo's own look the one of all photos, its own included.
func (w *Window) shareLook() {
	row := w.model.Current()
	if row == nil || row.Own == nil {
		return
	}
	e := edit{from: w.settings.Recipe, to: w.settings.Recipe, rows: slices.Clone(w.model.Rows())}
	e.to.Look = row.Own.String()
	e.rows = slices.DeleteFunc(e.rows, func(r *model.Row) bool { return r.Own == nil })
	w.do(remember(e))
}

// own gives photos a look of their own, or nil.
func (w *Window) own(rows []*model.Row, look *engine.Look) {
	changes := func(r *model.Row) bool { return (r.Own == nil) != (look == nil) || look != nil && *r.Own != *look }
	rows = slices.DeleteFunc(rows, func(r *model.Row) bool { return !changes(r) })
	if len(rows) == 0 {
		w.keepLook()
		return
	}
	w.do(remember(edit{from: w.settings.Recipe, to: w.settings.Recipe, rows: rows, is: look}))
}

// remember notes what an edit's rows have before.
func remember(e edit) edit {
	for _, row := range e.rows {
		e.was = append(e.was, row.Own)
	}
	return e
}

func (w *Window) do(e edit) {
	w.history.Add(e)
	w.use(e.to, e.rows, func(int) *engine.Look { return e.is })
}

func (w *Window) undo() {
	if e, ok := w.history.Undo(); ok {
		w.use(e.from, e.rows, func(i int) *engine.Look { return e.was[i] })
	}
}

func (w *Window) redo() {
	if e, ok := w.history.Redo(); ok {
		w.use(e.to, e.rows, func(int) *engine.Look { return e.is })
	}
}

// use puts a recipe and own looks in force, shows and remembers them.
func (w *Window) use(r model.Recipe, rows []*model.Row, own func(i int) *engine.Look) {
	for i, row := range rows {
		row.Own = own(i)
	}
	if r != w.settings.Recipe {
		w.settings.Recipe = r
		w.save()
	}
	w.result = false
	if w.model.Reconsider(w.job()) {
		w.model.Refilter()
		w.list.showAll()
	}
	w.list.showRows(rows)
	w.naming.Set(r)
	w.foresee()
	w.showLook()
	w.showFooter()
	w.look()
}

// keepLook shows the look that is in force after another was tried, and nothing came of it.
func (w *Window) keepLook() {
	w.showLook()
	w.look()
}

// showLook shows in the inspector and the strip what is in force.
func (w *Window) showLook() {
	row := w.model.Current()
	look := w.lookOf(row)
	w.inspector.Set(w.settings.Recipe, look, w.scope(), len(w.model.Chosen()))
	w.strip.Choose(look, w.settings.Presets)
}

// fold remembers which groups of the inspector are open.
func (w *Window) fold(group string, open bool) {
	if w.settings.Open == nil {
		w.settings.Open = map[string]bool{}
	}
	w.settings.Open[group] = open
	w.save()
}

// freeMix remembers that weights need not add up to 100.
func (w *Window) freeMix(free bool) {
	w.settings.FreeMix = free
	w.save()
}

// copyCommand puts the line for a terminal into the clipboard.
func (w *Window) copyCommand() {
	remote, _ := w.settings.Remote()
	job := w.job()
	var photos []engine.Photo
	for _, row := range w.model.Rows() {
		photos = append(photos, model.PhotoOf(job, row.Photo, row.Own, row.Keep))
	}
	command := model.Command(w.settings.Recipe, remote, photos)
	w.app.Clipboard().SetContent(command)
	w.banner.Show(notice{text: w.words.Say("command.copied"), details: command})
}

// markedText says where a photo is, and that it has a look of its own.
func markedText(w *words.Words, row *model.Row) string {
	text := stateText(w, row)
	if row.Own != nil {
		text += " · " + w.Say("look.own")
	}
	return text
}
