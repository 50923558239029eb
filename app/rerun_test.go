package app

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// TestStopInSecondRun stops a red run over neutral results after some photos. "Convert 15 more"
// skipped those for their neutral results.
func TestStopInSecondRun(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, numberedPaths(20)...)
	first := b.convert(t)
	first.rest()
	b.finishes(t)
	b.edits.setLook(parse(t, "red"))
	b.know(t)
	test.Tap(b.footer.convert)
	batch := b.newBatch(t, first)
	batch.work(5)
	b.loop.until(t, "five", func() bool { return b.model.Count(model.ShowDone) == 5 })
	b.batches.stop()
	batch.drop()
	b.finishes(t)
	b.know(t)
	if got := b.shown(); !strings.HasPrefix(got, "5 converted, 15 not started. ") || !strings.HasSuffix(got, " | Convert 15 more") {
		t.Errorf("after the stop the footer says %q", got)
	}
	b.batches.convert()
	b.loop.until(t, "the rest", func() bool { return batch.heard("retry") })
	if b.backend.server().running() != batch || len(batch.retried) != 15 || batch.job.Options.Look != parse(t, "red") {
		t.Errorf("retried %v as %+v", batch.retried, batch.job)
	}
	batch.rest()
	b.finishes(t)
	if s := b.batches.run.Summary; s.Converted != 20 || s.Skipped != 0 || s.Failed != 0 {
		t.Errorf("the summary: %+v", s)
	}
	for path, made := range b.backend.disk {
		if len(made) != 2 || !strings.Contains(made[1], "red") {
			t.Errorf("of %s there are %q", path, made)
		}
	}
}

// TestStopThenMore stops, adds photos and continues: all of them get the look of now.
func TestStopThenMore(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, numberedPaths(6)...)
	first := b.convert(t)
	first.rest()
	b.finishes(t)
	b.edits.setLook(parse(t, "red"))
	b.know(t)
	b.batches.convert()
	batch := b.newBatch(t, first)
	batch.work(2)
	b.batches.stop()
	batch.drop()
	b.finishes(t)
	b.add(t, "/p/new.jpg")
	b.know(t)
	if got := b.shown(); got != "4 of 5 exist already, made differently | Convert 1, skip 4 | Convert 5 photos" {
		t.Errorf("the footer says %q", got)
	}
	b.batches.convert()
	third := b.newBatch(t, batch)
	third.rest()
	b.finishes(t)
	if s := b.batches.run.Summary; s.Converted != 5 {
		t.Errorf("the summary: %+v", s)
	}
}

// TestServerDies has a server die in a second run. On this computer the run continues: its look,
// its policy, its summary, its undo. A new run skipped 42 photos for their old look and forgot
// the 111 that were converted.
func TestServerDies(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Remotes, s.Server = []model.Remote{{Address: "ws://far:8001"}}, 1
	})
	_, paths := folderWith(t, "a.jpg", "b.jpg", "c.jpg")
	b.add(t, numberedPaths(3)...)
	first := b.convert(t)
	first.rest()
	b.finishes(t)
	b.edits.setLook(parse(t, "red"))
	b.know(t)
	b.batches.convert()
	batch := b.newBatch(t, first)
	for i := range 2 {
		batch.on(engine.Event{Kind: engine.Done, Index: i, Output: paths[i], After: 100})
	}
	batch.on(engine.Event{Kind: engine.Paused, Index: -1, Err: engine.ErrServer})
	b.loop.until(t, "the trouble", func() bool { return b.notice() != nil })
	b.edits.setLook(parse(t, "green")) // what is chosen meanwhile is for the next run
	run := b.batches.run
	b.servers.useThisComputer()
	b.loop.until(t, "this computer", func() bool { return batch.heard("use") && !b.batches.run.Paused })
	b.add(t, "/p/joins.jpg")
	b.loop.until(t, "another photo", func() bool { return batch.heard("add") })
	if b.batches.run != run || run.Address != "" || run.Job.Options.Look != parse(t, "red") || run.Job.Exists != engine.Number || len(run.Rows) != 4 {
		t.Errorf("another run: %+v", run.Job)
	}
	batch.on(engine.Event{Kind: engine.Done, Index: 2, Output: paths[2], After: 100})
	batch.on(engine.Event{Kind: engine.Failed, Index: 3, Err: kind(engine.Damaged)})
	batch.finish(engine.Summary{Took: 9 * time.Second})
	b.loop.until(t, "the end", func() bool { return b.batches.result && run.Undoable == 3 })
	if got := b.footer.text.Text; got != "3 converted, 1 failed. 3 KB › 300 B in 9 s" {
		t.Errorf("the summary: %q", got)
	}
	b.batches.undoRun(run)
	b.loop.until(t, "the undoing", func() bool { return b.notice() != nil })
	if b.notice().text != "3 results deleted." {
		t.Errorf("undo says %q", b.notice().text)
	}
	if want := b.forecast.whatToDo(); len(want.Rows) != 4 || want.Job.Options.Look != parse(t, "green") {
		t.Errorf("to be done are %q as %+v", initials(want.Rows), want.Job)
	}
}
