package app

import (
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/picture"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// lookStrip is the row of small results of the selected photo, one for each look that has
// a name, sorted in groups. The results have the fine tune of the look in force, so that a tap
// changes the mix and keeps the rest. With the focus, arrows go from one to the next.
type lookStrip struct {
	widget.BaseWidget
	words    *words.Words
	onChoose func(engine.Look)
	images   *lookImages

	looks   []engine.Look
	shown   []engine.Look // the same with the fine tune in force
	cells   []*widgets.LookCell
	groups  []*fyne.Container // of each cell
	painted []uint64          // the photo of each cell's image
	own     int               // where looks of the person begin: these are shown as they are
	row     *fyne.Container
	scroll  *container.Scroll
	chosen  engine.Look
	presets []model.Preset
	photo   *image.RGBA // small, in colour; nil if there is none
	key     uint64
	focused bool
}

var _ fyne.Focusable = (*lookStrip)(nil)

func newLookStrip(w *words.Words, images *lookImages, presets []model.Preset, onChoose func(engine.Look)) *lookStrip {
	s := &lookStrip{words: w, images: images, onChoose: onChoose, row: widgets.Row(14)}
	s.scroll = container.NewHScroll(widgets.Padded(6, 8, s.row))
	s.ExtendBaseWidget(s)
	s.fill(presets)
	return s
}

// CreateRenderer is part of fyne.Widget.
func (s *lookStrip) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.scroll) }

// lookGroups are the looks of the program in the order of the strip; one that is in none comes last.
var lookGroups = [][]string{
	{"neutral", "panchromatic", "orthochromatic", "bt709", "luminance"},
	{"red", "orange", "yellow", "green", "blue"},
	{"landscape", "portrait", "infrared"},
	{"lineart", "dither"},
}

// fill makes a cell for each look: those of the program in their groups, then those of the person.
func (s *lookStrip) fill(presets []model.Preset) {
	s.presets, s.looks, s.cells, s.groups, s.row.Objects = presets, nil, nil, nil, nil
	var group *fyne.Container
	begin := func(title string) {
		group = widgets.Row(2)
		s.row.Add(widgets.Column(0, widgets.Padded(-6, 0, widgets.Caption(title)), group))
	}
	add := func(name string, look engine.Look) {
		i := len(s.looks)
		cell := widgets.NewLookCell(name, func() { s.onChoose(s.shown[i]) })
		s.looks, s.cells, s.groups = append(s.looks, look), append(s.cells, cell), append(s.groups, s.row.Objects[len(s.row.Objects)-1].(*fyne.Container))
		group.Add(cell)
	}
	known := map[string]engine.Look{}
	for _, look := range engine.Looks() {
		known[look.Name()] = look
	}
	for i, title := range []string{s.words.Say("strip.natural"), s.words.Say("strip.filters"), s.words.Say("strip.scenes"), s.words.Say("strip.bilevel")} {
		begin(title)
		for _, name := range lookGroups[i] {
			if look, ok := known[name]; ok {
				add(s.words.Look(name), look)
				delete(known, name)
			}
		}
	}
	for _, look := range engine.Looks() {
		if _, left := known[look.Name()]; left {
			add(s.words.Look(look.Name()), look)
		}
	}
	s.own = len(s.looks)
	for _, preset := range presets {
		if look, ok := preset.Parse(); ok {
			if len(s.looks) == s.own {
				begin(s.words.Say("strip.own"))
			}
			add(preset.Name, look)
		}
	}
	s.painted = make([]uint64, len(s.cells))
	s.tune()
	s.paint()
}

// tune gives the results the fine tune in force, and has those made that are missing.
func (s *lookStrip) tune() {
	s.shown = make([]engine.Look, len(s.looks))
	for i, look := range s.looks {
		if s.shown[i] = look; i < s.own {
			s.shown[i] = model.Tuned(look, s.chosen)
		}
	}
	s.images.Make(s.photo, s.shown)
}

// Put shows the looks on a photo, with so many device pixels for a unit of Fyne's.
func (s *lookStrip) Put(p *picture.Pyramid, density float64) {
	size := image.Rect(0, 0, int(math.Round(widgets.LookWidth*density)), int(math.Round(widgets.LookHeight*density)))
	s.photo = image.NewRGBA(size)
	scale := max(float64(size.Dx())/float64(p.Size.X), float64(size.Dy())/float64(p.Size.Y))
	view := picture.View{Scale: scale, X: float64(p.Size.X) / 2, Y: float64(p.Size.Y) / 2}
	picture.Draw(s.photo, size, size, p, view, widgets.Checked(density))
	s.key = keyOf(s.photo)
	s.images.Make(s.photo, s.shown)
	s.paint()
}

// Clear shows the looks on nothing.
func (s *lookStrip) Clear() {
	s.photo = nil
	s.images.Make(nil, nil)
	s.paint()
}

// Choose marks the look in force, or else the look that it started from.
func (s *lookStrip) Choose(look engine.Look, presets []model.Preset) {
	moved := s.chosen != look
	s.chosen = look
	if !same(presets, s.presets) {
		s.fill(presets)
	} else if moved {
		s.tune()
	}
	s.paint()
	if moved {
		s.reveal()
	}
}

// same reports whether two lists of presets are equal.
func same(a, b []model.Preset) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// at returns where the look in force is in the row, or the look that it started from, and how
// it is marked; -1 if it is a mix.
func (s *lookStrip) at() (int, widgets.LookMark) {
	from := -1
	for i, look := range s.looks {
		if look == s.chosen {
			return i, widgets.InForce
		}
		if (from < 0 || from >= s.own) && look.Name() == s.chosen.Name() && s.chosen.Name() != "mix" {
			from = i
		}
	}
	return from, widgets.StartedFrom
}

// paint brings the cells up to date. Those that stay the same are not painted again.
func (s *lookStrip) paint() {
	at, as := s.at()
	for i, cell := range s.cells {
		var img image.Image
		if s.photo != nil {
			if img = s.images.Get(s.key, s.shown[i]); img != nil {
				s.painted[i] = s.key
			} else if s.painted[i] == s.key {
				img = cell.Image // of the same photo, until the new one is there
			}
		}
		mark := widgets.Unmarked
		if i == at {
			mark = as
		}
		cell.Set(img, mark, s.focused && i == max(at, 0))
	}
}

// reveal scrolls to the look in force.
func (s *lookStrip) reveal() {
	at, _ := s.at()
	if at < 0 {
		return
	}
	cell := s.cells[at]
	left := s.groups[at].Position().X + cell.Position().X
	right := left + cell.Size().Width + 16
	offset := s.scroll.Offset.X
	switch {
	case left < offset:
		offset = left
	case right > offset+s.scroll.Size().Width:
		offset = right - s.scroll.Size().Width
	default:
		return
	}
	s.scroll.ScrollToOffset(fyne.NewPos(offset, 0))
}

// Step chooses the look so many places further.
func (s *lookStrip) Step(by int) {
	at, _ := s.at()
	if at < 0 && by < 0 {
		at = 0
	}
	to := max(0, min(len(s.looks)-1, at+by))
	if s.shown[to] != s.chosen {
		s.onChoose(s.shown[to])
	}
}

// FocusGained is part of fyne.Focusable.
func (s *lookStrip) FocusGained() {
	s.focused = true
	s.paint()
}

// FocusLost is part of fyne.Focusable.
func (s *lookStrip) FocusLost() {
	s.focused = false
	s.paint()
}

// TypedKey goes along the row.
func (s *lookStrip) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyLeft, fyne.KeyUp:
		s.Step(-1)
	case fyne.KeyRight, fyne.KeyDown:
		s.Step(1)
	case fyne.KeyHome:
		s.Step(-len(s.looks))
	case fyne.KeyEnd:
		s.Step(len(s.looks))
	}
}

// TypedRune is part of fyne.Focusable.
func (s *lookStrip) TypedRune(rune) {}
