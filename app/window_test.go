package app

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
	"pretobranco/app/picture"
	"pretobranco/engine"
)

// TestConvert goes through the main job: add, convert, one fails, retry.
func TestConvert(t *testing.T) {
	b := newBench(t, nil)
	if !b.empty.Visible() || b.main.Visible() {
		t.Error("an empty window shows no card to drop photos on")
	}
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/p/c.jpg")
	if b.empty.Visible() || b.footer.convert.Text != "Convert 3 photos" || b.footer.folder.Text != filepath.FromSlash("/p/Black and white") {
		t.Errorf("with photos: %q to %q", b.footer.convert.Text, b.footer.folder.Text)
	}
	test.Tap(b.footer.convert)
	b.loop.until(t, "the batch", func() bool { return b.batches.run != nil && b.batches.run.Batch != nil })
	batch := b.backend.server().running()
	if batch.job.Folder != "" || batch.job.Subfolder != "Black and white" || batch.job.Exists != engine.Skip || batch.job.Options.Format != "keep" {
		t.Errorf("the job is %+v", batch.job)
	}
	if !b.footer.stop.Visible() || b.footer.convert.Visible() {
		t.Error("the footer does not show the run")
	}
	batch.mu.Lock()
	batch.progress = engine.Progress{Total: 3, Done: 1, Rate: 31, Left: 72 * time.Second, LeftKnown: true}
	batch.mu.Unlock()
	batch.done(0)
	b.loop.until(t, "the first", func() bool { return b.model.Count(model.ShowDone) == 1 })
	if got := b.footer.moving.Text; got != "1 of 3 · 31 photos/s · 1 min 10 s left" {
		t.Errorf("progress: %q", got)
	}
	batch.fail(1, errors.New("it breaks off"))
	batch.done(2)
	batch.finish(engine.Summary{Converted: 2, Failed: 1, Before: 2000, After: 1400, Took: 4 * time.Second})
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	if got := b.footer.text.Text; got != "2 converted, 1 failed. 2 › 1.4 KB in 4 s" {
		t.Errorf("the summary: %q", got)
	}
	if !b.footer.open.Visible() || b.footer.retry.Text != "Retry 1" || b.footer.stop.Visible() || b.footer.convert.Visible() {
		t.Error("the buttons after a run are wrong")
	}
	test.Tap(b.footer.retry)
	b.loop.until(t, "the retry", func() bool { return batch.heard("retry") })
	if len(batch.retried) != 1 || batch.retried[0] != 1 || !b.footer.stop.Visible() {
		t.Errorf("retried %v", batch.retried)
	}
	batch.done(1)
	batch.finish(engine.Summary{Took: 5 * time.Second})
	b.loop.until(t, "its end", func() bool { return b.batches.result })
	if b.footer.retry.Visible() || b.model.Count(model.ShowErrors) != 0 {
		t.Error("there is something to retry still")
	}
	if got := b.footer.text.Text; got != "3 converted. 3 › 2.1 KB in 5 s" {
		t.Errorf("the summary is not of the whole run: %q", got)
	}
}

// TestAgain converts photos that are done once more without taking the first results away.
func TestAgain(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	batch := b.convert(t)
	batch.rest()
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	recipe := b.settings.Recipe
	recipe.Quality = 50
	b.edits.setRecipe(recipe)
	if b.footer.convert.Text != "Convert 1 photo again" {
		t.Errorf("the button says %q", b.footer.convert.Text)
	}
	b.know(t)
	b.batches.convert()
	b.loop.until(t, "another batch", func() bool { return b.backend.server().running() != batch })
	if job := b.backend.server().running().job; job.Exists != engine.Number || job.Options.Quality != 50 {
		t.Errorf("the job is %+v", job)
	}
}

// TestPauseStop pauses, resumes, adds photos and stops.
func TestPauseStop(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg", "/p/b.jpg")
	batch := b.convert(t)
	test.Tap(b.footer.pause)
	b.loop.until(t, "the pause", func() bool { return b.batches.run.Paused })
	if b.footer.pause.Text != "Resume" || !strings.Contains(b.footer.moving.Text, "paused") {
		t.Errorf("the button says %q, the text %q", b.footer.pause.Text, b.footer.moving.Text)
	}
	test.Tap(b.footer.pause)
	b.loop.until(t, "going on", func() bool { return !b.batches.run.Paused && b.footer.pause.Text == "Pause" })
	b.add(t, "/p/late.jpg")
	b.loop.until(t, "the late photo", func() bool { return batch.heard("add") || len(b.loop) == 0 && batch.heard("add") })
	if len(b.batches.run.Rows) != 3 || b.model.Rows()[2].State != model.InQueue {
		t.Error("a photo that is added does not join the batch")
	}
	b.photos.remove() // of a row that is being converted
	if b.model.Len() != 3 {
		t.Error("a photo under way left the list")
	}
	test.Tap(b.footer.stop)
	if !batch.heard("stop") || batch.heard("stop now") || b.footer.stop.Text != "Stop now" || b.footer.stop.Disabled() {
		t.Error("the batch is not stopped")
	}
	batch.on(engine.Event{Kind: engine.Dropped, Index: 1})
	batch.finish(engine.Summary{Dropped: 3})
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	if b.footer.convert.Text != "Convert 3 more" || !b.footer.convert.Visible() {
		t.Errorf("the rest cannot be converted: %q", b.footer.convert.Text)
	}
}

// TestTrouble shows what each kind of pause offers.
func TestTrouble(t *testing.T) {
	for _, c := range []struct {
		err   error
		offer []string
	}{
		{engine.ErrFolder, []string{"Change folder…", "Resume"}},
		{engine.ErrServer, []string{"Resume", "Use this computer"}},
	} {
		b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
			s.Remotes, s.Server = []model.Remote{{Address: "ws://far:8001"}}, 1
		})
		b.add(t, "/p/a.jpg", "/p/b.jpg")
		batch := b.convert(t)
		batch.on(engine.Event{Kind: engine.Paused, Index: -1, Err: c.err})
		b.loop.until(t, "the banner", func() bool { return b.notice() != nil })
		var offer []string
		for _, a := range b.notice().actions {
			offer = append(offer, a.label)
		}
		if strings.Join(offer, ",") != strings.Join(c.offer, ",") {
			t.Errorf("%v offers %q, want %q", c.err, offer, c.offer)
		}
		b.batches.resume()
		b.loop.until(t, "going on", func() bool { return !b.batches.run.Paused })
		if b.notice() != nil {
			t.Errorf("%v: the banner stays", c.err)
		}
	}
}

// TestUseThisComputer takes the photos of a server that went away and converts them here.
func TestUseThisComputer(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Remotes, s.Server = []model.Remote{{Address: "ws://far:8001"}}, 1
	})
	b.add(t, "/p/a.jpg", "/p/b.jpg")
	batch := b.convert(t)
	batch.done(0)
	batch.on(engine.Event{Kind: engine.Paused, Index: -1, Err: engine.ErrServer})
	b.loop.until(t, "the banner", func() bool { return b.notice() != nil })
	b.servers.useThisComputer()
	b.loop.until(t, "the server", func() bool { return batch.heard("use") })
	here := b.backend.server()
	if here.config.Server != "" || len(batch.used) != 1 || batch.used[0] != model.Server(here) || b.batches.run.Batch != model.Batch(batch) {
		t.Errorf("the batch goes over %v", batch.used)
	}
	if b.notice() != nil || b.settings.Server != 0 {
		t.Error("the trouble is still shown")
	}
}

// TestStartFails gives the photos back when a batch cannot start.
func TestStartFails(t *testing.T) {
	b := newBench(t, func(_ *model.Settings, f *fakeBackend) { f.started = engine.ErrFolder })
	b.add(t, "/p/a.jpg")
	b.batches.convert()
	b.loop.until(t, "the banner", func() bool { return b.notice() != nil })
	if b.batches.active() || b.model.Rows()[0].State != model.Ready || !b.footer.convert.Visible() {
		t.Error("the photo cannot be converted any more")
	}
}

// TestClosing asks while a batch runs, and ends it before the window goes.
func TestClosing(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	batch := b.convert(t)
	b.askToClose()
	if b.ended || b.win.Canvas().Overlays().Top() == nil {
		t.Fatal("nobody asks")
	}
	b.batches.closing = true
	b.batches.restart(b.close)
	b.loop.until(t, "the end", func() bool { return b.ended })
	if !batch.heard("stop now") {
		t.Error("the batch goes on without a window")
	}
}

// TestClose saves the window's size and ends the program, without a question when nothing runs.
func TestClose(t *testing.T) {
	b := newBench(t, nil)
	b.win.Resize(fyne.NewSize(1300, 850))
	b.askToClose()
	saved, err := model.LoadSettings(b.setup.Settings)
	if err != nil || saved.Width != 1300 || saved.Height != 850 {
		t.Errorf("saved %vx%v, %v", saved.Width, saved.Height, err)
	}
	if !b.ended {
		t.Error("the program goes on")
	}
}

// TestLanguage speaks another language at once, with everything where it was.
func TestLanguage(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg", "/p/b.jpg")
	b.preview.setMode(picture.Split)
	b.setLanguage("pt-BR")
	if b.footer.convert.Text != "Converter 2 fotos" || b.header.add.Text != "Adicionar fotos" {
		t.Errorf("the window says %q", b.footer.convert.Text)
	}
	if b.compare.view.Mode() != picture.Split || b.model.Len() != 2 || !b.main.Visible() {
		t.Error("the window forgot something")
	}
	if s, err := model.LoadSettings(b.setup.Settings); err != nil || s.Language != "pt-BR" {
		t.Errorf("the language is not remembered: %v", err)
	}
}

// TestUndo goes back through the choices, and the inspector with it.
func TestUndo(t *testing.T) {
	b := newBench(t, nil)
	b.inspector.format.format.SetSelected("WebP")
	b.inspector.format.format.SetSelected("PNG")
	b.inspector.metadata.SetSelectedIndex(2)
	if r := b.settings.Recipe; r.Format != "png" || r.Metadata != "none" || b.inspector.format.quality.Root.Visible() {
		t.Errorf("chosen: %+v", r)
	}
	b.edits.undo()
	b.edits.undo()
	if !b.inspector.format.quality.Root.Visible() {
		t.Error("WebP has a quality")
	}
	b.edits.undo()
	b.edits.undo()
	if r := b.settings.Recipe; r != model.DefaultSettings().Recipe || b.inspector.format.format.SelectedIndex() != 0 {
		t.Errorf("after undo: %+v", r)
	}
	b.edits.redo()
	b.edits.redo()
	if b.settings.Recipe.Format != "png" {
		t.Error("redo does nothing")
	}
}

// TestConvertChanged converts the photo again that got another look since, and no other.
func TestConvertChanged(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/p/c.jpg")
	batch := b.convert(t)
	for i := range 3 {
		batch.done(i)
	}
	batch.finish(engine.Summary{Converted: 3})
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	red := parse(t, "red")
	b.edits.own(b.model.Rows()[1:2], &red)
	if rows := b.forecast.whatToDo().Rows; initials(rows) != "b" {
		t.Errorf("coming are %q", initials(rows))
	}
	if b.footer.convert.Text != "Convert 1 photo again" {
		t.Errorf("the button says %q", b.footer.convert.Text)
	}
	b.edits.undo()
	if t2 := b.forecast.whatToDo(); !t2.Again {
		t.Errorf("coming are %q", initials(t2.Rows))
	}
	b.edits.setLook(red)
	if rows := b.forecast.whatToDo().Rows; len(rows) != 3 {
		t.Errorf("with another look for all %q", initials(rows))
	}
}

// TestConvertTwice does nothing when the key is pressed once more at the end of a run:
// every photo would be converted again, into a second file.
func TestConvertTwice(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	batch := b.convert(t)
	batch.done(0)
	b.batches.convert()
	batch.finish(engine.Summary{Converted: 1})
	b.loop.until(t, "the last event", func() bool { return b.batches.run.Over })
	b.batches.convert()
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	b.batches.convert()
	if b.backend.server().running() != batch || b.batches.run.Batch != model.Batch(batch) || b.batches.active() {
		t.Error("another batch began")
	}
}
