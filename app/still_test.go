package app

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/assets/about"
	"pretobranco/engine"
)

// places returns where things in the window are.
func placesOf(objects map[string]fyne.CanvasObject) map[string][2]any {
	found := map[string][2]any{}
	for name, object := range objects {
		found[name] = [2]any{fyne.CurrentApp().Driver().AbsolutePositionForObject(object), object.Size()}
	}
	return found
}

// TestStill holds that nothing in the window moves for what it says: sliders once jumped away under
// the mouse, as the formula of the look became longer, and news pushed everything down and up again.
func TestStill(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) { s.Open = map[string]bool{tuneGroup: true} })
	b.add(t, "/p/a.jpg", "/p/cut.jpg", "/p/nothing.jpg")
	b.loop.until(t, "the picture", func() bool { return b.compare.view.Before() != nil })
	b.know(t)
	parts := map[string]fyne.CanvasObject{
		"the picture": b.compare.view, "the looks": b.strip, "the list": b.list.root, "the footer": b.footer.root, "the header": b.header.root,
		"red": b.inspector.tune.weights[0].Root, "gamma": b.inspector.tune.gamma.Root, "the format": b.inspector.format.format, "the name": b.output.name,
		"the convert button": b.footer.root,
	}
	before := placesOf(parts)
	same := func(what string) {
		t.Helper()
		for name, place := range placesOf(parts) {
			if place != before[name] {
				t.Errorf("%s: %s moves from %v to %v", what, name, before[name], place)
			}
		}
	}
	for _, text := range []string{"red", "neutral brightness=-0.3 contrast=1.2 gamma=1.1", "mix(80,30,-10)", "orthochromatic", "infrared contrast=2"} {
		b.inspector.mirror(lookActions{try: b.preview.try}).try(parse(t, text))
		same("the look " + text)
	}
	b.edits.keepLook()
	for _, n := range []notice{
		{text: "news"}, {text: strings.Repeat("long news ", 40), details: "more"}, {text: "a question", firm: true, actions: []action{{label: "Yes"}, {label: "No"}}}, {text: "an error", bad: true},
	} {
		b.banner.Show(n)
		same("the notice " + n.text[:4])
	}
	b.banner.Clear()
	same("no notice")
	b.output.name.SetText("{oops}")
	same("a wrong template")
	b.output.name.SetText("")
	b.edits.setScope(ThesePhotos)
	same("a look of its own")
	b.photos.move(1, false)
	b.loop.until(t, "the damage", func() bool { return b.compare.damage.root.Visible() })
	same("a damaged photo")
	b.photos.move(1, false)
	b.loop.until(t, "why it is not shown", func() bool { return b.compare.message.Text != "" })
	same("an unreadable photo")
}

// scrollableAt returns what the wheel moves at a place of the window.
func (b *bench) scrollableAt(at fyne.Position) (found fyne.Scrollable) {
	walk(b.win.Content(), "", func(object fyne.CanvasObject, _ string) {
		s, ok := object.(fyne.Scrollable)
		if !ok {
			return
		}
		place := fyne.CurrentApp().Driver().AbsolutePositionForObject(object)
		if at.X >= place.X && at.Y >= place.Y && at.X < place.X+object.Size().Width && at.Y < place.Y+object.Size().Height {
			found = s
		}
	})
	return found
}

// TestWheel moves the inspector by the wheel wherever the mouse is over it. Over the field for the
// name it once did not move, so that the cards below it seemed not to exist.
func TestWheel(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	b.win.Resize(fyne.NewSize(leastWidth, leastHeight))
	scroll := b.inspector.scroll
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(scroll)
	for _, offset := range []float32{0, 150, 300, 450, 600} {
		for y := float32(4); y < scroll.Size().Height; y += 9 {
			for _, x := range []float32{20, 90, 200} {
				scroll.ScrollToOffset(fyne.NewPos(0, offset))
				start := scroll.Offset
				found := b.scrollableAt(at.AddXY(x, y))
				if found == nil {
					t.Fatalf("nothing scrolls at %v, %v", x, y)
				}
				by := float32(-20)
				if offset > 0 {
					by = 20
				}
				found.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, by)})
				if scroll.Offset == start {
					t.Errorf("at %v, %v the wheel moves a %T and not the inspector", x, y+offset, found)
				}
			}
		}
	}
}

// TestTab goes through the window by Tab as the eye does, and shows what has the keyboard. The footer
// once came before the inspector, whose first cards were scrolled out of sight.
func TestTab(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Open = map[string]bool{tuneGroup: true, bitGroup: true}
		s.Recipe.Look = "sauvola"
	})
	b.add(t, "/p/a.jpg")
	b.win.Resize(fyne.NewSize(leastWidth, leastHeight))
	b.know(t)
	regions := []struct {
		name string
		root fyne.CanvasObject
	}{{"header", b.header.root}, {"list", b.list.root}, {"compare", b.compare.root}, {"inspector", b.inspector.root}, {"footer", b.footer.root}}
	driver, canvas := fyne.CurrentApp().Driver(), b.win.Canvas()
	b.inspector.scroll.ScrollToBottom()
	met := map[string]int{}
	last, first := 0, fyne.Focusable(nil)
	for range 200 {
		canvas.FocusNext()
		focused := canvas.Focused()
		if focused == first {
			break
		}
		if first == nil {
			first = focused
		}
		object := focused.(fyne.CanvasObject)
		region := -1
		for i, r := range regions {
			walk(r.root, "", func(o fyne.CanvasObject, _ string) {
				if o == object {
					region = i
				}
			})
		}
		if region < 0 {
			t.Fatalf("%T has the keyboard, and is nowhere", object)
		}
		if region < last {
			t.Errorf("%T in the %s comes after the %s", object, regions[region].name, regions[last].name)
		}
		last = region
		met[regions[region].name]++
		if regions[region].name == "inspector" {
			top := driver.AbsolutePositionForObject(object).Y - driver.AbsolutePositionForObject(b.inspector.scroll).Y
			if top < 0 || top+object.Size().Height > b.inspector.scroll.Size().Height+1 {
				t.Errorf("a %T has the keyboard out of sight, at %v", object, top)
			}
		}
	}
	for _, r := range regions {
		if met[r.name] == 0 {
			t.Errorf("nothing in the %s gets the keyboard", r.name)
		}
	}
	if met["inspector"] < 20 {
		t.Errorf("only %d things in the inspector get the keyboard", met["inspector"])
	}
}

// TestLeastSize holds that the window can be as small as it says, in every language and state. It
// once needed 878 units of width in Portuguese.
func TestLeastSize(t *testing.T) {
	for _, language := range []string{"en", "pt-BR"} {
		b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
			s.Language = language
			s.Remotes, s.Server = []model.Remote{{ID: "1", Name: strings.Repeat("Long name ", 5), Address: "ws://far:8001"}}, 1
		})
		b.win.Resize(fyne.NewSize(leastWidth, leastHeight))
		fits := func(state string) {
			t.Helper()
			if least := b.win.Content().MinSize(); least.Width > leastWidth || least.Height > leastHeight {
				for name, part := range map[string]fyne.CanvasObject{"header": b.header.root, "main": b.main, "footer": b.footer.root, "compare": b.compare.root, "list": b.list.root} {
					t.Logf("%s: %v", name, part.MinSize())
				}
				t.Errorf("%s, %s: needs %v", language, state, least)
			}
			for _, button := range b.footer.buttons.Objects {
				if right := b.footer.buttons.Position().X + button.Position().X + button.Size().Width; button.Visible() && right > leastWidth {
					t.Errorf("%s, %s: a button of the footer ends at %v", language, state, right)
				}
			}
		}
		fits("empty")
		b.add(t, "/p/a rather long name of a photo.jpg", "/p/b.jpg", "/p/c.jpg")
		b.know(t)
		fits("photos")
		b.photos.selectAll()
		b.photos.press(1, fyne.KeyModifierControl)
		fits("selected")
		b.Window.servers.refuses(engine.ErrServer)
		fits("server away")
		b.Window.servers.answers()
		batch := b.convert(t)
		batch.mu.Lock()
		batch.progress = engine.Progress{Total: 4820, Done: 1210, Failed: 17, Rate: 31.5, Left: 4000e9, LeftKnown: true}
		batch.mu.Unlock()
		b.batches.showFooter()
		fits("running")
		batch.fail(0, errors.New("no"))
		batch.done(1)
		batch.finish(engine.Summary{Converted: 1, Failed: 1, Dropped: 1})
		b.loop.until(t, "the end", func() bool { return b.batches.result })
		b.batches.run.Undoable = 1
		b.batches.showFooter()
		fits("finished")
	}
}

// TestSheets holds that dialogs are the window's own: their titles are in line with their texts,
// Escape closes them, and Return does what the button in colour says, but takes nothing away.
func TestSheets(t *testing.T) {
	b := newBench(t, nil)
	top := func() *widgets.Sheet {
		sheet, _ := b.win.Canvas().Overlays().Top().(*widgets.Sheet)
		return sheet
	}
	for name, open := range map[string]func(){
		"keys": b.openKeys, "about": b.openAbout, "licences": b.openLicences, "preferences": b.openPreferences, "servers": b.servers.manage,
		"preset": b.edits.askPresetName, "details": func() { b.openDetails("Title", "text") }, "photos": func() { b.choosers.ownPhotos(t.TempDir()) },
	} {
		open()
		if top() == nil {
			t.Fatalf("%s: opens a %T", name, b.win.Canvas().Overlays().Top())
		}
		b.win.Canvas().Unfocus()
		b.typed(fyne.KeyEscape)
		if top() != nil {
			t.Errorf("%s: Escape does not close it", name)
		}
	}
	for _, danger := range []bool{false, true} {
		for key, want := range map[fyne.KeyName]bool{fyne.KeyReturn: !danger, fyne.KeyEnter: !danger, fyne.KeyEscape: false, fyne.KeySpace: false} {
			did := false
			widgets.Ask(b.win, widgets.Question{Title: "Title", Text: "Really?", Yes: "Yes", No: "No", Danger: danger, Do: func() { did = true }})
			b.typed(key)
			if did != want || (top() != nil) != (key == fyne.KeySpace) {
				t.Errorf("%s, danger %v: did %v, stays %v", key, danger, did, top() != nil)
			}
			b.typed(fyne.KeyEscape)
		}
	}
	widgets.Ask(b.win, widgets.Question{Title: "Title of it", Text: "Text of it", Yes: "Yes", No: "No"})
	places := map[string]float32{}
	walk(top(), "", func(object fyne.CanvasObject, _ string) {
		if text := textIn(object); text == "Title of it" || text == "Text of it" {
			places[text] = fyne.CurrentApp().Driver().AbsolutePositionForObject(object).X
		}
	})
	if places["Title of it"] != places["Text of it"] {
		t.Errorf("title and text begin at %v", places)
	}
}

// TestAbout says what the program is made of, with the licences of all.
func TestAbout(t *testing.T) {
	b := newBench(t, nil)
	b.openAbout()
	text := ""
	walk(b.win.Canvas().Overlays().Top(), "", func(object fyne.CanvasObject, _ string) {
		if label, ok := object.(*widget.Label); ok {
			text += label.Text + "\n"
		}
	})
	for _, want := range []string{Metadata.Name, Metadata.Version, "MIT", "libavif", "BSD-2-Clause"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q: %s", want, text)
		}
	}
	b.typed(fyne.KeyEscape)
	lines := foldLines(about.Licences(), 96)
	if len(lines) < 1000 {
		t.Errorf("the licences have %d lines", len(lines))
	}
	for _, line := range lines {
		if len([]rune(line)) > 96 {
			t.Errorf("a line is too long: %q", line)
		}
	}
	if got := strings.Join(foldLines("a long line of words", 10), "|"); got != "a long|line of|words" {
		t.Errorf("folded: %q", got)
	}
}

// TestServerSteps shows the steps of a test where they can be seen. They once appeared below the
// visible part of the form.
func TestServerSteps(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Remotes = []model.Remote{{ID: "1", Address: "ws://far:8001"}}
		s.Sharing.On, s.Sharing.Always = true, true
	})
	b.win.Resize(fyne.NewSize(leastWidth, leastHeight))
	form := formOf(b)
	for i := range 2 {
		form.list.Select(i)
		form.runTest()
		b.loop.until(t, "the verdict", func() bool { return form.steps.verdict.Text != "" })
		driver := fyne.CurrentApp().Driver()
		top := driver.AbsolutePositionForObject(form.steps.verdict).Y - driver.AbsolutePositionForObject(form.scroll).Y
		if top < 0 || top+form.steps.verdict.Size().Height > form.scroll.Size().Height+1 {
			t.Errorf("server %d: the verdict is at %v of %v", i, top, form.scroll.Size().Height)
		}
	}
}
