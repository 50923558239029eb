package app

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// How wide the column at the right is.
const leastInspector, mostInspector = 264, 380

// inspector is the column at the right: what is made of the photos.
//
//	look, fine tune          lookpart.go, tunepart.go
//	levels, 1-bit            levelspart.go, bitpart.go
//	save as                  savepart.go
//	metadata
//	cards of others          Insert
//	command
type inspector struct {
	root     fyne.CanvasObject
	words    *words.Words
	onChange func(model.Recipe)
	recipe   model.Recipe
	setting  bool // Set is under way: nobody made a choice

	cards    *fyne.Container
	place    int       // in cards, for those that others insert
	fits     fyne.Size // what the cards were given room for
	scroll   *container.Scroll
	look     *lookPart
	tune     *tunePart
	levels   *levelsPart
	bit      *bitPart
	format   *formatCard
	metadata *widgets.Dropdown
}

// metadataChoices lists the choices in the order of their menu.
var metadataChoices = []engine.Metadata{"", "nolocation", "none"}

// inspectorActions are what the inspector asks for.
type inspectorActions struct {
	change  func(model.Recipe)
	command func()
	inform  func(title, text string) // shows details that few people want
	look    lookPartActions
	tune    lookActions
}

func newInspector(w *words.Words, s model.Settings, do inspectorActions) *inspector {
	n := &inspector{words: w, onChange: do.change}
	n.look = newLookPart(w, s.Presets, do.look)
	changes := n.mirror(do.tune)
	changes.scroll = func(ev *fyne.ScrollEvent) { n.scroll.Scrolled(ev) }
	n.tune = newTunePart(w, s.Open, s.FreeMix, changes)
	n.levels = newLevelsPart(w, s.Open, changes)
	n.bit = newBitPart(w, s.Open, changes)
	n.format = newFormatCard(w, n.change, do.inform)
	n.metadata = widgets.NewDropdown([]string{w.Say("metadata.all"), w.Say("metadata.nolocation"), w.Say("metadata.none")}, func(string) {
		n.change(func(r *model.Recipe) { r.Metadata = metadataChoices[n.metadata.SelectedIndex()] })
	})
	command := widgets.NewFormButton(w.Say("inspector.command"), theme.ContentCopyIcon(), do.command, nil)
	command.Importance = widget.LowImportance
	n.cards = widgets.Column(8, n.look.root, n.tune.group.Root, n.levels.group.Root, n.bit.group.Root, n.format.root)
	n.cards.Add(widgets.Card(w.Say("inspector.metadata"), n.metadata))
	n.place = len(n.cards.Objects) // below, so that nothing else moves when they grow
	n.cards.Add(container.NewHBox(command))
	n.scroll = container.NewVScroll(widgets.Padded(8, 8, n.cards))
	n.root = widgets.NewSurface(widgets.ColorPanel, 0, n.scroll)
	widgets.Follow(n.scroll)
	return n
}

// Insert puts cards of other parts where they belong: after all that does not grow, before the command.
func (n *inspector) Insert(cards ...fyne.CanvasObject) {
	n.cards.Objects = slices.Insert(n.cards.Objects, n.place, cards...)
	n.place += len(cards)
	widgets.Follow(n.scroll)
	n.fit()
}

// fit gives the cards their places again after one of them grew or shrank. It costs a
// painting of them all, so it is done only then.
func (n *inspector) fit() {
	if least := n.cards.MinSize(); n.fits != least {
		n.fits = least
		n.root.Refresh()
	}
}

// mirror lets every part show a look that one of them changes, also while it moves.
func (n *inspector) mirror(do lookActions) lookActions {
	try, set, fold := do.try, do.set, do.fold
	do.try = func(look engine.Look) {
		n.look.tell(look)
		n.tune.look, n.levels.look, n.bit.look = look, look, look
		try(look)
	}
	do.set = func(look engine.Look) {
		n.tune.look, n.levels.look, n.bit.look = look, look, look
		set(look)
	}
	do.fold = func(group string, open bool) {
		n.fit()
		fold(group, open)
	}
	return do
}

// change reports a person's choice.
func (n *inspector) change(edit func(*model.Recipe)) {
	if n.setting {
		return
	}
	r := n.recipe
	edit(&r)
	n.onChange(r)
}

// Set shows a recipe, and the look of so many selected photos, without telling of it.
func (n *inspector) Set(r model.Recipe, look engine.Look, scope Scope, selected int) {
	n.setting = true
	defer func() { n.setting = false }()
	n.recipe = r
	n.look.Set(look, scope, selected)
	n.tune.Set(look)
	n.levels.Set(look)
	n.bit.Set(look)
	n.format.Set(r)
	n.metadata.SetSelectedIndex(max(0, slices.Index(metadataChoices, r.Metadata)))
	n.fit()
}

// Follow shows a look that another part of the window is trying.
func (n *inspector) Follow(look engine.Look) {
	n.look.tell(look)
	n.tune.Set(look)
	n.levels.look, n.bit.look = look, look
}

// Tally shows how many pixels of the photo in view have each gray.
func (n *inspector) Tally(t tally) { n.levels.Tally(t) }

// SetPresets changes which looks can be chosen.
func (n *inspector) SetPresets(presets []model.Preset) { n.look.SetPresets(presets) }

// Tell shows what becomes of the photo in view; nil if that is not known.
func (n *inspector) Tell(r *engine.Report) {
	n.format.Tell(r)
	n.fit()
}
