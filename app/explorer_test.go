package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// walk visits an object and everything in it that can be seen. The way to an object is the same
// in every window that shows the same.
func walk(object fyne.CanvasObject, way string, visit func(object fyne.CanvasObject, way string)) {
	if object == nil || !object.Visible() {
		return
	}
	visit(object, way)
	var inside []fyne.CanvasObject
	switch o := object.(type) {
	case *fyne.Container:
		inside = o.Objects
	case fyne.Widget:
		inside = test.WidgetRenderer(o).Objects()
	}
	for i, o := range inside {
		walk(o, fmt.Sprintf("%s/%d", way, i), visit)
	}
}

// A control is something that a person can press in a way.
type control struct {
	name  string // the same in every window that shows the same
	says  func() string
	press func()
}

// controls lists what can be pressed in an object.
func controls(root fyne.CanvasObject) (found []control) {
	walk(root, "", func(object fyne.CanvasObject, way string) {
		add := func(how string, press func()) {
			found = append(found, control{fmt.Sprintf("%s %T %s", how, object, way), func() string { return textIn(object) }, press})
		}
		if o, ok := object.(fyne.Disableable); ok && o.Disabled() || covered(object) {
			return
		}
		if o, ok := object.(desktop.Mouseable); ok {
			add("press", func() {
				ev := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
				o.MouseDown(ev)
				o.MouseUp(ev)
			})
		}
		if o, ok := object.(fyne.Tappable); ok {
			add("tap", func() { test.Tap(o) })
		}
		if o, ok := object.(fyne.SecondaryTappable); ok {
			add("right", func() { test.TapSecondary(o) })
		}
		if o, ok := object.(fyne.DoubleTappable); ok {
			add("double", func() { test.DoubleTap(o) })
		}
	})
	return found
}

// covered reports whether an object gets no mouse events because another lies on it. So do our rows on those
// of Fyne's lists.
func covered(object fyne.CanvasObject) bool {
	o, ok := object.(fyne.Widget)
	return ok && slices.ContainsFunc(test.WidgetRenderer(o).Objects(), func(inside fyne.CanvasObject) bool {
		_, pressed := inside.(desktop.Mouseable)
		return pressed && inside.Position().IsZero() && inside.Size() == object.Size()
	})
}

// menuControls lists the items of the main menu.
func menuControls(menu *fyne.MainMenu) (found []control) {
	for k, m := range menu.Items {
		for i, item := range m.Items {
			if !item.IsSeparator {
				found = append(found, control{fmt.Sprintf("menu %d %d", k, i), func() string { return item.Label }, item.Action})
			}
		}
	}
	return found
}

// textIn returns the first text in an object.
func textIn(object fyne.CanvasObject) (text string) {
	walk(object, "", func(o fyne.CanvasObject, _ string) {
		if t, ok := o.(*canvas.Text); ok && text == "" {
			text = t.Text
		}
	})
	return text
}

// checkTexts holds that nothing that is shown is the key of a sentence, or a sentence with
// values that have no place.
func (b *bench) checkTexts(t testing.TB, where string) {
	t.Helper()
	for _, root := range append([]fyne.CanvasObject{b.win.Content()}, b.win.Canvas().Overlays().List()...) {
		walk(root, "", func(object fyne.CanvasObject, _ string) {
			if o, ok := object.(*canvas.Text); ok && b.wrong(o.Text) {
				t.Errorf("%s: the window says %q", where, o.Text)
			}
		})
	}
	for _, c := range menuControls(b.win.MainMenu()) {
		if b.wrong(c.says()) || c.says() == "" {
			t.Errorf("%s: the menu says %q", where, c.says())
		}
	}
}

func (b *bench) wrong(text string) bool {
	return strings.Contains(text, "%!") || strings.Contains(text, "%[") || b.words.Has(text) || b.words.Has(text+".one")
}

// settle does what was given to do until nothing is under way but batches and previews.
func (b *bench) settle(t testing.TB) {
	t.Helper()
	deadline := time.After(60 * time.Second)
	for {
		select {
		case f := <-b.loop:
			f()
			continue
		case <-deadline:
			t.Fatal("the window does not come to rest")
		case <-time.After(time.Millisecond): // a serialWorker does not report its end
		}
		quiet := b.ended || b.photos.scan.under == 0 && (b.Window.servers.way != nil || b.Window.servers.err != nil)
		for _, room := range []*serialWorker{b.back, b.servers.sharer, b.servers.vault} {
			room.mu.Lock()
			quiet = quiet && !room.busy
			room.mu.Unlock()
		}
		if quiet && len(b.loop) == 0 {
			return
		}
	}
}

// An explorer presses everything in a window, and everything in what that opens.
type explorer struct {
	t    *testing.T
	open func() *bench // a window in the state to explore
	b    *bench
	at   string // the state of the window: the presses that opened what lies on it
	pressed
}

// pressed is what need not be pressed again, in a window in the same language.
type pressed struct {
	done map[string]bool // controls, each with the presses that lead to it
	seen map[string]bool // faces of what was opened: one way to it is enough
}

// mostPresses is how many things are opened from each other.
const mostPresses = 4

// explore explores a window.
func explore(t *testing.T, before pressed, open func() *bench) {
	t.Helper()
	e := &explorer{t: t, open: open, pressed: before}
	for more := true; more; { // a press may take away what is not pressed yet
		e.renew()
		more = e.all(nil)
	}
}

// renew takes a new window.
func (e *explorer) renew() {
	e.b, e.at = e.open(), ""
	e.b.settle(e.t)
}

// all presses what was not pressed yet where a trail of presses leads, and reports whether
// there was anything.
func (e *explorer) all(trail []string) (any bool) {
	for len(trail) <= mostPresses && e.follow(trail) {
		next, found := e.next(trail)
		if !found {
			break
		}
		any = true
		e.step(trail, next)
	}
	return any
}

// next returns a control that was not pressed yet in the window's present state.
func (e *explorer) next(trail []string) (control, bool) {
	for _, c := range e.controls() {
		if at := join(trail, c.name, c.says()); !e.done[at] {
			e.done[at] = true
			return c, true
		}
	}
	return control{}, false
}

func join(trail []string, names ...string) string {
	return strings.Join(slices.Concat(trail, names), " > ")
}

// controls lists what can be pressed now.
func (e *explorer) controls() []control {
	if top := e.top(); top != nil {
		return controls(top)
	}
	return append(controls(e.b.win.Content()), menuControls(e.b.win.MainMenu())...)
}

func (e *explorer) top() fyne.CanvasObject { return e.b.win.Canvas().Overlays().Top() }

// press presses a control and waits for what comes of it.
func (e *explorer) press(c control) {
	c.press()
	e.b.settle(e.t)
}

// step presses a control, holds that the window is well, and explores what was opened.
func (e *explorer) step(trail []string, c control) {
	before, here := slices.Clone(e.b.win.Canvas().Overlays().List()), join(trail, fmt.Sprintf("%s (%s)", c.name, c.says()))
	e.press(c)
	if e.b.ended {
		return
	}
	e.b.checkTexts(e.t, here)
	top := e.top()
	switch {
	case top == nil:
		e.at = ""
		if focused := e.b.win.Canvas().Focused(); focused != nil {
			if _, text := focused.(textField); !text {
				e.t.Errorf("%s: the keyboard stays with %T", here, focused)
			}
			e.b.win.Canvas().Unfocus()
		}
	case !slices.Contains(before, top):
		trail = append(slices.Clone(trail), c.name)
		e.at = join(trail)
		if face := e.face(); !e.seen[face] {
			e.seen[face] = true
			e.all(trail)
			e.escapes(trail)
		}
	case top != before[len(before)-1]:
		e.at = "?"
	}
}

// face is what lies on the window: what it says first, and all that can be pressed in it.
func (e *explorer) face() string {
	face := textIn(e.top())
	for _, c := range e.controls() {
		face += "\n" + c.name
	}
	return face
}

// follow brings the window to where a trail leads, a new window if this one cannot be brought
// there any more.
func (e *explorer) follow(trail []string) bool {
	for range 2 {
		if !e.b.ended && (e.at == join(trail) && (e.top() != nil) == (len(trail) > 0) || e.replay(trail)) {
			return true
		}
		e.renew()
	}
	return false
}

// replay presses a trail anew.
func (e *explorer) replay(trail []string) bool {
	for e.top() != nil {
		e.escape(e.at)
	}
	for i, name := range trail {
		controls := e.controls()
		at := slices.IndexFunc(controls, func(c control) bool { return c.name == name })
		if at < 0 {
			return false
		}
		e.press(controls[at])
		if e.b.ended || i == len(trail)-1 && e.top() == nil {
			return false
		}
	}
	e.at = join(trail)
	return true
}

// escape presses Escape, as the system hands it on, and holds that something is closed by it.
func (e *explorer) escape(where string) {
	overlays := e.b.win.Canvas().Overlays()
	before := len(overlays.List())
	key := &fyne.KeyEvent{Name: fyne.KeyEscape}
	if focused := e.b.win.Canvas().Focused(); focused != nil {
		focused.TypedKey(key)
	} else {
		e.b.win.Canvas().OnTypedKey()(key)
	}
	e.b.settle(e.t)
	if len(overlays.List()) >= before {
		e.t.Errorf("%s: Escape closes nothing while %T has the keyboard", where, e.b.win.Canvas().Focused())
		overlays.Remove(overlays.Top())
	}
	e.at = "?"
}

// escapes closes what a trail opens by Escape, whatever in it has the keyboard.
func (e *explorer) escapes(trail []string) {
	for i := -1; e.follow(trail); i++ {
		var focusable []fyne.Focusable
		walk(e.top(), "", func(object fyne.CanvasObject, _ string) {
			o, ok := object.(fyne.Focusable)
			if disabled, can := object.(fyne.Disableable); ok && !(can && disabled.Disabled()) {
				focusable = append(focusable, o)
			}
		})
		if i >= len(focusable) {
			return
		}
		if i >= 0 {
			e.b.win.Canvas().Focus(focusable[i])
		}
		e.escape(join(trail))
	}
}
