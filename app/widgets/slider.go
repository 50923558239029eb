package widgets

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Sizes of a slider, in Fyne's units.
const (
	sliderHeight = 18
	thumbRadius  = 6
	trackHeight  = 4
	tickHeight   = 10
	magnet       = 3 // how near to the tick a drag stops at it
)

// A Slider is a line with a thumb and a tick at the usual value. With Shift a drag goes ten times as
// far for the same change, and the wheel goes by single steps; without Shift the wheel is for what
// the slider lies in. The keyboard goes by single steps. A press does not take the focus.
type Slider struct {
	widget.BaseWidget
	follower
	Min, Max, Step float64
	Value          float64
	Tick           float64
	Colors         [2]color.Color // of the track, at its ends; nil has the theme's

	OnChanged     func(float64)           // while it moves
	OnChangeEnded func(float64)           // when it was let go
	OnScroll      func(*fyne.ScrollEvent) // the wheel without Shift

	at       float64 // while dragged: the place without rounding
	dragging bool
	pending  bool // it moved since OnChangeEnded
	focused  bool
	hovered  bool
	shift    func() bool // a Shift key is down
}

var (
	_ fyne.Draggable    = (*Slider)(nil)
	_ fyne.Tappable     = (*Slider)(nil)
	_ fyne.Scrollable   = (*Slider)(nil)
	_ fyne.Focusable    = (*Slider)(nil)
	_ desktop.Hoverable = (*Slider)(nil)
)

func NewSlider(from, to float64) *Slider {
	s := &Slider{Min: from, Max: to, Value: from, Tick: math.NaN(), Step: 1, shift: shiftIsDown}
	s.ExtendBaseWidget(s)
	return s
}

// shiftIsDown reports whether a Shift key is down.
func shiftIsDown() bool {
	driver, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && driver.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// SetValue moves the slider as a person would.
func (s *Slider) SetValue(v float64) {
	s.move(v)
	s.end()
}

// Set moves the slider and its tick without reporting it.
func (s *Slider) Set(v, tick float64) {
	v = min(max(v, s.Min), s.Max)
	if v != s.Value || tick != s.Tick {
		s.Value, s.Tick = v, tick
		s.Refresh()
	}
}

// move goes to a place, rounded to steps.
func (s *Slider) move(v float64) {
	if v != s.Tick {
		v = min(max(math.Round(v/s.Step)*s.Step, s.Min), s.Max)
	}
	if v == s.Value {
		return
	}
	s.Value, s.pending = v, true
	s.Refresh()
	if s.OnChanged != nil {
		s.OnChanged(v)
	}
}

func (s *Slider) end() {
	if s.pending {
		s.pending = false
		if s.OnChangeEnded != nil {
			s.OnChangeEnded(s.Value)
		}
	}
}

// unit is how far a value goes for one of Fyne's units.
func (s *Slider) unit() float64 {
	return (s.Max - s.Min) / math.Max(1, float64(s.Size().Width-2*thumbRadius))
}

// x is where a value is.
func (s *Slider) x(v float64) float32 { return thumbRadius + float32((v-s.Min)/s.unit()) }

// near returns a value, or the tick if that is near.
func (s *Slider) near(v float64) float64 {
	if math.Abs(v-s.Tick) < magnet*s.unit() && !s.shift() {
		return s.Tick
	}
	return v
}

// Tapped goes to where the track was tapped.
func (s *Slider) Tapped(ev *fyne.PointEvent) {
	if math.Abs(float64(ev.Position.X-s.x(s.Value))) > thumbRadius {
		s.move(s.near(s.Min + float64(ev.Position.X-thumbRadius)*s.unit()))
	}
	s.end()
}

// Dragged moves the thumb by as much as the pointer moves. Beside the thumb it begins at the pointer.
func (s *Slider) Dragged(ev *fyne.DragEvent) {
	if !s.dragging {
		s.dragging, s.at = true, s.Value
		if from := ev.Position.X - ev.Dragged.DX; math.Abs(float64(from-s.x(s.Value))) > 2*thumbRadius {
			s.at = s.Min + float64(from-thumbRadius)*s.unit()
		}
	}
	by := float64(ev.Dragged.DX) * s.unit()
	if s.shift() {
		by /= 10
	}
	s.at += by
	s.move(s.near(min(max(s.at, s.Min), s.Max)))
}

// DragEnd lets go.
func (s *Slider) DragEnd() {
	s.dragging = false
	s.end()
}

// Scrolled goes by single steps with Shift, or while the slider has the focus.
func (s *Slider) Scrolled(ev *fyne.ScrollEvent) {
	if !s.shift() && !s.focused {
		if s.OnScroll != nil {
			s.OnScroll(ev)
		}
		return
	}
	by := ev.Scrolled.DY // the wheel with Shift goes sideways on some systems
	if by == 0 {
		by = -ev.Scrolled.DX
	}
	if by != 0 {
		s.move(s.Value + math.Copysign(s.Step, float64(by)))
		s.end()
	}
}

// TypedKey goes by single steps, by ten, and to both ends. Escape leaves the slider.
func (s *Slider) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyLeft, fyne.KeyDown:
		s.move(s.Value - s.Step)
	case fyne.KeyRight, fyne.KeyUp:
		s.move(s.Value + s.Step)
	case fyne.KeyPageDown:
		s.move(s.Value - 10*s.Step)
	case fyne.KeyPageUp:
		s.move(s.Value + 10*s.Step)
	case fyne.KeyHome:
		s.move(s.Min)
	case fyne.KeyEnd:
		s.move(s.Max)
	case fyne.KeyDelete, fyne.KeyBackspace:
		if !math.IsNaN(s.Tick) {
			s.move(s.Tick)
		}
	case fyne.KeyEscape:
		Unfocus(s)
		return
	}
	s.end()
}

// TypedRune is part of fyne.Focusable.
func (s *Slider) TypedRune(rune) {}

// FocusGained is part of fyne.Focusable.
func (s *Slider) FocusGained() {
	s.focused = true
	s.gained()
	s.Refresh()
}

// FocusLost is part of fyne.Focusable.
func (s *Slider) FocusLost() {
	s.focused = false
	s.Refresh()
}

// MouseIn is part of desktop.Hoverable.
func (s *Slider) MouseIn(*desktop.MouseEvent) {
	s.hovered = true
	s.Refresh()
}

// MouseMoved is part of desktop.Hoverable.
func (s *Slider) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is part of desktop.Hoverable.
func (s *Slider) MouseOut() {
	s.hovered = false
	s.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (s *Slider) CreateRenderer() fyne.WidgetRenderer {
	r := &sliderRenderer{
		s: s, track: canvas.NewRectangle(color.Transparent), filled: canvas.NewRectangle(color.Transparent), tick: canvas.NewRectangle(color.Transparent),
		ring: canvas.NewCircle(color.Transparent), thumb: canvas.NewCircle(color.Transparent),
	}
	r.track.CornerRadius, r.filled.CornerRadius = trackHeight/2, trackHeight/2
	r.objects = []fyne.CanvasObject{r.track}
	if s.Colors[0] != nil {
		r.shade = canvas.NewHorizontalGradient(s.Colors[0], s.Colors[1])
		r.objects = append(r.objects, r.shade)
	}
	r.objects = append(r.objects, r.filled, r.tick, r.ring, r.thumb)
	r.paint()
	return r
}

type sliderRenderer struct {
	s                   *Slider
	track, filled, tick *canvas.Rectangle
	shade               *canvas.LinearGradient // in place of filled, for a track in colours
	ring, thumb         *canvas.Circle
	objects             []fyne.CanvasObject
}

func (r *sliderRenderer) MinSize() fyne.Size { return fyne.NewSize(80, sliderHeight) }

func (r *sliderRenderer) Layout(size fyne.Size) {
	top := (size.Height - trackHeight) / 2
	track := fyne.NewSize(size.Width-2*thumbRadius, trackHeight)
	r.track.Move(fyne.NewPos(thumbRadius, top))
	r.track.Resize(track)
	if r.shade != nil {
		r.shade.Move(r.track.Position())
		r.shade.Resize(track)
	}
	r.tick.Resize(fyne.NewSize(2, tickHeight))
	r.ring.Resize(fyne.NewSquareSize(2*thumbRadius + 6))
	r.thumb.Resize(fyne.NewSquareSize(2 * thumbRadius))
	r.place()
}

// place moves what depends on the value. These are vectors: they only move.
func (r *sliderRenderer) place() {
	s, height := r.s, r.s.Size().Height
	at := s.x(s.Value)
	Show(!math.IsNaN(s.Tick), r.tick)
	from := float32(thumbRadius)
	if !math.IsNaN(s.Tick) {
		from = s.x(min(max(s.Tick, s.Min), s.Max))
		r.tick.Move(fyne.NewPos(from-1, (height-tickHeight)/2))
	}
	Show(r.shade == nil, r.filled)
	r.filled.Move(fyne.NewPos(min(from, at), (height-trackHeight)/2))
	r.filled.Resize(fyne.NewSize(float32(math.Abs(float64(at-from))), trackHeight))
	r.thumb.Move(fyne.NewPos(at-thumbRadius, height/2-thumbRadius))
	r.ring.Move(fyne.NewPos(at-thumbRadius-3, height/2-thumbRadius-3))
}

// paint gives the parts the theme's colours.
func (r *sliderRenderer) paint() {
	r.track.FillColor = ThemeColor(theme.ColorNameInputBorder)
	r.filled.FillColor = ThemeColor(theme.ColorNamePrimary)
	r.tick.FillColor = ThemeColor(ColorSoft)
	r.thumb.FillColor = ThemeColor(theme.ColorNameForeground)
	r.thumb.StrokeColor, r.thumb.StrokeWidth = ThemeColor(ColorCard), 1
	r.ring.FillColor = color.Transparent
	switch {
	case r.s.focused:
		r.ring.FillColor = ThemeColor(theme.ColorNamePrimary)
	case r.s.hovered:
		r.ring.FillColor = ThemeColor(theme.ColorNamePressed)
	}
}

func (r *sliderRenderer) Refresh() {
	r.paint()
	r.place()
	canvas.Refresh(r.s)
}

func (r *sliderRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *sliderRenderer) Destroy() {}
