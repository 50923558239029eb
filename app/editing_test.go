package app

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"pretobranco/app/model"
	"pretobranco/engine"
)

func parse(t *testing.T, text string) engine.Look {
	t.Helper()
	look, err := engine.ParseLook(text)
	if err != nil {
		t.Fatal(err)
	}
	return look
}

// TestOwnLook gives photos a look of their own, converts with it, takes it back, and goes
// through all of that by undo and redo.
func TestOwnLook(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/p/c.jpg")
	rows := b.model.Rows()
	red, blue := parse(t, "red"), parse(t, "blue 1bit=otsu")
	b.edits.setLook(red)
	b.photos.press(1, 0)
	b.photos.press(2, fyne.KeyModifierShift)
	if got := b.inspector.look.scope.Buttons[ThesePhotos].Text; got != "2 photos" {
		t.Errorf("the scope says %q", got)
	}
	b.inspector.look.do.scope(ThesePhotos)
	b.edits.setLook(blue)
	if rows[0].Own != nil || *rows[1].Own != blue || *rows[2].Own != blue || b.settings.Recipe.Look != "red" {
		t.Fatal("the wrong photos have the look")
	}
	if text := markedText(b.words, rows[2], false); !strings.Contains(text, "Own look") {
		t.Errorf("the row says %q", text)
	}
	if b.inspector.look.scope.Chosen != int(ThesePhotos) || !b.inspector.look.shareRow.Visible() {
		t.Error("the inspector does not say whose look it is")
	}
	b.photos.press(0, 0)
	if b.inspector.look.scope.Chosen != int(AllPhotos) || b.inspector.look.choose.Selected != "Red" {
		t.Error("the inspector shows the look of another photo")
	}

	batch := b.convert(t)
	for i, want := range []engine.Look{red, blue, blue} {
		look := batch.job.Options.Look
		if o := batch.photos[i].Options; o != nil {
			look = o.Look
		}
		if look != want {
			t.Errorf("photo %d is converted as %s, want %s", i, look, want)
		}
	}
	if batch.photos[0].Options != nil || batch.photos[1].Options.Format != "keep" {
		t.Error("the options are not those of the recipe")
	}
	batch.finish(engine.Summary{Dropped: 3})
	b.loop.until(t, "the end", func() bool { return b.batches.result })

	b.photos.press(1, 0)
	b.edits.resetLooks()
	if rows[1].Own != nil || rows[2].Own == nil {
		t.Error("the wrong photo is reset")
	}
	b.photos.press(2, 0)
	b.edits.shareLook()
	if rows[2].Own != nil || b.settings.Recipe.Look != blue.String() {
		t.Errorf("all photos have %q", b.settings.Recipe.Look)
	}
	type state struct {
		common string
		own    [3]bool
	}
	now := func() state {
		s := state{common: b.settings.Recipe.Look}
		for i, row := range rows {
			s.own[i] = row.Own != nil
		}
		return s
	}
	last := now()
	steps := 0
	for before := now(); ; steps++ {
		b.edits.undo()
		if now() == before && steps >= 5 {
			break
		}
		before = now()
	}
	if (now() != state{}) {
		t.Errorf("at the beginning there was %+v", now())
	}
	for range steps + 1 {
		b.edits.redo()
	}
	if now() != last {
		t.Errorf("redo ends at %+v, want %+v", now(), last)
	}
}

// TestSliderIsOneStep moves a slider through many places: that is one step to undo.
func TestSliderIsOneStep(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	b.loop.until(t, "the result", func() bool { return b.inspector.format.report != nil })
	red := b.inspector.tune.weights[0]
	for v := 30.0; v <= 90; v += 5 {
		red.Slider.Value = v
		red.Slider.OnChanged(v)
	}
	if b.settings.Recipe.Look != "" || !b.preview.state.trying {
		t.Error("a look is in force before the slider was let go")
	}
	b.loop.until(t, "what is seen", func() bool { return b.compare.view.Patch() != nil })
	red.Slider.OnChangeEnded(90)
	if got := b.lookOf(nil); got.String() != "mix(90,8.4,1.6)" {
		t.Errorf("the look is %s", got)
	}
	b.loop.until(t, "the result", func() bool { return b.compare.view.Patch() == nil && b.preview.state.shown == b.preview.state.options })
	b.edits.undo()
	if b.lookOf(nil) != (engine.Look{}) || red.Slider.Value != 29.9 || !b.edits.history.Empty() {
		t.Errorf("one undo leads to %s, the slider to %g", b.lookOf(nil), red.Slider.Value)
	}
	// Where it came from is not a change either.
	red.Slider.OnChanged(40)
	red.Slider.OnChangeEnded(29.9)
	if !b.edits.history.Empty() || b.preview.state.trying {
		t.Error("a slider that came back is a step, or the view waits for ever")
	}
}

// TestTuner types values, and resets by the arrow and by the name.
func TestTuner(t *testing.T) {
	b := newBench(t, nil)
	c := b.inspector.tune.contrast
	for _, v := range []struct {
		text string
		want float64
	}{{"1.5", 1.5}, {"9", 4}, {"0,5", 0.5}, {"-3", 0}} {
		c.Typed(v.text)
		if got := b.lookOf(nil).Contrast(); got != v.want {
			t.Errorf("%q is a contrast of %g, want %g", v.text, got, v.want)
		}
	}
	c.Typed("much")
	if c.Entry.Text != "0" || b.lookOf(nil).Contrast() != 0 {
		t.Errorf("nonsense leaves %q", c.Entry.Text)
	}
	if !c.Back.Visible() {
		t.Error("there is no way back")
	}
	c.Back.OnTapped()
	if b.lookOf(nil) != (engine.Look{}) || c.Back.Visible() || c.Entry.Text != "1" {
		t.Errorf("back at %s", b.lookOf(nil))
	}
	c.Slider.SetValue(100)
	if got := b.lookOf(nil).Contrast(); got != 2 {
		t.Errorf("a doubling to the right is %g", got)
	}
	entry := c.Entry
	entry.FocusGained()
	entry.SetText("7")
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	entry.FocusLost()
	if b.lookOf(nil).Contrast() != 2 {
		t.Error("Escape does not give up")
	}
}

// TestBit chooses ways to pure black and white, each with its numbers.
func TestBit(t *testing.T) {
	b := newBench(t, nil)
	p := b.inspector.bit
	for i, want := range []string{"", "neutral 1bit=threshold", "neutral 1bit=otsu", "neutral 1bit=sauvola", "dither", "neutral 1bit=ordered"} {
		p.method.SetSelectedIndex(i)
		if got := b.lookOf(nil).String(); got != want && !(want == "" && got == "neutral") && !(want == "dither" && got == "neutral 1bit=floyd-steinberg") {
			t.Errorf("method %d: %s, want %s", i, got, want)
		}
		if p.threshold.Root.Visible() != (i == 1) || p.k.Root.Visible() != (i == 3) || p.window.Root.Visible() {
			t.Errorf("method %d shows the numbers of another", i)
		}
	}
	p.method.SetSelectedIndex(3)
	p.k.Typed("0.34")
	p.auto.SetChecked(false)
	p.window.Typed("40")
	if got := b.lookOf(nil).String(); got != "neutral 1bit=sauvola(0.34,41)" {
		t.Errorf("sauvola: %s", got)
	}
	p.auto.SetChecked(true)
	if got := b.lookOf(nil).OneBit().Window; got != 0 || p.window.Root.Visible() {
		t.Errorf("the window is %d", got)
	}
	p.group.Head.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if !p.group.Open() || !b.settings.Open[bitGroup] {
		t.Error("the group does not open by Space, or that is not remembered")
	}
}

// TestQuality is shown only where it counts.
func TestQuality(t *testing.T) {
	b := newBench(t, nil)
	p := b.inspector.format
	for _, c := range []struct {
		format string
		report *engine.Report
		want   bool
	}{
		{"Same as the original", &engine.Report{Lossless: true}, false},
		{"Same as the original", &engine.Report{Quality: 90}, true},
		{"Same as the original", nil, true}, // until it is known nothing moves
		{"JPEG", nil, true},
		{"JPEG", &engine.Report{Lossless: true}, false},
		{"PNG", &engine.Report{Quality: 90}, false},
	} {
		p.format.SetSelected(c.format)
		p.Tell(c.report)
		if got := p.quality.Root.Visible(); got != c.want {
			t.Errorf("%s, %+v: shown %v", c.format, c.report, got)
		}
	}
}

// TestFormatChoices selects each format that the engine writes by its label.
func TestFormatChoices(t *testing.T) {
	b := newBench(t, nil)
	list := b.inspector.format.format
	if n := len(engine.WrittenFormats()) + 1; len(list.Options) != n {
		t.Errorf("%d choices, want %d: %q", len(list.Options), n, list.Options)
	}
	for _, format := range engine.WrittenFormats() {
		list.SetSelected(format.Info().Label)
		if b.settings.Recipe.Format != format {
			t.Errorf("%s chooses %q", format.Info().Label, b.settings.Recipe.Format)
		}
	}
}

// TestLookCommand writes every look into the line, quoted for a shell.
func TestLookCommand(t *testing.T) {
	recipe := model.DefaultSettings().Recipe
	recipe.Folder = "/out"
	recipe.Look = "mix(80,30,-10) contrast=1.2 1bit=sauvola(0.3,25)"
	red := engine.Options{Look: parse(t, "red gamma=0.9")}
	photos := []engine.Photo{{Path: "/t/1.jpg", Root: "/t"}, {Path: "/t/2.jpg", Root: "/t", Options: &red}, {Path: "/u/3.jpg", Root: "/u"}}
	want := "pretobranco-client -o /out -exists skip -look 'mix(80,30,-10) contrast=1.2 1bit=sauvola(0.3,25)' /t/1.jpg /u\n" +
		"pretobranco-client -o /out -exists skip -look 'red gamma=0.9' /t/2.jpg"
	if got := (model.Command{Program: "pretobranco-client", Recipe: recipe, Job: recipe.Job("x")}).Lines(photos); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// TestOwnMark marks the row of a photo that has a look of its own, and takes the mark away.
func TestOwnMark(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg", "/p/b.jpg")
	b.win.Canvas().Capture()
	row := b.model.Rows()[0]
	// In the list: once the hidden grid's cell took the place of the row that is seen, which
	// then showed no change any more.
	marked := func() bool {
		view := b.list.views[row]
		return view != nil && view.data.own && !view.cell
	}
	b.edits.setScope(ThesePhotos)
	if !marked() {
		t.Errorf("the row is not marked: %v, %v, %v", b.list.views[row], row.Own, b.model.Chosen())
	}
	b.edits.undo()
	if marked() {
		t.Error("the mark stays")
	}
}
