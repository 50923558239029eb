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
	formula  *widget.Label
	share    *widget.Button
	shareRow fyne.CanvasObject
	more     *widget.Button
	looks    []engine.Look // in the order of the menu
	setting  bool
}

// lookPartActions are what the card asks for.
type lookPartActions struct {
	set   func(engine.Look)
	scope func(Scope)
	share func()
	menu  func() *fyne.Menu
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
	p.formula = widgets.Wrapped("")
	p.share = widget.NewButton(w.Say("look.share"), do.share)
	p.share.Importance = widget.LowImportance
	p.shareRow = widgets.Padded(0, 3, widgets.Dense(container.NewHBox(p.share)))
	p.shareRow.Hide()
	p.more = widget.NewButtonWithIcon("", theme.MoreVerticalIcon(), nil)
	p.more.OnTapped = func() { widgets.ShowMenuBelow(p.more, do.menu()) }
	p.more.Importance = widget.LowImportance
	title := widgets.Caption(w.Say("inspector.look"))
	title.TextStyle.Bold = true
	p.root = widgets.NewSurface(widgets.ColorCard, 6, widgets.Padded(4, 6, widgets.Column(2,
		container.NewBorder(nil, nil, title, widgets.Dense(p.scope.Root)),
		container.NewBorder(nil, nil, nil, p.more, p.choose),
		p.formula,
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
	widgets.SetText(p.formula, p.words.Formula(look))
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
	widgets.Show(scope == ThesePhotos, p.shareRow)
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
