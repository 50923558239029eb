package app

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
)

// TestDropdown gives the keyboard back after a choice by mouse, so that Left is the key for the
// photo before: it once changed the format of the results in silence.
func TestDropdown(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) { s.Open = map[string]bool{bitGroup: true} })
	b.add(t, "/p/a.jpg", "/p/b.jpg")
	canvas := b.win.Canvas()
	typing := func(key fyne.KeyName) { // as the system does
		if focused := canvas.Focused(); focused != nil {
			focused.TypedKey(&fyne.KeyEvent{Name: key})
		} else {
			canvas.OnTypedKey()(&fyne.KeyEvent{Name: key})
		}
	}
	for _, d := range []*widgets.Dropdown{b.inspector.format.format, b.inspector.look.choose, b.inspector.bit.method, b.inspector.metadata, b.output.place, b.output.exists} {
		was := d.Selected
		for _, focused := range []bool{false, true} { // by Tab, before
			if focused {
				canvas.Focus(d)
			}
			test.Tap(d)
			if canvas.Overlays().Top() == nil {
				t.Fatalf("%q: a tap opens nothing", was)
			}
			press := controls(canvas.Overlays().Top())
			for _, c := range press {
				if c.says() == was {
					c.press()
				}
			}
			if canvas.Overlays().Top() != nil || canvas.Focused() != nil {
				t.Errorf("%q: after a choice %T has the keyboard", was, canvas.Focused())
			}
		}
		b.model.Select(1)
		typing(fyne.KeyLeft)
		if b.model.CurrentIndex() != 0 || d.Selected != was {
			t.Errorf("%q: Left goes to photo %d and chooses %q", was, b.model.CurrentIndex(), d.Selected)
		}

		canvas.Focus(d)
		for _, key := range []fyne.KeyName{fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageDown, fyne.KeyDelete} {
			typing(key)
			if d.Selected != was || b.model.Len() != 2 {
				t.Errorf("%q: %s chooses %q while it is closed", was, key, d.Selected)
			}
		}
		for _, key := range []fyne.KeyName{fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyDown, fyne.KeyUp} {
			typing(key)
			if canvas.Overlays().Top() == nil {
				t.Fatalf("%q: %s does not open it", was, key)
			}
			typing(fyne.KeyEscape)
			if canvas.Overlays().Top() != nil || d.Selected != was || canvas.Focused() != fyne.Focusable(d) {
				t.Errorf("%q: Escape does not close it", was)
			}
		}
		typing(fyne.KeyEscape)
		if canvas.Focused() != nil {
			t.Errorf("%q: Escape does not leave it", was)
		}
	}
	d := b.inspector.format.format
	canvas.Focus(d)
	for _, key := range []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn} {
		typing(key)
	}
	if d.Selected != "JPEG" || b.settings.Recipe.Format != "jpeg" {
		t.Errorf("by keys %q is chosen", d.Selected)
	}
	d.Disable()
	typing(fyne.KeySpace)
	test.Tap(d)
	if canvas.Overlays().Top() != nil {
		t.Error("a disabled one opens")
	}
}

// TestTapsGiveTheKeyboardBack: a box that is ticked and a slider that is tapped do not keep it either.
func TestTapsGiveTheKeyboardBack(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) { s.Open = map[string]bool{tuneGroup: true} })
	for _, o := range []fyne.Tappable{b.output.folders, b.output.dates, b.inspector.tune.keep, b.inspector.tune.brightness.Slider} {
		test.Tap(o)
		if focused := b.win.Canvas().Focused(); focused != nil {
			t.Errorf("%T keeps the keyboard", focused)
		}
	}
}
