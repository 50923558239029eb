package app

import (
	"image/color"

	"fyne.io/fyne/v2"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// tunePart is the group of the inspector that mixes a look and tones it.
type tunePart struct {
	group *widgets.Group
	words *words.Words
	do    lookActions
	look  engine.Look

	weights    [3]*widgets.Tuner
	keep       *widgets.Checkbox
	brightness *widgets.Tuner
	contrast   *widgets.Tuner
	gamma      *widgets.Tuner
	setting    bool
	start      *engine.Look // where a slider that moves came from: weights in their proportion
}

// lookActions are what the parts of the inspector that change a look ask for.
type lookActions struct {
	try  func(engine.Look) // while something moves
	set  func(engine.Look)
	fold func(group string, open bool)
	free func(bool) // weights need not add up to 100

	scroll func(*fyne.ScrollEvent) // the wheel over a slider
}

// trackColors are those of the sliders of red, green and blue.
var trackColors = [3][2]color.Color{
	{color.NRGBA{0x50, 0x18, 0x14, 0xff}, color.NRGBA{0xf0, 0x50, 0x40, 0xff}},
	{color.NRGBA{0x10, 0x40, 0x18, 0xff}, color.NRGBA{0x50, 0xc8, 0x58, 0xff}},
	{color.NRGBA{0x18, 0x24, 0x60, 0xff}, color.NRGBA{0x58, 0x88, 0xf8, 0xff}},
}

// Groups that are remembered as open or closed.
const (
	tuneGroup = "tune"
	bitGroup  = "1bit"
)

func newTunePart(w *words.Words, open map[string]bool, free bool, do lookActions) *tunePart {
	p := &tunePart{words: w, do: do}
	for i, name := range []string{w.Say("tune.red"), w.Say("tune.green"), w.Say("tune.blue")} {
		s := widgets.Linear(engine.LeastWeight, engine.MostWeight, -100, 200, 1, 0)
		s.Unit, s.Colors = " %", trackColors[i]
		weigh := func(look engine.Look, v float64) (engine.Look, error) {
			r, g, b := look.Weights()
			return model.WithWeights(look, model.MixWith([3]float64{r, g, b}, i, v, p.keep.Checked))
		}
		p.weights[i] = p.tuner(name, s, weigh)
	}
	p.keep = widgets.NewCheckbox(w.Say("tune.keep"), func(on bool) {
		if !p.setting {
			do.free(!on)
		}
	})
	p.setting = true
	p.keep.SetChecked(!free)
	p.setting = false

	bright := widgets.Linear(100*engine.LeastBrightness, 100*engine.MostBrightness, -100, 100, 1, 0)
	p.brightness = p.tuner(w.Say("tune.brightness"), bright, func(look engine.Look, v float64) (engine.Look, error) {
		return look.WithBrightness(v / 100)
	})
	p.contrast = p.tuner(w.Say("tune.contrast"), widgets.Doubling(engine.LeastContrast, engine.MostContrast, 4), engine.Look.WithContrast)
	p.gamma = p.tuner(w.Say("tune.gamma"), widgets.Doubling(engine.LeastGamma, engine.MostGamma, 4), engine.Look.WithGamma)

	p.group = widgets.NewGroup(w.Say("tune.title"), open[tuneGroup], func(on bool) { do.fold(tuneGroup, on) },
		p.weights[0].Root, p.weights[1].Root, p.weights[2].Root, widgets.Padded(0, 3, widgets.Dense(p.keep)),
		p.brightness.Root, p.contrast.Root, p.gamma.Root)
	return p
}

// tuner makes a slider that changes the look in one way.
func (p *tunePart) tuner(name string, s widgets.Scale, change func(engine.Look, float64) (engine.Look, error)) *widgets.Tuner {
	tell := func(v float64, to func(engine.Look)) {
		look, err := change(*p.start, v)
		if err != nil { // the others would go out of range
			look = p.look
		}
		p.Set(look)
		to(look)
	}
	begin := func() {
		if p.start == nil {
			from := p.look
			p.start = &from
		}
	}
	t := widgets.NewTuner(p.words, name, s, func(v float64) {
		begin()
		tell(v, p.do.try)
	}, func(v float64) {
		begin()
		tell(v, p.do.set)
		p.start = nil
	})
	t.Slider.OnScroll = p.do.scroll
	return t
}

// Set shows a look without telling of it.
func (p *tunePart) Set(look engine.Look) {
	p.look = look
	r, g, b := look.Weights()
	usual := [3]float64{r, g, b}
	if look.Name() == "mix" {
		usual[0], usual[1], usual[2] = engine.Look{}.Weights()
	}
	for i, v := range [3]float64{r, g, b} {
		p.weights[i].SetUsual(usual[i])
		p.weights[i].Set(v)
	}
	p.brightness.Set(100 * look.Brightness())
	p.contrast.Set(look.Contrast())
	p.gamma.Set(look.Gamma())
	p.group.Say(tuneText(p.words, look))
}

// tuneText says in a word what a closed group holds.
func tuneText(w *words.Words, look engine.Look) string {
	if look.Name() == "mix" {
		r, g, b := look.Weights()
		return w.Weights(r, g, b)
	}
	if look.Brightness() != 0 || look.Contrast() != 1 || look.Gamma() != 1 {
		return w.Say("tune.changed")
	}
	return ""
}
