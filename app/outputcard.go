package app

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// outputCard is the card about results: where they go, what they are called, what happens
// if they are there already.
type outputCard struct {
	root      fyne.CanvasObject
	words     *words.Words
	do        outputActions
	recipe    model.Recipe
	subfolder string // next to the photos
	setting   bool   // Set is under way: nobody made a choice
	problem   error  // what is wrong with the template in the field; nil if it can be used

	place   *widgets.Dropdown
	name    *widgets.DoneEntry
	example *widget.Label
	wrong   *widget.Label
	folders *widgets.Checkbox
	exists  *widgets.Dropdown
	dates   *widgets.Checkbox
	clash   *widget.Label
	more    *widgets.FormButton // lists the clashes
	clashes *fyne.Container
}

// outputActions are what the card asks for.
type outputActions struct {
	change  func(edit func(*model.Recipe))
	typed   func() // another template is in the field, be it right or wrong
	choose  func() // a folder
	clashes func() // asks for the list of them
}

// existsChoices lists the choices in the order of their menu.
var existsChoices = []engine.Exists{engine.Skip, engine.Number, engine.Overwrite}

func newOutputCard(w *words.Words, do outputActions) *outputCard {
	n := &outputCard{words: w, do: do}
	n.place = widgets.NewDropdown(nil, nil)
	n.place.OnChanged = func(string) { n.chosePlace(n.place.SelectedIndex()) }

	n.name = widgets.NewDoneEntry(n.commit)
	n.name.SetPlaceHolder(engine.DefaultTemplate)
	n.name.OnChanged = n.typed
	fields := container.New(&widgets.Flow{Gap: 4})
	for _, field := range engine.TemplateFields {
		button := widgets.NewFormButton(field, nil, func() { n.insert(field) }, nil)
		fields.Add(button)
	}
	n.example = widgets.Wrapped("")
	n.wrong = widgets.Wrapped("")
	n.wrong.Importance = widget.DangerImportance
	n.wrong.Hide()

	n.folders = widgets.NewCheckbox(w.Say("names.folders"), func(on bool) { n.choose(func(r *model.Recipe) { r.Flat = !on }) })
	n.exists = widgets.NewDropdown([]string{w.Say("exists.skip"), w.Say("exists.number"), w.Say("exists.overwrite")}, func(string) {
		n.choose(func(r *model.Recipe) { r.Exists = existsChoices[n.exists.SelectedIndex()] })
	})
	n.dates = widgets.NewCheckbox(w.Say("names.dates"), func(on bool) { n.choose(func(r *model.Recipe) { r.DropDates = !on }) })
	n.clash = widgets.Wrapped("")
	n.clash.Importance = widget.WarningImportance
	n.more = widgets.NewFormButton(w.Say("banner.show"), nil, do.clashes, nil)
	n.more.Importance = widget.LowImportance
	n.clashes = widgets.Border(nil, nil, nil, container.NewVBox(n.more), n.clash)
	n.clashes.Hide()

	n.root = widgets.Card(w.Say("names.title"),
		n.place,
		widgets.Caption(w.Say("names.template")), widgets.Wheelable(n.name),
		widgets.Padded(4, 0, container.NewThemeOverride(fields, widgets.SmallTheme{})),
		container.NewStack(widgets.Lines(2, n.example), widgets.Lines(2, n.wrong)),
		n.folders, n.dates,
		widgets.Caption(w.Say("inspector.exists")), n.exists,
		n.clashes)
	return n
}

// choose reports a person's choice.
func (n *outputCard) choose(edit func(*model.Recipe)) {
	if !n.setting {
		n.do.change(edit)
	}
}

// chosePlace handles the entries of the menu: next to the photos, the folder in use, another.
func (n *outputCard) chosePlace(index int) {
	switch {
	case n.setting || index < 0:
	case index == 0:
		n.choose(func(r *model.Recipe) { r.Folder = "" })
	case index == len(n.place.Options)-1:
		n.Set(n.recipe, n.subfolder) // until there is another
		n.do.choose()
	}
}

// insert puts a field where the cursor is.
func (n *outputCard) insert(field string) {
	text := []rune(n.name.Text)
	if len(text) == 0 {
		text = []rune(engine.DefaultTemplate) // which stood there in gray
		n.name.CursorColumn = len(text)
	}
	at := min(max(0, n.name.CursorColumn), len(text))
	if at > 0 && at == len(text) && text[at-1] == '}' {
		field = "_" + field
	}
	n.name.CursorColumn = at + len([]rune(field))
	n.name.SetText(string(slices.Insert(text, at, []rune(field)...)))
	n.commit()
}

// typed shows what a template that is being written makes, or what is wrong with it.
func (n *outputCard) typed(text string) {
	if n.setting {
		return
	}
	_, err := engine.ParseTemplate(text)
	n.tellWrong(err)
	n.do.typed()
}

// draft is the template in the field, as recipes have it.
func (n *outputCard) draft() string {
	if n.name.Text == engine.DefaultTemplate {
		return ""
	}
	return n.name.Text
}

// commit makes the template that was written the one to use, if there is nothing wrong with
// it. Otherwise nothing can be converted until it is mended.
func (n *outputCard) commit() {
	if text := n.draft(); n.problem == nil && text != n.recipe.Name {
		n.choose(func(r *model.Recipe) { r.Name = text })
	}
}

func (n *outputCard) tellWrong(err error) {
	n.problem = err
	text := ""
	if err != nil {
		text = n.words.Template(err)
	}
	if n.wrong.Text == text {
		return
	}
	n.wrong.SetText(text)
	widgets.Show(err != nil, n.wrong)
	widgets.Show(err == nil, n.example)
	n.layOut()
}

// Set shows a recipe without telling of it.
func (n *outputCard) Set(r model.Recipe, subfolder string) {
	n.setting = true
	defer func() { n.setting = false }()
	renamed := r.Name != n.recipe.Name
	n.recipe, n.subfolder = r, subfolder
	places := []string{n.words.Say("folder.beside", subfolder)}
	if r.Folder != "" {
		places = append(places, shortPath(r.Folder))
	}
	n.place.SetOptions(append(places, n.words.Say("folder.choose")))
	n.place.SetSelectedIndex(len(places) - 1)
	if renamed && n.draft() != r.Name { // else what is being written stays
		n.name.SetText(r.Name)
		n.tellWrong(nil)
	}
	n.folders.SetChecked(!r.Flat)
	n.dates.SetChecked(!r.DropDates)
	n.exists.SetSelectedIndex(max(0, slices.Index(existsChoices, r.Exists)))
}

// Example shows the name that a result gets; there says that it exists already.
func (n *outputCard) Example(name string, there bool) {
	text := ""
	switch {
	case name == "":
	case there:
		text = n.words.Say("names.example.there", name)
	default:
		text = n.words.Say("names.example", name)
	}
	if n.example.Text != text {
		n.example.SetText(text)
		n.layOut()
	}
}

// layOut gives the card's parts their places after a text has become longer or shorter. How
// many lines it takes is known only once it has its width.
func (n *outputCard) layOut() {
	width := n.name.Size().Width
	for _, label := range []*widget.Label{n.example, n.wrong} {
		label.Resize(fyne.NewSize(width, label.MinSize().Height))
	}
	n.clash.Resize(fyne.NewSize(width-n.more.MinSize().Width, n.clash.MinSize().Height))
	n.root.Refresh()
}

// Tell says what is in the way of the results, if anything is.
func (n *outputCard) Tell(text string) {
	if n.clash.Text == text {
		return
	}
	n.clash.SetText(text)
	widgets.Show(text != "", n.clashes)
	n.layOut()
}
