package app

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// fakeBatch does what the test asks and records what the window asks.
type fakeBatch struct {
	on func(engine.Event)
	at *fakeBackend

	mu       sync.Mutex // guards what follows
	job      engine.Job
	over     chan struct{}
	photos   []engine.Photo
	queue    []int // photos that work has not come to
	used     []model.Server
	moveErr  error
	asked    []string
	retried  []int
	summary  engine.Summary
	progress engine.Progress
	results  []fakeResult
	record   fakeRecord
}

func (b *fakeBatch) note(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = append(b.asked, what)
}

// heard reports whether the window asked for something.
func (b *fakeBatch) heard(what string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range b.asked {
		if a == what {
			return true
		}
	}
	return false
}

func (b *fakeBatch) Add(photos []engine.Photo) {
	b.mu.Lock()
	for i := range photos {
		b.queue = append(b.queue, len(b.photos)+i)
	}
	b.photos = append(b.photos, photos...)
	b.record.add(map[string]any{"add": recordedPhotos(photos)})
	b.mu.Unlock()
	b.note("add")
}

func (b *fakeBatch) Pause() {
	b.note("pause")
	b.on(engine.Event{Kind: engine.Paused, Index: -1})
}

func (b *fakeBatch) Resume() {
	b.note("resume")
	b.on(engine.Event{Kind: engine.Resumed, Index: -1})
}

func (b *fakeBatch) Stop() { b.note("stop") }

func (b *fakeBatch) StopNow() {
	b.note("stop now")
	b.finish(engine.Summary{Dropped: len(b.photos)})
}

func (b *fakeBatch) Retry(indexes ...int) {
	b.mu.Lock()
	b.retried = indexes
	b.mu.Unlock()
	b.requeue(indexes)
	b.note("retry")
}

func (b *fakeBatch) Again(exists engine.Exists, indexes ...int) {
	b.mu.Lock()
	b.retried = indexes
	for _, i := range indexes {
		b.photos[i].Exists = exists
	}
	b.mu.Unlock()
	b.requeue(indexes)
	b.note("again")
}

func (b *fakeBatch) requeue(indexes []int) {
	b.mu.Lock()
	select {
	case <-b.over:
		b.over = make(chan struct{})
	default:
	}
	b.queue = append(b.queue, indexes...)
	b.mu.Unlock()
	for _, i := range indexes {
		b.on(engine.Event{Kind: engine.Queued, Index: i})
	}
}

func (b *fakeBatch) Use(s model.Server) {
	b.mu.Lock()
	b.used = append(b.used, s)
	b.mu.Unlock()
	b.note("use")
	b.on(engine.Event{Kind: engine.Resumed, Index: -1})
}

func (b *fakeBatch) Move(folder string) error {
	b.mu.Lock()
	err := b.moveErr
	if err == nil {
		b.job.Folder = folder
	}
	b.mu.Unlock()
	b.note("move")
	if err == nil {
		b.on(engine.Event{Kind: engine.Resumed, Index: -1})
	}
	return err
}

// A fakeResult is a file that a test calls a result.
type fakeResult struct {
	index int
	path  string
	info  fs.FileInfo
}

// hear notes the results that undoing removes, and passes an event on.
func (b *fakeBatch) hear(e engine.Event, on func(engine.Event)) {
	if info, err := os.Lstat(e.Output); e.Kind == engine.Done && !e.Replaced && err == nil {
		b.mu.Lock()
		b.results = append(b.results, fakeResult{e.Index, e.Output, info})
		b.mu.Unlock()
	}
	on(e)
}

func (b *fakeBatch) Undoable() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.results)
}

func (b *fakeBatch) Undo() (removed []int, kept int) {
	b.note("undo")
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.results {
		if info, err := os.Lstat(r.path); err != nil || info.Size() != r.info.Size() || !info.ModTime().Equal(r.info.ModTime()) || os.Remove(r.path) != nil {
			kept++
			continue
		}
		removed = append(removed, r.index)
	}
	b.results = nil
	return removed, kept
}

// work does what a batch does with the next photos: it converts them, or skips them for what is
// there.
func (b *fakeBatch) work(n int) {
	for range n {
		b.mu.Lock()
		i := b.queue[0]
		b.queue = b.queue[1:]
		job, photo := b.job, b.photos[i]
		b.mu.Unlock()
		b.on(engine.Event{Kind: engine.Started, Index: i})
		b.at.mu.Lock()
		if b.at.disk == nil {
			b.at.disk = fakeDisk{}
		}
		want, match, there := b.at.disk.match(job, photo, i)
		place := b.at.disk.place(job, photo, i)
		skips := there && policy(job, photo) == engine.Skip
		replaced := there && policy(job, photo) == engine.Overwrite
		if replaced {
			b.at.disk[want] = nil
		}
		if !skips {
			b.at.disk[want] = append(b.at.disk[want], asText(job, photo))
		}
		b.at.mu.Unlock()
		if skips {
			b.on(engine.Event{Kind: engine.Skipped, Index: i, Output: want, Match: match})
			continue
		}
		b.on(engine.Event{Kind: engine.Done, Index: i, Output: place, After: 700, Replaced: replaced})
	}
}

// rest does all that is left, and ends the batch.
func (b *fakeBatch) rest() {
	b.mu.Lock()
	n := len(b.queue)
	b.mu.Unlock()
	b.work(n)
	b.finish(engine.Summary{Took: time.Second})
}

// drop ends the batch as one does that was stopped.
func (b *fakeBatch) drop() {
	b.mu.Lock()
	queue := b.queue
	b.queue = nil
	b.mu.Unlock()
	for _, i := range queue {
		b.on(engine.Event{Kind: engine.Dropped, Index: i})
	}
	b.finish(engine.Summary{Took: time.Second, Dropped: len(queue)})
}

func (b *fakeBatch) Abandon() {
	b.record.add(map[string]any{"finished": true})
	b.note("abandon")
}

func (b *fakeBatch) Wait() engine.Summary {
	b.mu.Lock()
	over := b.over
	b.mu.Unlock()
	<-over
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.summary
}

func (b *fakeBatch) Progress() engine.Progress {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.progress
}

// done reports that a photo was converted.
func (b *fakeBatch) done(i int) {
	b.on(engine.Event{Kind: engine.Started, Index: i})
	b.on(engine.Event{Kind: engine.Done, Index: i, Output: filepath.Join(b.job.Folder, "result.jpg"), After: 700})
}

// fail reports that a photo was not.
func (b *fakeBatch) fail(i int, err error) {
	b.on(engine.Event{Kind: engine.Failed, Index: i, Err: err})
}

// finish ends the batch.
func (b *fakeBatch) finish(s engine.Summary) {
	b.mu.Lock()
	b.summary = s
	over := b.over
	b.mu.Unlock()
	if s.Dropped == 0 {
		b.record.add(map[string]any{"finished": true})
	}
	b.on(engine.Event{Kind: engine.Finished, Index: -1})
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case <-over: // it was stopped twice, which does no harm
	default:
		close(over)
	}
}
