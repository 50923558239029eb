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

// formatCard is the card of the inspector about the results' format, with a badge that says
// whether the photo in view loses anything, and why.
type formatCard struct {
	root    fyne.CanvasObject
	words   *words.Words
	formats []engine.Format // in the order of the list
	format  *widgets.Dropdown
	quality *widgets.Tuner
	badge   fyne.CanvasObject
	more    *widgets.IconButton // says what exactly happens
	icon    *widget.Icon
	text    *widget.Label
	recipe  model.Recipe
	report  *engine.Report // of the photo in view, nil if it is not known
	shown   engine.Format  // that quality is shown for, or not
}

func newFormatCard(w *words.Words, change func(func(*model.Recipe)), inform func(title, text string)) *formatCard {
	p := &formatCard{words: w, formats: model.Formats()}
	labels := []string{w.Say("format.keep")}
	for _, format := range p.formats[1:] {
		labels = append(labels, format.Info().Label)
	}
	p.format = widgets.NewDropdown(labels, func(string) {
		change(func(r *model.Recipe) { r.Format = p.formats[p.format.SelectedIndex()] })
	})
	p.quality = widgets.NewTuner(w, w.Say("inspector.quality"), widgets.Linear(1, 100, 1, 100, 1, 90),
		func(float64) {}, func(v float64) { change(func(r *model.Recipe) { r.Quality = int(v) }) })
	p.icon = widget.NewIcon(nil)
	p.icon.Hide()
	p.text = widgets.Wrapped("")
	p.more = widgets.NewIconButton(theme.InfoIcon(), w.Say("loss.more"), func() {
		if p.report != nil {
			inform(w.Say("loss.more"), w.More(*p.report))
		}
	})
	p.more.Hide()
	p.badge = widgets.Border(nil, nil, container.New(&widgets.AtTop{}, p.icon), widgets.Dense(container.NewVBox(p.more)), widgets.Lines(2, p.text))
	p.root = widgets.Card(w.Say("inspector.format"), p.format, p.quality.Root, p.badge)
	return p
}

// Set shows a recipe without calling back.
func (p *formatCard) Set(r model.Recipe) {
	p.recipe = r
	if i := max(0, slices.Index(p.formats, r.Format)); p.format.SelectedIndex() != i {
		p.format.SetSelectedIndex(i)
	}
	p.quality.Set(float64(r.Quality))
	p.showQuality()
}

// showQuality shows the quality where it counts: for a lossy format, and with each photo's
// own format if the photo in view is compressed anew.
func (p *formatCard) showQuality() {
	on := p.recipe.Format.Info().Lossy
	if p.report == nil && p.recipe.Format == engine.KeepFormat && p.recipe.Format == p.shown {
		return // until it is known: nothing moves meanwhile
	}
	p.shown = p.recipe.Format
	if p.report != nil && (on || p.recipe.Format == engine.KeepFormat) {
		on = p.report.Quality > 0
	}
	widgets.Show(on, p.quality.Root)
}

// Tell shows the report of the photo in view; nil if it is not known.
func (p *formatCard) Tell(r *engine.Report) {
	p.report = r
	text := ""
	if r != nil {
		text = p.words.Losses(*r)
		icon, name := theme.InfoIcon(), widgets.ColorSoft
		if words.LossOf(*r) == words.Lossless {
			icon, name = theme.ConfirmIcon(), theme.ColorNameSuccess
		}
		p.icon.SetResource(theme.NewColoredResource(icon, name))
	}
	widgets.SetText(p.text, text)
	if more := r != nil && p.words.More(*r) != ""; more != p.more.Visible() {
		widgets.Show(more, p.more)
		p.badge.Refresh() // which gives it a place
	}
	widgets.Show(text != "", p.icon) // the place of both stays
	p.showQuality()
}
