package engine

import (
	"context"
	"time"

	"pretobranco/engine/atomicfile"
)

// The caller of everything in this file holds Batch.mu.

// activate makes a batch that is not running ready to run. Its photos and their places
// are those from an index on.
func (b *Batch) activate(from int) {
	if b.active {
		return
	}
	b.active, b.paused, b.stopping, b.queue.losses = true, false, false, 0
	b.contexts.begin(b.parent)
	b.pool = b.engine.newPool()
	b.journals.open(b.run, b.engine, b.job, b.photos.items[from:])
	b.syncs = atomicfile.NewFolderSyncer(b.engine.syncFolder)
	b.done = make(chan struct{})
	b.engine.enter(b)
	b.detach = context.AfterFunc(b.parent, b.StopNow)
	b.photos.tally.start()
}

// schedule starts what may start, and finishes the batch when nothing is left. It
// is called after every change.
func (b *Batch) schedule() {
	for b.active && !b.paused && !b.stopping && !b.closing {
		index, ok := b.queue.next(b.engine.jobs, b.photos.size)
		if !ok {
			break
		}
		go newTask(b, index).do()
	}
	if b.active && !b.closing && b.queue.idle() {
		b.closeJournals()
	}
}

// closeJournals closes the journals in the background, for a disk may take its time. Then the batch
// finishes: after Finished another batch may begin in the folder. If photos were added meanwhile, it
// continues instead.
func (b *Batch) closeJournals() {
	closeAll, complete := b.journals.detach(), b.photos.tally.dropped == 0
	b.closing = true
	b.photos.tally.stop()
	go func() {
		b.record.add(recordedChange{Finished: complete, Stopped: !complete})
		closeAll(complete)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.closing = false
		opened := b.journals.current != nil // by Move
		if !opened && b.queue.idle() {
			b.finish()
			return
		}
		if !opened {
			b.journals.open(b.run, b.engine, b.job, b.photos.items)
		}
		if !b.paused {
			b.photos.tally.start()
		}
		b.schedule()
	}()
}

// finish ends a batch that has nothing more to do.
func (b *Batch) finish() {
	b.active, b.paused = false, false
	b.detach()
	b.endRun()
	b.photos.tally.stop()
	pool, done, engine := b.pool, b.done, b.engine
	b.events.add(Event{Kind: Finished, Index: -1, At: time.Now()}, func() {
		pool.close()
		engine.leave(b)
		close(done)
	})
}

// pauseLocked pauses the batch; why is nil if a person asked for it.
func (b *Batch) pauseLocked(why error) {
	if !b.active || b.paused || b.stopping {
		return
	}
	b.paused, b.why = true, why
	b.endWaiting()
	b.photos.tally.stop()
	b.events.notify(Event{Kind: Paused, Err: why})
}

// resumeLocked ends a pause.
func (b *Batch) resumeLocked() {
	if !b.active || !b.paused || b.stopping {
		return
	}
	b.paused, b.why, b.queue.losses = false, nil, 0
	b.contexts.resume()
	b.photos.tally.start()
	b.events.notify(Event{Kind: Resumed})
}
