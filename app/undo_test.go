package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// TestUndoRun deletes what a run wrote, and nothing that somebody changed or that the
// run did not write.
func TestUndoRun(t *testing.T) {
	b := newBench(t, nil)
	folder, paths := folderWith(t, "a.jpg", "b.jpg", "c.jpg", "other.jpg")
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/p/c.jpg")
	batch := b.convert(t)
	for i := range 2 {
		batch.on(engine.Event{Kind: engine.Done, Index: i, Output: paths[i], After: 1})
	}
	batch.on(engine.Event{Kind: engine.Skipped, Index: 2, Output: paths[2]})
	batch.finish(engine.Summary{Converted: 2, Skipped: 1})
	b.loop.until(t, "the end", func() bool { return b.batches.result && b.batches.run.Undoable == 2 && b.footer.undo.Visible() })
	if err := os.WriteFile(paths[1], []byte("somebody's work"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.batches.askToUndo()
	if b.win.Canvas().Overlays().Top() == nil {
		t.Error("nobody asks")
	}
	b.batches.undoRun(b.batches.run)
	b.loop.until(t, "the undoing", func() bool { return b.notice() != nil })
	left, _ := filepath.Glob(filepath.Join(folder, "*"))
	if got := strings.Join(left, " "); got != strings.Join(paths[1:], " ") {
		t.Errorf("left %s", got)
	}
	if !batch.heard("undo") {
		t.Error("the engine did not undo the batch")
	}
	if b.notice().text != "1 result deleted. 1 was changed since and stays." {
		t.Errorf("the banner says %q", b.notice().text)
	}
	rows := b.model.Rows()
	if rows[0].State != model.Ready || rows[1].State != model.Done || b.footer.convert.Text != "Convert 1 photo" {
		t.Errorf("the first is %v, the button says %q", rows[0].State, b.footer.convert.Text)
	}
}

// TestNoUndo deletes nothing that took the place of an older result, for that would not come back.
func TestNoUndo(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) { s.Recipe.Exists = engine.Overwrite })
	folder, paths := folderWith(t, "a.jpg", "b.jpg")
	b.add(t, "/p/a.jpg", "/p/b.jpg")
	batch := b.convert(t)
	batch.on(engine.Event{Kind: engine.Done, Index: 0, Output: paths[0], After: 1, Replaced: true})
	batch.finish(engine.Summary{Converted: 1})
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	if b.footer.undo.Visible() {
		t.Error("undo is offered")
	}
	b.batches.convert()
	b.loop.until(t, "the second photo", func() bool { return batch.heard("retry") })
	batch.on(engine.Event{Kind: engine.Done, Index: 1, Output: paths[1], After: 1})
	batch.finish(engine.Summary{Converted: 1})
	b.loop.until(t, "undo", func() bool { return b.batches.result && b.footer.undo.Visible() })
	b.batches.undoRun(b.batches.run)
	b.loop.until(t, "the undoing", func() bool { return b.notice() != nil })
	if left, _ := filepath.Glob(filepath.Join(folder, "*")); len(left) != 1 || left[0] != paths[0] {
		t.Errorf("left %s", left)
	}
}
