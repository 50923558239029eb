package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// lookPart is the card of the inspector that names the look: which one it is, what it does,
// and which photos it is for.
type lookPart struct {
	root  fyne.CanvasObject
	words *words.Words
	do    lookPartActions

	scope    *widgets.Segments
	choose   *widgets.Dropdown
	note     *widget.Label       // what the look is like
	info     *widgets.IconButton // says how the gray is made
	look     engine.Look
	share    *widgets.FormButton
	shareRow fyne.CanvasObject
	more     *widgets.FormButton
	looks    []engine.Look // in the order of the menu
	setting  bool
}

// lookPartActions are what the card asks for.
type lookPartActions struct {
	set    func(engine.Look)
	scope  func(Scope)
	share  func()
	menu   func() *fyne.Menu
	inform func(title, text string)
}

func newLookPart(w *words.Words, presets []model.Preset, do lookPartActions) *lookPart {
	p := &lookPart{words: w, do: do}
	p.scope = widgets.NewSegments([]string{w.Say("look.all"), w.Say("look.this")}, 0, func(i int) { do.scope(Scope(i)) })
	p.choose = widgets.NewDropdown(nil, nil)
	p.choose.OnChanged = func(string) {
		if i := p.choose.SelectedIndex(); !p.setting && i >= 0 {
			do.set(p.looks[i])
		}
	}
	p.note = widgets.Wrapped("")
	p.info = widgets.NewIconButton(theme.InfoIcon(), w.Say("look.info"), func() { do.inform(w.Say("look.info"), w.Formula(p.look)) })
	p.share = widgets.NewFormButton(w.Say("look.share"), nil, do.share, nil)
	p.share.Importance = widget.LowImportance
	p.shareRow = widgets.Padded(0, 3, widgets.Dense(container.NewHBox(p.share)))
	p.more = widgets.NewFormButton("", theme.MoreVerticalIcon(), nil, nil)
	p.more.OnTapped = func() { widgets.ShowMenuBelow(p.more, do.menu()) }
	p.more.Importance = widget.LowImportance
	title := widgets.Caption(w.Say("inspector.look"))
	title.TextStyle.Bold = true
	p.root = widgets.NewSurface(widgets.ColorCard, 6, widgets.Padded(4, 6, widgets.Column(2,
		widgets.Border(nil, nil, title, widgets.Dense(p.scope.Root)),
		widgets.Border(nil, nil, nil, p.more, p.choose),
		widgets.Border(nil, nil, nil, widgets.Dense(container.NewVBox(p.info)), widgets.Lines(2, p.note)),
		p.shareRow)))
	p.SetPresets(presets)
	return p
}

// SetPresets fills the menu: the looks of the program, then those of the person.
func (p *lookPart) SetPresets(presets []model.Preset) {
	p.looks, p.choose.Options = nil, nil
	for _, look := range engine.Looks() {
		p.looks, p.choose.Options = append(p.looks, look), append(p.choose.Options, p.words.Look(look.Name()))
	}
	for _, preset := range presets {
		if look, ok := preset.Parse(); ok {
			p.looks, p.choose.Options = append(p.looks, look), append(p.choose.Options, preset.Name)
		}
	}
	p.choose.Refresh()
}

// Set shows a look, which photos it is for, and how many these would be, without telling of it.
func (p *lookPart) Set(look engine.Look, scope Scope, selected int) {
	p.setting = true
	defer func() { p.setting = false }()
	if name := p.name(look); p.choose.Selected != name {
		p.choose.Selected = name
		p.choose.Refresh()
	}
	p.tell(look)
	these := p.words.Say("look.this")
	if selected > 1 {
		these = p.words.Count("look.these", selected)
	}
	if button := p.scope.Buttons[ThesePhotos]; button.Text != these {
		button.SetText(these)
	}
	if p.scope.Chosen != int(scope) {
		p.scope.Choose(int(scope))
	}
	widgets.SetButton(&p.share.Button, p.share.Text, scope == ThesePhotos) // it keeps its place: nothing below it moves
}

// tell says what a look is like, also of one that is only tried.
func (p *lookPart) tell(look engine.Look) {
	p.look = look
	widgets.SetText(p.note, p.words.LookNote(look))
}

// name is what the menu shows for a look: the name it has, or the one it started from.
func (p *lookPart) name(look engine.Look) string {
	for i, known := range p.looks {
		if known == look {
			return p.choose.Options[i]
		}
	}
	name := p.words.Look(look.Name())
	if look.Name() == "mix" {
		return name
	}
	return p.words.Say("look.changed", name)
}
