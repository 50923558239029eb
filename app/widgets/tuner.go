package widgets

import (
	"image/color"
	"math"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/words"
)

// A Scale is how a value lies on a slider.
type Scale struct {
	least, most float64 // of the value; the slider may reach less far
	from, to    float64 // of the slider, in places
	step        float64 // in places
	usual       float64 // value to which a reset goes
	place       func(value float64) float64
	value       func(place float64) float64
	Unit        string         // behind the value
	Colors      [2]color.Color // of the slider, at its ends; nil has the theme's
}

// Linear is a scale on which places are values.
func Linear(least, most, from, to, step, usual float64) Scale {
	same := func(v float64) float64 { return v }
	return Scale{least: least, most: most, from: from, to: to, step: step, usual: usual, place: same, value: same}
}

// Doubling is a scale for factors: as far to the left of 1 as to the right is half as much
// as twice as much. Places are hundredths of a doubling.
func Doubling(least, most, reach float64) Scale {
	end := 100 * math.Log2(reach)
	return Scale{
		least: least, most: most, from: -end, to: end, step: 1, usual: 1,
		place: func(v float64) float64 { return 100 * math.Log2(max(v, 1e-3)) },
		value: func(p float64) float64 { return math.Round(100*math.Exp2(p/100)) / 100 },
	}
}

// Tuner is a slider over the whole width under its name and its value, which can be typed. There is a
// tick at the usual value, and a way back to it: a tap on the arrow, or a double tap on the name.
type Tuner struct {
	Root      fyne.CanvasObject
	scale     Scale
	onMove    func(v float64) // while it moves
	onChange  func(v float64) // when it was let go, or a value was typed
	words     *words.Words
	value     float64
	Slider    *Slider
	Entry     *valueEntry
	Back      *FormButton
	resetting float64
}

func NewTuner(w *words.Words, name string, s Scale, onMove, onChange func(float64)) *Tuner {
	t := &Tuner{scale: s, words: w, onMove: onMove, onChange: onChange, value: s.usual, resetting: s.usual}
	t.Slider = NewSlider(s.from, s.to)
	t.Slider.Step, t.Slider.Colors = s.step, s.Colors
	t.Slider.OnChanged = func(p float64) {
		t.show(t.valueAt(p), false)
		t.onMove(t.value)
	}
	t.Slider.OnChangeEnded = func(p float64) {
		t.show(t.valueAt(p), false)
		t.onChange(t.value)
	}
	t.Entry = newValueEntry(t.Typed)
	t.Back = NewFormButton("", theme.ContentUndoIcon(), t.reset, nil)
	t.Back.Importance = widget.LowImportance
	label := newNameLabel(name, t.reset)
	head := Border(nil, nil, nil, Row(0, container.NewStack(AtLeast(23, 0, layout.NewSpacer()), t.Back), AtLeast(58, 0, t.Entry)), label)
	t.Root = Padded(0, 3, Column(0, Dense(head), t.Slider))
	t.Set(s.usual)
	return t
}

// valueAt returns the value at a place, exactly the usual one at its tick.
func (t *Tuner) valueAt(place float64) float64 {
	if place == t.scale.place(t.resetting) {
		return t.resetting
	}
	return t.scale.value(place)
}

// Set shows a value without telling of it.
func (t *Tuner) Set(v float64) { t.show(v, true) }

// SetUsual changes where the tick is, and a reset goes.
func (t *Tuner) SetUsual(v float64) {
	t.resetting = v
	t.Slider.Set(t.Slider.Value, t.tick())
	t.showBack()
}

// tick is the place of the usual value.
func (t *Tuner) tick() float64 {
	return min(max(t.scale.place(t.resetting), t.scale.from), t.scale.to)
}

func (t *Tuner) show(v float64, slide bool) {
	t.value = v
	if slide {
		t.Slider.Set(t.scale.place(v), t.tick())
	}
	if text := t.text(v); t.Entry.Text != text && !t.Entry.focused {
		t.Entry.SetText(text)
	}
	t.showBack()
}

func (t *Tuner) showBack() {
	if moved := math.Abs(t.value-t.resetting) > 1e-9; moved != t.Back.Visible() {
		Show(moved, t.Back)
	}
}

func (t *Tuner) text(v float64) string { return t.words.Figure(v) + t.scale.Unit }

// Typed applies a value that was typed; a text that is no number changes nothing.
func (t *Tuner) Typed(text string) {
	text = strings.TrimSuffix(strings.TrimSpace(text), strings.TrimSpace(t.scale.Unit))
	text = strings.NewReplacer(",", ".", "−", "-", "–", "-").Replace(strings.TrimSpace(text))
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) {
		t.Entry.SetText(t.text(t.value))
		return
	}
	v = min(max(v, t.scale.least), t.scale.most)
	changed := v != t.value
	t.Set(v)
	t.Entry.SetText(t.text(v))
	if changed {
		t.onChange(v)
	}
}

// reset goes back to the usual value.
func (t *Tuner) reset() {
	if t.value != t.resetting {
		t.Set(t.resetting)
		t.onChange(t.resetting)
	}
}

// valueEntry is a small field for a number. It reports what was typed on Enter, or when it loses
// the focus.
type valueEntry struct {
	widget.Entry
	follower
	onDone  func(string)
	before  string
	focused bool
}

func newValueEntry(onDone func(string)) *valueEntry {
	e := &valueEntry{onDone: onDone}
	e.ExtendBaseWidget(e)
	e.Scroll = fyne.ScrollNone
	e.OnSubmitted = func(string) { e.tell() }
	return e
}

// FocusGained notes what was there, so that Escape brings it back.
func (e *valueEntry) FocusGained() {
	e.before, e.focused = e.Text, true
	e.Entry.FocusGained()
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	e.gained()
}

// FocusLost applies what was typed.
func (e *valueEntry) FocusLost() {
	e.Entry.FocusLost()
	e.focused = false
	e.tell()
}

// TypedKey gives up on Escape.
func (e *valueEntry) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyEscape {
		e.SetText(e.before)
		Unfocus(e)
		return
	}
	e.Entry.TypedKey(key)
}

func (e *valueEntry) tell() {
	if e.Text != e.before {
		e.before = e.Text
		e.onDone(e.Text)
		e.before = e.Text
	}
}

// nameLabel is a caption that does something when it is tapped twice.
type nameLabel struct {
	widget.Label
	onDouble func()
}

var _ desktop.Cursorable = (*nameLabel)(nil)

func newNameLabel(text string, onDouble func()) *nameLabel {
	l := &nameLabel{onDouble: onDouble}
	l.Text, l.Truncation = text, fyne.TextTruncateEllipsis
	l.ExtendBaseWidget(l)
	return l
}

// DoubleTapped does it.
func (l *nameLabel) DoubleTapped(*fyne.PointEvent) { l.onDouble() }

// Cursor shows that there is something to tap.
func (l *nameLabel) Cursor() desktop.Cursor { return desktop.PointerCursor }
