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
// a name. With the focus, arrows go from one to the next.
type lookStrip struct {
	widget.BaseWidget
	words    *words.Words
	onChoose func(engine.Look)
	images   *lookImages

	looks   []engine.Look
	cells   []*widgets.LookCell
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
	s := &lookStrip{words: w, images: images, onChoose: onChoose, row: widgets.Row(2)}
	s.scroll = container.NewHScroll(widgets.Padded(6, 8, s.row))
	s.ExtendBaseWidget(s)
	s.fill(presets)
	return s
}

// CreateRenderer is part of fyne.Widget.
func (s *lookStrip) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.scroll) }

// fill makes a cell for each look: those of the program, then those of the person.
func (s *lookStrip) fill(presets []model.Preset) {
	s.presets, s.looks, s.cells, s.row.Objects = presets, nil, nil, nil
	add := func(name string, look engine.Look) {
		cell := widgets.NewLookCell(name, func() { s.onChoose(look) })
		s.looks, s.cells = append(s.looks, look), append(s.cells, cell)
		s.row.Add(cell)
	}
	for _, look := range engine.Looks() {
		add(s.words.Look(look.Name()), look)
	}
	for _, preset := range presets {
		if look, ok := preset.Parse(); ok {
			add(preset.Name, look)
		}
	}
	s.images.Make(s.photo, s.looks)
	s.paint()
}

// Put shows the looks on a photo, with so many device pixels for a unit of Fyne's.
func (s *lookStrip) Put(p *picture.Pyramid, density float64) {
	size := image.Rect(0, 0, int(math.Round(widgets.LookWidth*density)), int(math.Round(widgets.LookHeight*density)))
	s.photo = image.NewRGBA(size)
	scale := max(float64(size.Dx())/float64(p.Size.X), float64(size.Dy())/float64(p.Size.Y))
	view := picture.View{Scale: scale, X: float64(p.Size.X) / 2, Y: float64(p.Size.Y) / 2}
	picture.Draw(s.photo, size, size, p, view, widgets.Checked(density))
	s.key = keyOf(s.photo)
	s.images.Make(s.photo, s.looks)
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
		if from < 0 && look.Name() == s.chosen.Name() && s.chosen.Name() != "mix" {
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
			img = s.images.Get(s.key, s.looks[i])
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
	left, right := cell.Position().X, cell.Position().X+cell.Size().Width+16
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
	if s.looks[to] != s.chosen {
		s.onChoose(s.looks[to])
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
