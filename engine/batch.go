package engine

import (
	"context"
	"slices"
	"sync"
	"time"

	"pretobranco/engine/atomicfile"
)

// A Batch is a job under way. Its photos go through
//
//	queue -> look -> connection -> read -> convert -> check -> save
//	         (is it there already?)  busy: wait     lost: back to the queue
//
// with several of them between queue and check, and several being saved. Whatever
// would befall every photo (no server, a full disk) pauses the batch once instead
// of failing each, and every photo keeps its place.
//
// Its methods may be called at any time and from any goroutine, also from the
// callback for events, except Wait, which would wait for itself. None but Start, Add, Move,
// Abandon, Undo and Wait waits for a disk: no file system is called while the mutex is locked.
type Batch struct {
	engine *Engine
	job    Job
	parent context.Context
	plan   *plan
	events *eventQueue

	record *recorder
	adding sync.Mutex // one Add at a time

	mu       sync.Mutex // guards what follows
	items    []item
	queue    []int // to do, next first
	suspects []int // that lost their connection: done alone, after all others

	active   bool // from the start or a retry until Finished
	closing  bool // its journals are being closed: nothing is begun meanwhile
	paused   bool
	stopping bool
	alone    bool // a suspect is under way

	converting int   // photos on their way to a result
	saving     int   // photos with a result on its way to the disk
	held       int64 // bytes of the originals of the former
	unsaved    int64 // bytes of the results of the latter
	losses     int   // connections lost in a row, with no photo done in between

	run    context.Context // ends with StopNow
	cancel context.CancelFunc
	way    context.Context // ends with run, Use or Move
	leave  context.CancelFunc
	going  context.Context // ends with way, Stop or Pause: for waiting, not for work
	halt   context.CancelFunc
	undo   func() bool // of the parent's end
	why    error       // of a pause that came by itself

	journals journalSet
	left     []journalSet // of folders that Move has left
	made     []string     // folders that the batch made
	results  []written    // that the batch wrote and that replaced nothing, for Undo
	syncs    *atomicfile.FolderSyncer
	pool     *connPool
	done     chan struct{} // closed once Finished was heard

	tally tally
}

// An item is a photo with what is known of it.
type item struct {
	photo   Photo
	want    string // place of its result in the plan
	place   string // that it gets, or got
	output  string // path of the result, once there is one
	state   EventKind
	before  int64
	after   int64
	pixels  int64 // 0 while not known
	began   time.Time
	retries int  // connections lost while alone
	fresh   bool // what an interrupted batch has recorded does not count
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
	b := &Batch{engine: e, job: job, parent: ctx, plan: plan, events: &eventQueue{callback: on}, made: made}
	var before []string
	b.record, b.results, before = newRecorder(job.Record, job, photos)
	b.record.addMade(made)
	b.made = append(b.made, before...)
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
		for _, home := range b.job.outputRoots(photos) {
			made, _ := makeRoot(b.job, home) // an error is reported when the first result is saved
			b.noteFolders(made)
		}
	}
	places := b.plan.add(photos)
	b.mu.Lock()
	defer b.mu.Unlock()
	first := len(b.items)
	for i, photo := range photos {
		b.items = append(b.items, item{photo: photo, want: places[i], place: places[i], before: photo.Size})
		b.tally.add(photo.Size)
	}
	b.activate(first)
	for index := first; index < len(b.items); index++ {
		if b.stopping {
			b.change(index, Event{Kind: Dropped})
			continue
		}
		b.change(index, Event{Kind: Queued})
		b.queue = append(b.queue, index)
	}
	go b.survey(b.run, first, photos)
	b.schedule()
}

// Pause starts no more photos; those under way finish.
func (b *Batch) Pause() { b.pause(nil) }

func (b *Batch) pause(why error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pauseLocked(why)
	b.schedule()
}

// Resume ends a pause, whether Pause or an error caused it.
func (b *Batch) Resume() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.endPause()
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
	b.halt()
	if now {
		b.cancel()
	}
	for _, index := range append(b.queue, b.suspects...) {
		b.change(index, Event{Kind: Dropped})
	}
	b.queue, b.suspects = nil, nil
	b.schedule()
}

// Retry queues failed photos again: all of them, or those with these indexes, which
// may have been dropped or skipped as well. While the batch is being stopped it does nothing.
func (b *Batch) Retry(indexes ...int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := len(indexes) == 0
	if all {
		for i := range b.items {
			indexes = append(indexes, i)
		}
	}
	for _, i := range indexes {
		if i < 0 || i >= len(b.items) || b.active && b.stopping {
			continue
		}
		if state := b.items[i].state; state == Failed || !all && (state == Dropped || state == Skipped) {
			b.again(i)
		}
	}
	b.schedule()
}

// Again queues photos with these indexes that were skipped, dropped or failed, with another
// policy for existing results. While the batch is being stopped it does nothing.
func (b *Batch) Again(exists Exists, indexes ...int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	go b.record.add(recordedChange{Exists: exists, Indexes: slices.Clone(indexes)}) // not with the mutex locked
	for _, i := range indexes {
		if i < 0 || i >= len(b.items) || b.active && b.stopping {
			continue
		}
		if state := b.items[i].state; state == Skipped || state == Dropped || state == Failed {
			b.items[i].photo.Exists, b.items[i].fresh = exists, true
			b.again(i)
		}
	}
	b.schedule()
}

// Abandon records that what a stopped batch has left is not to be resumed by a later process. Undo
// is possible all the same. Once Retry, Again or Add converts more, the batch can be resumed again.
// It waits for a disk.
func (b *Batch) Abandon() { b.record.add(recordedChange{Finished: true}) }

// again queues a photo that has had its turn.
func (b *Batch) again(i int) {
	b.activate(len(b.items))
	b.items[i].retries = 0
	b.change(i, Event{Kind: Queued})
	b.queue = append(b.queue, i)
}

// Wait returns when the batch has finished and all events were delivered.
func (b *Batch) Wait() Summary {
	b.mu.Lock()
	done := b.done
	b.mu.Unlock()
	<-done
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.tally.summary()
}

// Progress returns how far the batch is.
func (b *Batch) Progress() Progress {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.tally.progress()
}
