package engine

import (
	"context"
	"errors"
	"time"

	"pretobranco/engine/atomicfile"
	"pretobranco/engine/bw/fault"
)

// The caller of everything in this file holds Batch.mu.

// mostHeld is how many bytes of originals may be in memory at once. A bigger photo
// is converted alone.
const mostHeld = 64 << 20

// mostSaving and mostUnsaved limit the results that are being saved at once, and their bytes.
// Saving mostly waits for the disk, and a file system syncs many files about as fast as one.
const (
	mostSaving  = 16
	mostUnsaved = 10 << 20
)

// activate makes a batch that is not running ready to run. Its photos and their places
// are those from an index on.
func (b *Batch) activate(from int) {
	if b.active {
		return
	}
	b.active, b.paused, b.stopping, b.losses = true, false, false, 0
	b.run, b.cancel = context.WithCancel(b.parent)
	b.renew()
	b.pool = b.engine.newPool()
	b.openJournals(b.job, b.items[from:])
	b.syncs = atomicfile.NewFolderSyncer(b.engine.syncFolder)
	b.done = make(chan struct{})
	b.engine.enter(b)
	b.undo = context.AfterFunc(b.parent, b.StopNow)
	b.tally.start()
}

// renew gives the batch new contexts: photos under way on the old ones are aborted and queued again.
func (b *Batch) renew() {
	if b.leave != nil {
		b.leave()
	}
	b.way, b.leave = context.WithCancel(b.run)
	b.going, b.halt = context.WithCancel(b.way)
	if b.paused {
		b.halt()
	}
}

// schedule starts what may start, and finishes the batch when nothing is left. It
// is called after every change.
func (b *Batch) schedule() {
	for b.active && !b.paused && !b.stopping && !b.closing {
		index, ok := b.next()
		if !ok {
			break
		}
		b.converting++
		b.held += b.items[index].photo.Size
		go b.work(index)
	}
	if b.active && !b.closing && b.converting+b.saving+b.waiting() == 0 {
		b.closeJournals()
	}
}

// waiting counts the photos that have not begun.
func (b *Batch) waiting() int { return len(b.queue) + len(b.suspects) }

func (b *Batch) openJournals(job Job, items []item) {
	b.journals = b.engine.openJournals(b.run, job, items, b.engine.patience.lock, b.unrecorded)
}

// closeJournals closes the journals in the background, for a disk may take its time. Then the batch
// finishes: after Finished another batch may begin in the folder. If photos were added meanwhile, it
// continues instead.
func (b *Batch) closeJournals() {
	current, left, complete := b.journals, b.left, b.tally.dropped == 0
	b.journals, b.left, b.closing = nil, nil, true
	b.tally.stop()
	go func() {
		b.record.add(recordedChange{Finished: complete, Stopped: !complete})
		current.Close(complete)
		for _, journals := range left {
			journals.Close(true)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.closing = false
		if b.waiting() == 0 && b.journals == nil {
			b.finish()
			return
		}
		if b.journals == nil { // else Move has opened some
			b.openJournals(b.job, b.items)
		}
		if !b.paused {
			b.tally.start()
		}
		b.schedule()
	}()
}

// next takes a photo from the queue, if it fits the memory limit. A big photo waits until it
// fits, and those behind it wait too, or it would wait for ever.
func (b *Batch) next() (index int, ok bool) {
	switch {
	case b.alone || b.converting >= b.engine.jobs || b.crowded():
		return 0, false
	case len(b.queue) > 0:
		index = b.queue[0]
		if b.held > 0 && b.held+b.items[index].photo.Size > mostHeld {
			return 0, false
		}
		b.queue = b.queue[1:]
		return index, true
	case len(b.suspects) > 0 && b.converting == 0:
		index, b.suspects = b.suspects[0], b.suspects[1:]
		b.alone = true
		return index, true
	}
	return 0, false
}

// crowded reports whether the disk is behind: no photo is started until some results are saved.
// One large result may be too much by itself.
func (b *Batch) crowded() bool { return b.saving >= mostSaving || b.unsaved >= mostUnsaved }

// finish ends a batch that has nothing more to do.
func (b *Batch) finish() {
	b.active, b.paused = false, false
	b.undo()
	b.cancel()
	b.tally.stop()
	pool, done := b.pool, b.done
	b.events.add(Event{Kind: Finished, Index: -1, At: time.Now()}, func() {
		pool.close()
		b.engine.leave(b)
		close(done)
	})
}

// pauseLocked pauses the batch; why is nil if a person asked for it.
func (b *Batch) pauseLocked(why error) {
	if !b.active || b.paused || b.stopping {
		return
	}
	b.paused, b.why = true, why
	b.halt()
	b.tally.stop()
	b.notify(Event{Kind: Paused, Err: why})
}

// endPause ends a pause.
func (b *Batch) endPause() {
	if !b.active || !b.paused || b.stopping {
		return
	}
	b.paused, b.why, b.losses = false, nil, 0
	b.going, b.halt = context.WithCancel(b.way)
	b.tally.start()
	b.notify(Event{Kind: Resumed})
}

// unrecorded reports that the batch continues without a journal in an output root. The caller
// need not hold Batch.mu.
func (b *Batch) unrecorded(home string, why error) {
	b.events.add(Event{Kind: Unrecorded, Index: -1, Output: home, Err: noJournal(why), At: time.Now()}, nil)
}

// notify passes on an event of the batch.
func (b *Batch) notify(e Event) {
	e.Index, e.At = -1, time.Now()
	b.events.add(e, nil)
}

// change gives a photo a new state and passes it on.
func (b *Batch) change(index int, e Event) {
	it := &b.items[index]
	e.Index, e.Photo, e.Before, e.At = index, it.photo, it.before, time.Now()
	switch e.Kind {
	case Started:
		it.began = e.At
	case Done, Failed:
		if !it.began.IsZero() {
			e.Took = e.At.Sub(it.began)
		}
	}
	b.tally.change(it.state, it.after, it.pixels, e)
	it.state, it.after, it.output = e.Kind, e.After, e.Output
	b.events.add(e, nil)
}

// complete ends a photo's way for now: it is done, skipped, failed, dropped, or
// goes back to the queue. What it met before a pause that is over is old news, and no
// reason for another.
func (b *Batch) complete(p *task, e Event, err error) {
	index := p.index
	var lost *lostError
	switch {
	case err == nil:
		if e.Kind == Done {
			b.losses = 0
		}
		b.change(index, e)
	case b.stopping && (errors.Is(err, context.Canceled) || errors.Is(err, ErrServer) || errors.Is(err, ErrFolder)) || b.run.Err() != nil:
		b.change(index, Event{Kind: Dropped})
	case p.way != b.way && (errors.As(err, &lost) || errors.Is(err, ErrServer)):
		b.requeue(index) // the batch has left that server
	case errors.As(err, &lost):
		b.connectionLost(index, lost)
	case errors.Is(err, ErrServer), errors.Is(err, ErrFolder):
		b.requeue(index)
		if p.going == b.going {
			b.pauseLocked(err)
		}
	case errors.Is(err, context.Canceled):
		b.requeue(index) // it was waiting when the batch paused
	default:
		b.change(index, Event{Kind: Failed, Err: err, Damage: p.damage})
	}
}

// requeue puts a photo back where it was in the queue.
func (b *Batch) requeue(index int) {
	b.queue = append([]int{index}, b.queue...)
	if b.items[index].state != Queued {
		b.change(index, Event{Kind: Queued})
	}
}

// maxConnectionLosses is how many connections in a row may be lost, beyond those that one end of the
// server takes with it, before that is not the photos' fault.
const maxConnectionLosses = 4

// connectionLost deals with a photo whose connection went away. It may be to blame: so it is
// sent again when nothing else is under way, and given up when that ends the same
// way twice.
func (b *Batch) connectionLost(index int, lost *lostError) {
	b.losses++
	it := &b.items[index]
	if b.alone || b.converting == 1 {
		it.retries++
	}
	switch {
	case b.stopping:
		b.change(index, Event{Kind: Dropped})
	case it.retries >= 2:
		b.change(index, Event{Kind: Failed, Err: fault.New(fault.Internal, "the connection is lost whenever this photo is sent: %w", lost)})
	default:
		b.suspects = append(b.suspects, index)
		b.change(index, Event{Kind: Queued})
		if b.losses >= b.engine.jobs+maxConnectionLosses {
			b.pauseLocked(newError(fault.Internal, "the server hangs up again and again", ErrServer, lost))
		}
	}
}
