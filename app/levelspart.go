package app

import (
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// levelsGroup is the name under which the group is remembered as open or closed.
const levelsGroup = "levels"

// A tally is how many pixels of a photo have each gray, before and after, and its look with the levels
// that the photo gave it.
type tally struct {
	before, after [256]int64
	look          engine.Look
}

// levelsPart is the group of the inspector with the histogram, the black and the white point and the
// tone curve.
type levelsPart struct {
	group *widgets.Group
	words *words.Words
	do    lookActions
	look  engine.Look
	tally tally

	histogram *widgets.Histogram
	black     *widget.Label // how much of the result is pure black
	white     *widget.Label
	auto      *widgets.Checkbox
	points    [2]*widgets.Tuner // black and white point, in percent
	curve     *widgets.Dropdown
	setting   bool
}

func newLevelsPart(w *words.Words, open map[string]bool, do lookActions) *levelsPart {
	p := &levelsPart{words: w, do: do}
	p.histogram = widgets.NewHistogram()
	p.black, p.white = widgets.Caption(""), widgets.Caption("")
	p.auto = widgets.NewCheckbox(w.Say("levels.auto"), func(on bool) {
		if p.setting {
			return
		}
		levels := engine.Levels{Auto: true}
		if !on { // what they were stays, to go on from there
			black, white := p.present()
			levels = engine.Levels{Black: black, White: white}
		}
		p.change(levels, do.set)
	})
	for i, name := range []string{w.Say("levels.black"), w.Say("levels.white")} {
		s := widgets.Linear(0, 100, 0, 60, 0.5, 0)
		if i == 1 {
			s = widgets.Linear(0, 100, 40, 100, 0.5, 100)
		}
		s.Unit = " %"
		tell := func(to func(engine.Look)) func(float64) {
			return func(v float64) {
				black, white := p.present()
				if i == 0 {
					black = min(v/100, white-engine.LeastSpan)
				} else {
					white = max(v/100, black+engine.LeastSpan)
				}
				p.change(engine.Levels{Black: max(0, black), White: min(1, white)}, to)
			}
		}
		p.points[i] = widgets.NewTuner(w, name, s, tell(do.try), tell(do.set))
		p.points[i].Slider.OnScroll = do.scroll
	}
	var names []string
	for _, name := range engine.CurveNames() {
		names = append(names, w.Curve(name))
	}
	p.curve = widgets.NewDropdown(names, func(string) {
		i := p.curve.SelectedIndex()
		if p.setting || i < 0 || i >= len(engine.CurveNames()) {
			return
		}
		if curve, err := engine.ParseCurve(engine.CurveNames()[i]); err == nil {
			look := p.look.WithCurve(curve)
			p.Set(look)
			do.set(look)
		}
	})
	curve := widgets.Border(nil, nil, widgets.Caption(w.Say("curve.title")), nil, p.curve)
	p.group = widgets.NewGroup(w.Say("levels.title"), open[levelsGroup], func(on bool) { do.fold(levelsGroup, on) },
		widgets.Padded(2, 6, p.histogram), widgets.Dense(widgets.Border(nil, nil, p.black, p.white)), widgets.Padded(0, 3, widgets.Dense(p.auto)),
		p.points[0].Root, p.points[1].Root, widgets.Padded(0, 3, widgets.Dense(curve)))
	return p
}

// present returns the points in force, those of the photo if they are automatic.
func (p *levelsPart) present() (black, white float64) {
	if levels := p.look.Levels(); !levels.Auto {
		return levels.Points()
	}
	return p.tally.look.Levels().Points()
}

// change reports other levels.
func (p *levelsPart) change(levels engine.Levels, to func(engine.Look)) {
	look, err := p.look.WithLevels(levels)
	if err != nil {
		look = p.look
	}
	p.Set(look)
	to(look)
}

// Set shows a look without reporting it.
func (p *levelsPart) Set(look engine.Look) {
	p.setting = true
	defer func() { p.setting = false }()
	p.look = look
	p.auto.SetChecked(look.Levels().Auto)
	black, white := p.present()
	p.points[0].Set(100 * black)
	p.points[1].Set(100 * white)
	at := len(engine.CurveNames())
	for i, name := range engine.CurveNames() {
		if name == look.Curve().Name() {
			at = i
		}
	}
	if own := p.words.Say("curve.own"); at == len(engine.CurveNames()) && len(p.curve.Options) == at {
		p.curve.Options = append(p.curve.Options, own)
	}
	if p.curve.SelectedIndex() != at {
		p.curve.SetSelectedIndex(at)
	}
	p.group.Say(p.text())
}

// text says in a word what the closed group holds.
func (p *levelsPart) text() string {
	switch levels := p.look.Levels(); {
	case levels.Auto:
		return p.words.Say("levels.auto")
	case levels != engine.Levels{} || p.look.Curve() != engine.Curve{}:
		return p.words.Say("tune.changed")
	}
	return ""
}

// Tally shows the histogram of the photo in view.
func (p *levelsPart) Tally(t tally) {
	p.tally = t
	p.histogram.Put(t.before, t.after)
	black, white := p.histogram.Clipped()
	widgets.SetText(p.black, p.words.Say("levels.clipped.black", p.words.Decimal(100*black)))
	widgets.SetText(p.white, p.words.Say("levels.clipped.white", p.words.Decimal(100*white)))
	if p.look.Levels().Auto {
		p.Set(p.look)
	}
}
