package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// bitMethods lists the ways to pure black and white in the order of their menu.
var bitMethods = []engine.Method{engine.NoMethod, engine.Threshold, engine.Otsu, engine.Sauvola, engine.FloydSteinberg, engine.Ordered}

// mostWindow is how far the slider of Sauvola's window reaches; larger ones can be typed.
const mostWindow, largestWindow = 199, 999

// bitPart is the group of the inspector about pure black and white.
type bitPart struct {
	group *widgets.Group
	words *words.Words
	do    lookActions
	look  engine.Look

	method    *widgets.Dropdown
	note      *widget.Label
	threshold *widgets.Tuner
	k         *widgets.Tuner
	auto      *widgets.Checkbox
	autoRow   fyne.CanvasObject
	window    *widgets.Tuner
	setting   bool
}

func newBitPart(w *words.Words, open map[string]bool, do lookActions) *bitPart {
	p := &bitPart{words: w, do: do}
	var names []string
	for _, m := range bitMethods {
		names = append(names, w.Method(m))
	}
	p.method = widgets.NewDropdown(names, func(string) {
		p.change(engine.OneBit{Method: bitMethods[p.method.SelectedIndex()], Threshold: engine.DefaultThreshold, K: engine.DefaultK}, do.set)
	})
	p.note = widgets.Wrapped("")
	bit := func(change func(*engine.OneBit, float64)) (try, set func(float64)) {
		tell := func(to func(engine.Look)) func(float64) {
			return func(v float64) {
				bit := p.look.OneBit()
				change(&bit, v)
				p.change(bit, to)
			}
		}
		return tell(do.try), tell(do.set)
	}
	try, set := bit(func(b *engine.OneBit, v float64) { b.Threshold = int(v + 0.5) })
	p.threshold = widgets.NewTuner(w, w.Say("bit.threshold"), widgets.Linear(0, 255, 0, 255, 1, engine.DefaultThreshold), try, set)
	try, set = bit(func(b *engine.OneBit, v float64) { b.K = v })
	p.k = widgets.NewTuner(w, w.Say("bit.k"), widgets.Linear(0, 1, 0, 1, 0.01, engine.DefaultK), try, set)
	try, set = bit(func(b *engine.OneBit, v float64) { b.Window = int(v) | 1 })
	p.window = widgets.NewTuner(w, w.Say("bit.window"), widgets.Linear(3, largestWindow, 3, mostWindow, 2, firstWindow), try, set)
	for _, t := range []*widgets.Tuner{p.threshold, p.k, p.window} {
		t.Slider.OnScroll = do.scroll
	}
	p.auto = widgets.NewCheckbox(w.Say("bit.auto"), func(on bool) {
		if p.setting {
			return
		}
		bit := p.look.OneBit()
		if bit.Window = 0; !on {
			bit.Window = firstWindow
		}
		p.change(bit, do.set)
	})
	p.autoRow = widgets.Padded(0, 3, widgets.Dense(p.auto))
	p.group = widgets.NewGroup(w.Say("bit.title"), open[bitGroup], func(on bool) { do.fold(bitGroup, on) },
		widgets.Padded(0, 3, widgets.Dense(p.method)), p.threshold.Root, p.k.Root, p.autoRow, p.window.Root, p.note)
	return p
}

// firstWindow is the window that Sauvola has when a person begins to choose one.
const firstWindow = 25

// change reports another 1-bit end of the look.
func (p *bitPart) change(bit engine.OneBit, to func(engine.Look)) {
	if p.setting {
		return
	}
	look, err := p.look.WithOneBit(bit)
	if err != nil {
		p.Set(p.look)
		return
	}
	p.Set(look)
	to(look)
}

// Set shows a look without telling of it.
func (p *bitPart) Set(look engine.Look) {
	p.setting = true
	defer func() { p.setting = false }()
	p.look = look
	bit := look.OneBit()
	for i, m := range bitMethods {
		if m == bit.Method && p.method.SelectedIndex() != i {
			p.method.SetSelectedIndex(i)
		}
	}
	p.threshold.Set(float64(bit.Threshold))
	p.k.Set(bit.K)
	p.auto.SetChecked(bit.Window == 0)
	if bit.Window != 0 {
		p.window.Set(float64(bit.Window))
	}
	sauvola := bit.Method == engine.Sauvola
	for object, on := range map[fyne.CanvasObject]bool{
		p.threshold.Root: bit.Method == engine.Threshold,
		p.k.Root:         sauvola,
		p.autoRow:        sauvola,
		p.window.Root:    sauvola && bit.Window != 0,
		p.note:           bit.Method != engine.NoMethod,
	} {
		widgets.Show(on, object)
	}
	widgets.SetText(p.note, p.words.MethodNote(bit.Method))
	text := ""
	if bit.Method != engine.NoMethod {
		text = p.words.Method(bit.Method)
	}
	p.group.Say(text)
}
