package engine

import (
	"context"
	"slices"
	"sync"

	"pretobranco/engine/atomicfile"
)

// A Batch is a job under way. Its photos go through
//
//	queue -> look -> connection -> read -> convert -> check -> save
//	         (is it there already?)  busy: wait     lost: back to the queue
//
// with several of them between queue and check, and several being saved. What would befall every
// photo (no server, a full disk) pauses the batch once instead of failing each, and every photo
// keeps its place.
//
// A Batch is the lock and the order of events; each of its parts has a file of its own: the photos
// and their states (photostates.go), which of them is next (workqueue.go), one photo's work
// (task.go) and its outcome (outcome.go), contexts, journals and the record for Undo.
//
// Its methods may be called at any time and from any goroutine, also from the
// callback for events, except Wait, which would wait for itself. None but Start, Add, Move,
// Abandon, Undo and Wait waits for a disk: no file system is called while the mutex is locked.
type Batch struct {
	parent context.Context
	events *eventQueue
	record *recorder

	adding sync.Mutex // one Add or Move at a time

	mu     sync.Mutex // guards what follows
	engine *Engine
	job    Job
	plan   *plan

	photos photoStates
	queue  workQueue

	active   bool // from the start or a retry until Finished
	closing  bool // its journals are being closed: nothing is begun meanwhile
	paused   bool
	why      error // of a pause that came by itself
	stopping bool

	contexts
	detach   func() bool // from the parent's end
	journals batchJournals
	syncs    *atomicfile.FolderSyncer
	pool     *connPool
	done     chan struct{} // closed once Finished was heard
}

// Start begins a batch: it checks that the folder can be written, gives every photo
// its output path, and continues in the background until Finished. Events are passed to on,
// in order and one call at a time. The end of ctx has the effect of StopNow.
func (e *Engine) Start(ctx context.Context, job Job, photos []Photo, on func(Event)) (*Batch, error) {
	job, made, err := prepare(job, photos)
	if err != nil {
		removeEmpty(made)
		return nil, err
	}
	plan, err := newPlan(job)
	if err != nil {
		removeEmpty(made)
		return nil, err
	}
	events := &eventQueue{callback: on}
	b := &Batch{engine: e, job: job, parent: ctx, plan: plan, events: events, record: newRecorder(job, photos, made),
		photos: photoStates{events: events}, journals: batchJournals{events: events}}
	b.addPhotos(photos)
	return b, nil
}

// Add puts photos at the end of the queue. A batch that has finished begins again.
func (b *Batch) Add(photos []Photo) {
	b.adding.Lock() // indexes and numbers in names go together
	defer b.adding.Unlock()
	b.record.add(recordedChange{Photos: recordPhotos(photos)})
	b.addPhotos(photos)
}

func (b *Batch) addPhotos(photos []Photo) {
	photos = slices.Clone(photos)
	inspect(photos)
	if b.job.Folder == "" {
		for _, root := range b.job.outputRoots(photos) {
			made, _ := makeRoot(b.job, root) // an error is reported when the first result is saved
			b.record.addFolders(made)
		}
	}
	places := b.plan.add(photos)
	b.mu.Lock()
	defer b.mu.Unlock()
	first := b.photos.add(photos, places)
	b.activate(first)
	for i := range photos {
		if b.stopping {
			b.photos.change(first+i, Event{Kind: Dropped})
			continue
		}
		b.photos.change(first+i, Event{Kind: Queued})
		b.queue.push(first + i)
	}
	go countPixels(b.run, photos, func(i int, n int64) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.photos.setPixels(first+i, n)
	})
	b.schedule()
}

// Pause starts no more photos; those under way finish.
func (b *Batch) Pause() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pauseLocked(nil)
}

// Resume ends a pause, whether Pause or an error caused it.
func (b *Batch) Resume() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.resumeLocked()
	b.schedule()
}

// Stop drops the photos that have not started; those under way finish.
func (b *Batch) Stop() { b.stop(false) }

// StopNow drops the photos that have not started and aborts those under way. Results that
// are saved stay; no parts of others do.
func (b *Batch) StopNow() { b.stop(true) }

func (b *Batch) stop(now bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.active {
		return
	}
	b.stopping = true
	b.endWaiting()
	if now {
		b.endRun()
	}
	for _, index := range b.queue.clear() {
		b.photos.change(index, Event{Kind: Dropped})
	}
	b.schedule()
}

// Retry queues failed photos again: all of them, or those with these indexes, which
// may have been dropped or skipped as well. While the batch is being stopped it does nothing.
func (b *Batch) Retry(indexes ...int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(indexes) > 0 {
		b.again(indexes, func(*item) {})
		return
	}
	for i, it := range b.photos.items {
		if it.state == Failed {
			indexes = append(indexes, i)
		}
	}
	b.again(indexes, func(*item) {})
}

// Again queues photos with these indexes that were skipped, dropped or failed, with another
// policy for existing results. While the batch is being stopped it does nothing.
func (b *Batch) Again(exists Exists, indexes ...int) {
	go b.record.add(recordedChange{Exists: exists, Indexes: slices.Clone(indexes)}) // it may wait for a disk
	b.mu.Lock()
	defer b.mu.Unlock()
	b.again(indexes, func(it *item) { it.photo.Exists, it.fresh = exists, true })
}

// again queues photos that were skipped, dropped or failed, each after a change.
func (b *Batch) again(indexes []int, change func(*item)) {
	for _, i := range indexes {
		if i < 0 || i >= len(b.photos.items) || b.active && b.stopping {
			continue
		}
		it := &b.photos.items[i]
		if it.state != Skipped && it.state != Dropped && it.state != Failed {
			continue
		}
		change(it)
		it.retries = 0
		b.activate(len(b.photos.items))
		b.photos.change(i, Event{Kind: Queued})
		b.queue.push(i)
	}
	b.schedule()
}

// Abandon records that what a stopped batch has left is not to be resumed by a later process. Undo
// is possible all the same. Once Retry, Again or Add converts more, the batch can be resumed again.
// It waits for a disk.
func (b *Batch) Abandon() { b.record.add(recordedChange{Finished: true}) }

// Undoable returns how many results Undo would try to remove: those that the batch has written. A
// result that replaced an older one does not count, because undoing would not restore the older one.
func (b *Batch) Undoable() int { return b.record.undoable() }

// Undo removes the results that the batch has written, except those that were changed since, and
// then the folders that it made, unless something is in them. Originals are never removed. It
// returns the indexes of the photos whose results are gone, and how many results were kept. While
// the batch is running it does nothing.
func (b *Batch) Undo() (removed []int, kept int) {
	b.mu.Lock()
	active, plan := b.active, b.plan
	b.mu.Unlock()
	if active {
		return nil, 0
	}
	return b.record.undo(plan.original)
}

// Wait returns when the batch has finished and all events were delivered.
func (b *Batch) Wait() Summary {
	b.mu.Lock()
	done := b.done
	b.mu.Unlock()
	<-done
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.photos.tally.summary()
}

// Progress returns how far the batch is.
func (b *Batch) Progress() Progress {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.photos.tally.progress()
}
