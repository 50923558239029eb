package widgets

import (
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestSlider drags, taps, scrolls and types: by as much as the pointer moves, by a tenth of that with
// Shift, by single steps with the wheel and Shift; without Shift the wheel is not the slider's.
func TestSlider(t *testing.T) {
	test.NewTempApp(t)
	s := NewSlider(-100, 200)
	var moved, ended []float64
	s.OnChanged = func(v float64) { moved = append(moved, v) }
	s.OnChangeEnded = func(v float64) { ended = append(ended, v) }
	shift, passed := false, 0
	s.shift = func() bool { return shift }
	s.OnScroll = func(*fyne.ScrollEvent) { passed++ }
	s.Set(30, 29.9)
	s.Resize(fyne.NewSize(300+2*thumbRadius, sliderHeight)) // a unit for each step
	drag := func(x, dx float32) {
		s.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x+dx, 9)}, Dragged: fyne.NewDelta(dx, 0)})
	}
	at := func(v float64) float32 { return s.x(v) }

	drag(at(30), 20)
	if s.Value != 50 || len(ended) != 0 {
		t.Errorf("20 units to the right is %g, and it was let go %v", s.Value, ended)
	}
	shift = true
	drag(at(50), 40)
	if s.Value != 54 {
		t.Errorf("with Shift 40 units are %g, want 4", s.Value-50)
	}
	shift = false
	s.DragEnd()
	if len(ended) != 1 || ended[0] != 54 {
		t.Errorf("let go at %v", ended)
	}
	drag(at(-50), 5) // away from the thumb
	if s.Value != -45 {
		t.Errorf("a drag that begins at -50 goes to %g", s.Value)
	}
	drag(at(-45), 500)
	if s.Value != 200 {
		t.Errorf("beyond the end is %g", s.Value)
	}
	s.DragEnd()
	s.Tapped(&fyne.PointEvent{Position: fyne.NewPos(at(31), 9)})
	if s.Value != 29.9 {
		t.Errorf("a tap next to the tick is %g", s.Value)
	}
	shift = true
	for _, ev := range []fyne.ScrollEvent{{Scrolled: fyne.NewDelta(0, 10)}, {Scrolled: fyne.NewDelta(-10, 0)}, {Scrolled: fyne.NewDelta(0, -10)}} {
		s.Scrolled(&ev)
	}
	if s.Value != 31 || passed != 0 {
		t.Errorf("two notches up and one down are %g", s.Value)
	}
	shift = false
	s.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 10)})
	if s.Value != 31 || passed != 1 {
		t.Error("the wheel without Shift moves the slider, or nothing scrolls")
	}
	for _, k := range []struct {
		key  fyne.KeyName
		want float64
	}{{fyne.KeyRight, 32}, {fyne.KeyUp, 33}, {fyne.KeyLeft, 32}, {fyne.KeyPageUp, 42}, {fyne.KeyPageDown, 32}, {fyne.KeyHome, -100}, {fyne.KeyEnd, 200}, {fyne.KeyDelete, 29.9}} {
		if s.TypedKey(&fyne.KeyEvent{Name: k.key}); s.Value != k.want || ended[len(ended)-1] != k.want {
			t.Errorf("%s leads to %g, want %g", k.key, s.Value, k.want)
		}
	}
	n := len(moved)
	s.Set(500, math.NaN())
	if s.Value != 200 || len(moved) != n {
		t.Error("a value that is shown is reported, or lies outside")
	}
}

// TestHistogram marks the corners where the result has pure black and pure white.
func TestHistogram(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(Theme{Variant: "dark"})
	h := NewHistogram()
	h.Put([256]int64{100: 50}, [256]int64{0: 3, 90: 900, 200: 97, 255: 1})
	if black, white := h.Clipped(); math.Abs(black-3.0/1001) > 1e-9 || math.Abs(white-1.0/1001) > 1e-9 {
		t.Errorf("%g and %g", black, white)
	}
	img := h.Draw(256, 64)
	red := RGBA(ThemeColor("error"))
	if RGBA(img.At(0, 0)) != red || RGBA(img.At(255, 0)) == red {
		t.Error("the corner of black is not marked, or that of white is")
	}
	area := RGBA(ThemeColor("disabled"))
	if RGBA(img.At(90, 10)) != area || RGBA(img.At(91, 60)) == area || RGBA(img.At(200, 60)) != area {
		t.Error("the columns are elsewhere")
	}
	h.Put([256]int64{}, [256]int64{})
	h.Draw(256, 64)
}
