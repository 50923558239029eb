package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// TestRecord comes back from the disk as it was, or not at all.
func TestRecord(t *testing.T) {
	red, err := engine.ParseLook("red")
	if err != nil {
		t.Fatal(err)
	}
	job := engine.Job{Folder: "/out", Name: "{n:3}", Flat: true, Undated: true, Exists: engine.Number,
		Options: engine.Options{Look: red, Format: "png", Quality: 70, Metadata: "none"}}
	_, paths := folderWith(t, "a.jpg")
	info, _ := os.Stat(paths[0])
	photos := []engine.Photo{
		{Path: paths[0], Root: filepath.Dir(paths[0]), Time: info.ModTime(), Format: "jpeg"},
		{Path: "/none.png", Size: 7, Format: "png", Options: &engine.Options{Format: "jpeg"}, Exists: engine.Skip},
	}
	file := filepath.Join(t.TempDir(), "new", "run.json")
	if _, err := readRecord(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without one: %v", err)
	}
	if err := newRecord(job, photos).write(file); err != nil {
		t.Fatal(err)
	}
	r, err := readRecord(file)
	if err != nil {
		t.Fatal(err)
	}
	again, all, err := r.job()
	if err != nil || again != job {
		t.Errorf("%+v, %v", again, err)
	}
	if !reflect.DeepEqual(all, photos) {
		t.Errorf("%+v", all)
	}
	if err := os.WriteFile(file, []byte(`{"folder": "/out", "pho`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readRecord(file); err == nil {
		t.Error("half a record is read")
	}
}

// settled waits until the backroom has done all it was given.
func (b *bench) settled(t *testing.T) {
	t.Helper()
	done := false
	b.back.do(func() { b.loop.do(func() { done = true }) })
	b.loop.until(t, "the backroom", func() bool { return done })
}

// TestResume kills a window in the middle of a run: the next one offers to go on, does it with
// the job as it was and all photos in their order, and takes those that are done for done.
func TestResume(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Recipe.Folder, s.Recipe.Name = "/out", "{n}"
	})
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/p/c.jpg")
	batch := b.convert(t)
	batch.done(0)
	b.settled(t)
	if _, err := readRecord(b.batches.recordFile()); err != nil {
		t.Fatalf("there is no record of the run: %v", err)
	}
	file, err := os.ReadFile(b.batches.recordFile())
	if err != nil {
		t.Fatal(err)
	}

	restart := func(converted int, elsewhere bool) *bench {
		next := newBench(t, func(_ *model.Settings, f *fakeBackend) { f.converted, f.elsewhere = converted, elsewhere })
		if err := model.ReplaceFile(next.batches.recordFile(), file); err != nil {
			t.Fatal(err)
		}
		next.batches.offerResume()
		next.settled(t)
		return next
	}
	next := restart(1, false)
	if n := next.banner.shown; n == nil || n.text != "The last run was interrupted. Resume 2 of 3?" {
		t.Fatalf("the banner says %+v", n)
	}
	next.banner.Show(notice{text: "something else"})
	if next.banner.shown.text == "something else" {
		t.Error("a message takes the question's place")
	}
	next.banner.shown.actions[0].do()
	next.loop.until(t, "the batch", func() bool { return next.batches.run != nil && next.batches.run.Batch != nil })
	again := next.backend.server().running()
	before := batch.job
	before.Fresh = false // the journal tells what is done
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
	if _, err := readRecord(next.batches.recordFile()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the record stays after the end: %v", err)
	}

	if next := restart(3, false); next.banner.shown != nil {
		t.Error("a run that is complete is offered")
	}
	if next := restart(1, true); next.banner.shown != nil {
		t.Error("a run that is under way elsewhere is offered")
	}
	next = restart(1, false)
	next.banner.shown.actions[1].do()
	next.settled(t)
	if _, err := readRecord(next.batches.recordFile()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the record stays when nobody wants it: %v", err)
	}
}

// TestRecordEnds with the run, however it ends, except that who quits in the middle may go on
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
		if _, err := readRecord(b.batches.recordFile()); (err == nil) != quits {
			t.Errorf("quits %v: %v", quits, err)
		}
	}
}

// TestRecordGrows when photos join the run.
func TestRecordGrows(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	b.convert(t)
	b.add(t, "/p/b.jpg")
	b.loop.until(t, "the writing", func() bool { return !b.batches.run.Recording })
	b.settled(t)
	if r, err := readRecord(b.batches.recordFile()); err != nil || len(r.Photos) != 2 {
		t.Errorf("the record has %d photos: %v", len(r.Photos), err)
	}
}
