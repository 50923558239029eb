package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// settled waits until the backroom has done all it was given.
func (b *bench) settled(t *testing.T) {
	t.Helper()
	done := false
	b.back.do(func() { b.loop.do(func() { done = true }) })
	b.loop.until(t, "the backroom", func() bool { return done })
}

// left returns how many photos a later window would offer to convert.
func (b *bench) left(t *testing.T) int {
	t.Helper()
	r, err := engine.ReadRecord(b.recovery.file())
	if err != nil {
		t.Fatal(err)
	}
	left, over := b.setup.Backend.Left(r)
	if !over {
		t.Error("the batch is still running")
	}
	return left
}

// TestResume kills a window in the middle of a run: the next one offers to continue, does it with
// the job as it was and all photos in their order, and takes those that are done for done.
func TestResume(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Recipe.Folder, s.Recipe.Name = "/out", "{n}"
	})
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/p/c.jpg")
	batch := b.convert(t)
	batch.done(0)
	b.settled(t)
	if _, err := engine.ReadRecord(b.recovery.file()); err != nil {
		t.Fatalf("there is no record of the run: %v", err)
	}
	file, err := os.ReadFile(b.recovery.file())
	if err != nil {
		t.Fatal(err)
	}

	restart := func(converted int, elsewhere bool) *bench {
		next := newBench(t, func(_ *model.Settings, f *fakeBackend) { f.converted, f.elsewhere = converted, elsewhere })
		if err := model.ReplaceFile(next.recovery.file(), file); err != nil {
			t.Fatal(err)
		}
		next.recovery.offer()
		next.settled(t)
		return next
	}
	next := restart(1, false)
	if n := next.notice(); n == nil || n.text != "The last run was interrupted. Resume 2 of 3?" {
		t.Fatalf("the banner says %+v", n)
	}
	next.banner.Show(notice{text: "something else"})
	if next.notice().text == "something else" {
		t.Error("a message takes the question's place")
	}
	next.notice().actions[0].do()
	next.loop.until(t, "the batch", func() bool { return next.batches.run != nil && next.batches.run.Batch != nil })
	again := next.backend.server().running()
	before := batch.job
	before.Fresh = false // the journal knows what is done
	before.Record = next.recovery.file()
	if again.job != before || len(again.photos) != 3 || again.photos[0].Path != "/p/a.jpg" {
		t.Errorf("it goes on with %+v of %v", again.job, again.photos)
	}
	again.on(engine.Event{Kind: engine.Skipped, Index: 0, Output: "/out/1.jpg", Match: engine.MatchSame})
	again.done(1)
	again.done(2)
	again.finish(engine.Summary{Converted: 2, Skipped: 1})
	next.loop.until(t, "the end", func() bool { return next.batches.result })
	if next.model.Rows()[0].State != model.Done || next.model.Count(model.ShowDone) != 3 {
		t.Error("what was done before is not done")
	}
	next.settled(t)
	if left := next.left(t); left != 0 {
		t.Errorf("after the end %d photos can be resumed", left)
	}

	if next := restart(3, false); next.notice() != nil {
		t.Error("a run that is complete is offered")
	}
	if next := restart(1, true); next.notice() != nil {
		t.Error("a run that is under way elsewhere is offered")
	}
	next = restart(1, false)
	next.notice().actions[1].do()
	next.settled(t)
	if _, err := engine.ReadRecord(next.recovery.file()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the record stays when nobody wants it: %v", err)
	}
}

// TestRecordEnds with the run, however it ends, except that a person who quits in the middle may continue
// the next time.
func TestRecordEnds(t *testing.T) {
	for _, quits := range []bool{false, true} {
		b := newBench(t, nil)
		b.add(t, "/p/a.jpg", "/p/b.jpg")
		batch := b.convert(t)
		batch.done(0)
		b.settled(t)
		if quits {
			b.batches.closing = true
		}
		b.batches.stop()
		b.batches.stop()
		b.loop.until(t, "the end", func() bool { return b.batches.run.Closed })
		if !batch.heard("stop") || !batch.heard("stop now") {
			t.Error("it is not stopped, and then stopped at once")
		}
		b.back.do(func() {})
		b.settled(t)
		if left := b.left(t); (left > 0) != quits {
			t.Errorf("quits %v: %d photos can be resumed", quits, left)
		}
	}
}

// TestRecordGrows when photos join the run.
func TestRecordGrows(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	b.convert(t)
	b.add(t, "/p/b.jpg")
	b.settled(t)
	if r, err := engine.ReadRecord(b.recovery.file()); err != nil || len(r.Photos) != 2 {
		t.Errorf("the record is %+v: %v", r, err)
	}
}

// TestResumeReal resumes, with the real engine, a run that an older version recorded: one line.
// After its end nothing is left to resume.
func TestResumeReal(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	a, c := photograph(t, in, "a.jpg", 64, 40), photograph(t, in, "c.jpg", 64, 40)
	b := newTestWindow(t, Engine("", nil))
	older := fmt.Sprintf(`{"folder":%q,"name":"{n}","exists":"skip","options":{"format":"png"},"photos":[{"path":%q,"size":1,"format":"jpeg"},{"path":%q,"size":1,"format":"jpeg","options":{"format":"png","look":"red"}}]}`, out, a, c)
	if err := model.ReplaceFile(b.recovery.file(), []byte(older)); err != nil {
		t.Fatal(err)
	}
	b.recovery.offer()
	b.settled(t)
	if n := b.notice(); n == nil || n.text != "The last run was interrupted. Resume 2 of 2?" {
		t.Fatalf("the banner says %+v", n)
	}
	b.notice().actions[0].do()
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	for _, name := range []string{"1.png", "2.png"} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
	if n := b.model.Count(model.ShowDone); n != 2 {
		t.Errorf("%d are done", n)
	}
	b.settled(t)
	if left := b.left(t); left != 0 {
		t.Errorf("after the end %d photos can be resumed", left)
	}
}
