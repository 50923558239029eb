package app

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
	"pretobranco/engine"
	"pretobranco/engine/testkit"
)

// day2 is a window on the day after a run with the default settings: the photos' results are
// there, and the window has heard of nothing.
func day2(t *testing.T, n int, prepare func(*model.Settings, *fakeBackend)) *bench {
	t.Helper()
	job := engine.Job{Subfolder: "Black and white", Options: model.DefaultSettings().Recipe.Options()}
	return newBench(t, func(s *model.Settings, f *fakeBackend) {
		f.disk = fakeDisk{}
		s.Results = []string{filepath.FromSlash("/p/Black and white")}
		for _, path := range numberedPaths(n) {
			photo := engine.Photo{Path: path}
			f.disk[f.disk.place(job, photo, 0)] = []string{asText(job, photo)}
		}
		if prepare != nil {
			prepare(s, f)
		}
	})
}

func numberedPaths(n int) (paths []string) {
	for i := range n {
		paths = append(paths, fmt.Sprintf("/p/IMG_%03d.jpg", i))
	}
	return paths
}

// shown returns what the footer says and offers, the button in colour last.
func (b *bench) shown() string {
	texts := []string{b.footer.text.Text}
	for _, button := range []interface{ Visible() bool }{b.footer.other, b.footer.convert} {
		if button.Visible() {
			texts = append(texts, map[bool]string{true: b.footer.other.Text, false: b.footer.convert.Text}[button == b.footer.other])
		}
	}
	return strings.Join(texts, " | ")
}

// finishes waits for the end of the run.
func (b *bench) finishes(t *testing.T) {
	t.Helper()
	b.loop.until(t, "the end", func() bool { return b.batches.result })
}

// newBatch waits for a batch other than an old one.
func (b *bench) newBatch(t *testing.T, old *fakeBatch) *fakeBatch {
	t.Helper()
	b.loop.until(t, "a batch", func() bool {
		return b.backend.server().running() != old && b.batches.run != nil && b.batches.run.Batch != nil
	})
	return b.backend.server().running()
}

// TestSecondDay adds a folder whose results exist and chooses another look. "Convert 11 photos"
// skipped all eleven, and there was no way out of it.
func TestSecondDay(t *testing.T) {
	for _, language := range []string{"en", "pt-BR"} {
		b := day2(t, 11, func(s *model.Settings, _ *fakeBackend) { s.Language = language })
		b.add(t, numberedPaths(11)...)
		b.know(t)
		want := map[string]string{
			"en":    "11 of 11 exist already, just as they would be now | Skip | Convert 11 photos again",
			"pt-BR": "11 de 11 já existem, iguais ao que seria feito agora | Pular | Converter 11 fotos de novo",
		}[language]
		if got := b.shown(); got != want {
			t.Errorf("with the same look the footer says %q", got)
		}
		b.edits.setLook(parse(t, "red"))
		b.know(t)
		want = map[string]string{
			"en":    "11 of 11 exist already, made differently | Skip | Convert 11 photos again",
			"pt-BR": "11 de 11 já existem, feitos de outro jeito | Pular | Converter 11 fotos de novo",
		}[language]
		if got := b.shown(); got != want {
			t.Errorf("with another look it says %q", got)
		}
		want = map[string]string{
			"en":    "Converting again makes new files; those that exist stay.",
			"pt-BR": "Converter de novo cria novos arquivos; os existentes ficam.",
		}[language]
		if got := b.footer.note.Text; got != want || !b.footer.note.Visible() {
			t.Errorf("below that: %q", got)
		}
		if !strings.Contains(b.output.example.Text, "IMG_000.jpg") || b.output.example.Text == b.words.Say("names.example", "IMG_000.jpg") {
			t.Errorf("the example does not say that it exists: %q", b.output.example.Text)
		}
		test.Tap(b.footer.convert)
		batch := b.newBatch(t, nil)
		if batch.job.Exists != engine.Number || !batch.job.Fresh || batch.job.Options.Look != parse(t, "red") {
			t.Errorf("the job is %+v", batch.job)
		}
		batch.rest()
		b.finishes(t)
		if s := b.batches.run.Summary; s.Converted != 11 || s.Skipped != 0 {
			t.Errorf("the summary: %+v", s)
		}
		if got := b.model.Rows()[3].Output; !strings.HasSuffix(got, "IMG_003-2.jpg") {
			t.Errorf("a result went to %s", got)
		}
	}
}

// TestSecondDayVariants changes one thing each, on the day after.
func TestSecondDayVariants(t *testing.T) {
	for _, c := range testkit.Thin([]struct {
		name   string
		change func(*bench)
		shown  string
		note   string
		job    engine.Exists
		does   engine.Summary // after a tap on the button in colour
	}{
		{"metadata", func(b *bench) { b.inspector.metadata.SetSelectedIndex(2) },
			"4 of 4 exist already, made differently | Skip | Convert 4 photos again", "Converting again makes new files; those that exist stay.", engine.Number, engine.Summary{Converted: 4}},
		{"quality", func(b *bench) { b.edits.editRecipe(func(r *model.Recipe) { r.Quality = 50 }) },
			"4 of 4 exist already, made differently | Skip | Convert 4 photos again", "Converting again makes new files; those that exist stay.", engine.Number, engine.Summary{Converted: 4}},
		{"format", func(b *bench) { b.inspector.format.format.SetSelected("PNG") },
			"4 photos, 4 KB · about 1 s | Convert 4 photos", "", engine.Skip, engine.Summary{Converted: 4}},
		{"name", func(b *bench) { b.output.name.SetText("{name}-bw"); b.output.commit() },
			"4 photos, 4 KB · about 1 s | Convert 4 photos", "", engine.Skip, engine.Summary{Converted: 4}},
		{"folder", func(b *bench) { b.edits.setFolder("/elsewhere") },
			"4 photos, 4 KB · about 1 s | Convert 4 photos", "", engine.Skip, engine.Summary{Converted: 4}},
		{"number", func(b *bench) { b.output.exists.SetSelectedIndex(1) },
			"4 photos, 4 KB · about 1 s | Convert 4 photos", "4 exist already: the new ones become files of their own.", engine.Number, engine.Summary{Converted: 4}},
		{"overwrite", func(b *bench) { b.edits.setLook(parse(t, "red")); b.output.exists.SetSelectedIndex(2) },
			"4 photos, 4 KB · about 1 s | Convert 4 photos", "4 exist already and will be replaced.", engine.Overwrite, engine.Summary{Converted: 4}},
		{"one look of its own", func(b *bench) { red := parse(t, "red"); b.edits.own(b.model.Rows()[1:2], &red) },
			"4 of 4 exist already | Skip | Convert 1 photo again", "Converting again makes new files; those that exist stay.", engine.Number, engine.Summary{Converted: 1, Skipped: 3}},
		{"another photo", func(b *bench) { b.add(t, "/p/new.jpg") },
			"1 photo, 1 KB · about 1 s | Convert 1 photo", "4 more exist already, just as they would be now.", engine.Skip, engine.Summary{Converted: 1, Skipped: 4}},
		{"another photo and look", func(b *bench) { b.edits.setLook(parse(t, "red")); b.add(t, "/p/new.jpg") },
			"4 of 5 exist already, made differently | Convert 1, skip 4 | Convert 5 photos", "Converting again makes new files; those that exist stay.", engine.Number, engine.Summary{Converted: 5}},
		{"strangers", func(b *bench) {
			b.backend.disk = fakeDisk{}
			for _, path := range numberedPaths(3) {
				b.backend.disk[strings.Replace(path, "/p/", "/p/"+b.words.Say("folder.name")+"/", 1)] = []string{"?"}
			}
			b.forecast.schedule()
		}, "3 of 4 exist already | Convert 4 photos | Convert 1, skip 3", "Converting again makes new files; those that exist stay.", engine.Skip, engine.Summary{Converted: 1, Skipped: 3}},
	}, 4, 3, 1) {
		t.Run(c.name, func(t *testing.T) {
			b := day2(t, 4, nil)
			b.add(t, numberedPaths(4)...)
			b.know(t)
			c.change(b)
			b.know(t)
			if got := b.shown(); got != c.shown {
				t.Errorf("the footer says %q", got)
			}
			note := ""
			if b.footer.note.Visible() {
				note = b.footer.note.Text
			}
			if note != c.note {
				t.Errorf("below that: %q", note)
			}
			n, _ := b.forecast.todo.Files(model.Usual)
			test.Tap(b.footer.convert)
			batch := b.newBatch(t, nil)
			if batch.job.Exists != c.job {
				t.Errorf("the job is %+v", batch.job)
			}
			batch.rest()
			b.finishes(t)
			s := b.batches.run.Summary
			if s.Converted != c.does.Converted || s.Skipped != c.does.Skipped || s.Converted != n {
				t.Errorf("the button says %d, the summary is %+v", n, s)
			}
		})
	}
}

// TestSkip leaves what exists and converts the rest; the summary says it, and there is a way back.
func TestSkip(t *testing.T) {
	b := day2(t, 3, func(s *model.Settings, _ *fakeBackend) { s.Recipe.Look = "red" })
	b.add(t, append(numberedPaths(3), "/p/new.jpg")...)
	b.know(t)
	if got := b.shown(); got != "3 of 4 exist already, made differently | Convert 1, skip 3 | Convert 4 photos" {
		t.Fatalf("the footer says %q", got)
	}
	test.Tap(b.footer.other)
	batch := b.newBatch(t, nil)
	if batch.job.Exists != engine.Skip {
		t.Errorf("the job is %+v", batch.job)
	}
	batch.rest()
	b.finishes(t)
	b.know(t)
	if got := b.shown(); !strings.HasPrefix(got, "1 converted, 3 skipped: they exist already. ") || !strings.HasSuffix(got, " | Convert 3 photos again") {
		t.Errorf("after it the footer says %q", got)
	}
	b.batches.convert()
	if b.batches.active() {
		t.Error("a key that is pressed once too often converts what was skipped")
	}
	test.Tap(b.footer.other)
	b.loop.until(t, "the rest", func() bool { return batch.heard("again") })
	batch.rest()
	b.finishes(t)
	if got := b.shown(); !strings.HasPrefix(got, "4 converted. ") {
		t.Errorf("at the end the footer says %q", got)
	}
}

// TestSkippedAgain has skipped photos be ready for another look, and skipped when it is taken back.
func TestSkippedAgain(t *testing.T) {
	b := day2(t, 3, nil)
	b.add(t, numberedPaths(3)...)
	b.know(t)
	test.Tap(b.footer.other)
	batch := b.newBatch(t, nil)
	batch.rest()
	b.finishes(t)
	states := func() (s string) {
		for _, row := range b.model.Rows() {
			s += stateText(b.words, row) + "|"
		}
		return s
	}
	if got := states(); got != strings.Repeat("Skipped: result exists|", 3) || !b.forecast.whatToDo().Again {
		t.Errorf("after skipping: %s", got)
	}
	for _, change := range []func(){
		func() { b.edits.setLook(parse(t, "red")) },
		func() { b.inspector.format.format.SetSelected("PNG") },
		func() { b.output.name.SetText("{n}"); b.output.commit() },
		func() { b.inspector.metadata.SetSelectedIndex(1) },
		func() { b.edits.setFolder("/elsewhere") },
		func() { red := parse(t, "red"); b.edits.own(b.model.Rows(), &red) },
	} {
		change()
		if got := states(); got != strings.Repeat("Ready|", 3) && got != strings.Repeat("Ready · Own look|", 3) || len(b.forecast.whatToDo().Rows) != 3 || b.forecast.whatToDo().Again {
			t.Errorf("with other settings: %s", got)
		}
		b.edits.undo()
		if got := states(); got != strings.Repeat("Skipped: result exists|", 3) {
			t.Errorf("when they are taken back: %s", got)
		}
	}
}

// TestKeyBeforeForecast presses the key before it is known that results exist: the question comes
// first, and the same key answers it.
func TestKeyBeforeForecast(t *testing.T) {
	b := day2(t, 3, func(s *model.Settings, _ *fakeBackend) { s.Recipe.Look = "red" })
	b.photos.add(numberedPaths(3))
	b.loop.until(t, "the photos", func() bool { return b.model.Len() == 3 })
	b.batches.convert()
	if !b.footer.convert.Disabled() || b.footer.text.Text != "Looking for results that exist already…" {
		t.Errorf("at once the footer says %q", b.shown())
	}
	b.know(t)
	if b.batches.active() || !strings.HasPrefix(b.shown(), "3 of 3 exist already") || b.footer.convert.Disabled() {
		t.Errorf("the footer says %q", b.shown())
	}
	b.batches.convert()
	if !b.batches.active() || b.batches.run.Job.Exists != engine.Number {
		t.Error("the answer is not heard")
	}
	b.newBatch(t, nil).rest()
	b.finishes(t)
}

// TestConvertSelected converts what was selected, whatever exists: the menu's "Convert 1 photo"
// skipped it.
func TestConvertSelected(t *testing.T) {
	b := day2(t, 4, nil)
	b.add(t, numberedPaths(4)...)
	b.know(t)
	b.model.Select(1)
	b.model.Extend(2)
	menu := b.photos.rowMenu(b.model.Rows()[1], b.model.Chosen())
	menu.Items[0].Action()
	batch := b.newBatch(t, nil)
	batch.rest()
	b.finishes(t)
	if s := b.batches.run.Summary; s.Converted != 2 || s.Skipped != 0 {
		t.Errorf("the summary: %+v", s)
	}
	if got := b.shown(); !strings.HasSuffix(got, " | Convert 2 more") && !strings.HasPrefix(got, "2 converted. ") {
		t.Errorf("the footer says %q", got)
	}
}

// TestOriginalsInTheWay count no photo whose result would replace an original.
func TestOriginalsInTheWay(t *testing.T) {
	b := newBench(t, func(s *model.Settings, f *fakeBackend) {
		s.Recipe.Exists = engine.Overwrite
		f.forecast = engine.Forecast{OverOriginal: []engine.Clash{{Index: 0}, {Index: 1}}}
	})
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/p/c.jpg")
	b.know(t)
	if got := b.shown(); got != "1 photo, 1 KB · about 1 s | Convert 1 photo" {
		t.Errorf("the footer says %q", got)
	}
	b.photos.removeRows(b.model.Rows()[2:])
	b.know(t)
	if got := b.shown(); got != "2 results would replace originals | Convert" || !b.footer.convert.Disabled() {
		t.Errorf("the footer says %q", got)
	}
}

// TestFolderChanges keeps a run that continues in another folder: one summary, one undo.
func TestFolderChanges(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) { s.Recipe.Folder, s.Recipe.Name = "/full", "{n}" })
	b.add(t, numberedPaths(4)...)
	batch := b.convert(t)
	batch.work(2)
	batch.on(engine.Event{Kind: engine.Paused, Index: -1, Err: engine.ErrFolder})
	b.loop.until(t, "the trouble", func() bool { return b.notice() != nil })
	run := b.batches.run
	b.dialogs.folder = "/roomy"
	batch.moveErr = engine.ErrFolder
	b.notice().actions[0].do()
	b.loop.until(t, "the refusal", func() bool { return batch.heard("move") })
	b.settled(t)
	if b.batches.run != run || run.Job.Folder != "/full" || b.notice() == nil {
		t.Error("a folder that cannot be used is used")
	}
	batch.moveErr = nil
	b.edits.changeFolder()
	b.loop.until(t, "the other folder", func() bool { return run.Job.Folder == "/roomy" && !run.Paused })
	if b.batches.run != run || b.settings.Recipe.Folder != "/roomy" || b.notice() != nil {
		t.Error("the run does not go on")
	}
	batch.rest()
	b.finishes(t)
	if s := b.batches.run.Summary; s.Converted != 4 {
		t.Errorf("the summary: %+v", s)
	}
	if got := b.model.Rows()[3].Output; got != "/roomy/4.jpg" {
		t.Errorf("the last result is %s", got)
	}
	if !b.forecast.whatToDo().Again {
		t.Errorf("results in the first folder are to be made in the second: %q", initials(b.forecast.whatToDo().Rows))
	}
}

// TestWrongTemplate converts nothing while the template is wrong, and says why. It used the last
// good one.
func TestWrongTemplate(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) { s.Recipe.Name = "{n}" })
	b.add(t, "/p/a.jpg", "/p/b.jpg")
	b.know(t)
	b.output.name.SetText("{foo}")
	wrong := "There is no {foo}. There are {name}, {n}, {date}, {look} and {folder}."
	if got := b.shown(); got != wrong+" | Convert" || !b.footer.convert.Disabled() {
		t.Errorf("the footer says %q", got)
	}
	b.batches.convert()
	b.batches.convertRows(b.model.Rows())
	if b.batches.active() {
		t.Error("the old template is used")
	}
	b.edits.setLook(parse(t, "red"))
	if b.output.name.Text != "{foo}" || b.shown() != wrong+" | Convert" {
		t.Errorf("another choice forgets it: %q, %q", b.output.name.Text, b.shown())
	}
	b.output.name.SetText("{n}_{look}")
	b.know(t)
	if got := b.shown(); !strings.HasSuffix(got, "| Convert 2 photos") || b.footer.convert.Disabled() {
		t.Errorf("mended, the footer says %q", got)
	}
	if batch := b.convert(t); batch.job.Name != "{n}_{look}" {
		t.Errorf("the job's names are %q", batch.job.Name)
	}
}

// TestExample is of the photo in view, and what will really be written.
func TestExample(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) { s.Recipe.Name = "{n:3}" })
	b.add(t, numberedPaths(3)...)
	b.know(t)
	b.photos.press(1, 0)
	if got := b.output.example.Text; got != "For example: 002.jpg" {
		t.Errorf("of the second photo: %q", got)
	}
	b.output.name.SetText("{name}_{n}")
	b.know(t)
	if got := b.output.example.Text; got != "For example: IMG_001_2.jpg" {
		t.Errorf("while it is written: %q", got)
	}
	b.output.name.SetText("{n:3}")
	b.know(t)
	b.convert(t).rest()
	b.finishes(t)
	b.know(t)
	if got := b.output.example.Text; got != "For example: 002.jpg" {
		t.Errorf("after the run: %q", got)
	}
	b.edits.setLook(parse(t, "red"))
	b.know(t)
	if got := b.output.example.Text; got != "For example: 002.jpg, which exists already" {
		t.Errorf("with another look: %q", got)
	}
	b.output.exists.SetSelectedIndex(1)
	b.know(t)
	if got := b.output.example.Text; got != "For example: 002-2.jpg" {
		t.Errorf("with a number: %q", got)
	}
}

// TestManyAhead looks ahead at thousands of photos without holding up the window.
func TestManyAhead(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, numberedPaths(5000)...)
	began := used()
	for range 20 {
		b.batches.showFooter()
	}
	if took := (used() - began) / 20; took > 50*time.Millisecond {
		t.Errorf("the footer takes %v", took)
	}
	b.know(t)
	if got := b.shown(); !strings.HasSuffix(got, "| Convert 5,000 photos") {
		t.Errorf("the footer says %q", got)
	}
	if !slices.ContainsFunc(b.backend.foreseen, func(j engine.Job) bool { return j.Fresh }) {
		t.Error("what is foreseen is not what is done")
	}
}
