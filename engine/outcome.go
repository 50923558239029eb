package engine

import (
	"context"
	"errors"

	"pretobranco/engine/bw/fault"
)

// The caller of everything in this file holds Batch.mu.

// complete ends a photo's work for now: it is done, skipped, failed, dropped, or queued again. An
// error from before a Use, Move or Resume does not pause the batch: it is out of date.
func (p *task) complete(e Event, err error) {
	b := p.b
	var lost *lostError
	switch {
	case err == nil:
		if e.Kind == Done {
			b.queue.losses = 0
		}
		b.photos.change(p.index, e)
	case b.stopping && (errors.Is(err, context.Canceled) || errors.Is(err, ErrServer) || errors.Is(err, ErrFolder)) || b.run.Err() != nil:
		b.photos.change(p.index, Event{Kind: Dropped})
	case p.working != b.working && (errors.As(err, &lost) || errors.Is(err, ErrServer)):
		p.requeue() // the batch has left that server
	case errors.As(err, &lost):
		p.connectionLost(lost)
	case errors.Is(err, ErrServer), errors.Is(err, ErrFolder):
		p.requeue()
		if p.waiting == b.waiting {
			b.pauseLocked(err)
		}
	case errors.Is(err, context.Canceled):
		p.requeue() // it was waiting when the batch paused
	default:
		b.photos.change(p.index, Event{Kind: Failed, Err: err, Damage: p.damage})
	}
}

// requeue puts the photo back where it was in the queue.
func (p *task) requeue() {
	p.b.queue.pushFront(p.index)
	if p.b.photos.items[p.index].state != Queued {
		p.b.photos.change(p.index, Event{Kind: Queued})
	}
}

// maxConnectionLosses is how many connections in a row may be lost, beyond those that one end of the
// server takes with it, before that is not the photos' fault.
const maxConnectionLosses = 4

// connectionLost deals with a photo whose connection was lost. The photo may be the cause: so it is
// sent again when nothing else is under way, and fails when that ends in the same way twice.
func (p *task) connectionLost(lost *lostError) {
	b := p.b
	b.queue.losses++
	it := &b.photos.items[p.index]
	if b.queue.alone || b.queue.converting == 1 {
		it.retries++
	}
	switch {
	case b.stopping:
		b.photos.change(p.index, Event{Kind: Dropped})
	case it.retries >= 2:
		b.photos.change(p.index, Event{Kind: Failed, Err: fault.New(fault.Internal, "the connection is lost whenever this photo is sent: %w", lost)})
	default:
		b.queue.suspect(p.index)
		b.photos.change(p.index, Event{Kind: Queued})
		if b.queue.losses >= b.engine.jobs+maxConnectionLosses {
			b.pauseLocked(newError(fault.Internal, "the server hangs up again and again", ErrServer, lost))
		}
	}
}
