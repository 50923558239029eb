package engine

import (
	"sync"
	"time"
)

// An eventQueue delivers events to a callback in order, one at a time, on its own goroutine.
// Producers never block: the callback may be slow, and may call the batch.
//
// Its memory is bounded. Once maxBacklog events are waiting, a photo keeps only its newest one:
// "started" is dropped when "done" follows before it was delivered. So there are at most maxBacklog
// events and one for each photo, besides those of the batch.
type eventQueue struct {
	callback func(Event) // may be nil

	mu      sync.Mutex // guards the fields below
	pending []queuedEvent
	newest  map[int]int // index in pending of a photo's newest event behind the first maxBacklog ones
	running bool        // a goroutine delivers
}

type queuedEvent struct {
	event Event
	then  func() // called after the callback; may be nil
}

// maxBacklog is far more than a callback that keeps up ever leaves.
const maxBacklog = 1 << 12

// notify adds an event of the batch.
func (q *eventQueue) notify(event Event) {
	event.Index, event.At = -1, time.Now()
	q.add(event, nil)
}

func (q *eventQueue) add(event Event, then func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.replace(event) {
		return
	}
	q.pending = append(q.pending, queuedEvent{event, then})
	if !q.running {
		q.running = true
		go q.deliver()
	}
}

// replace replaces an older event of the same photo, if there are many events. Of pauses and their
// ends it also keeps only the newest.
func (q *eventQueue) replace(event Event) bool {
	switch event.Kind {
	case Unrecorded:
		return false
	case Finished:
		q.newest = nil // what follows belongs to another run
		return false
	}
	if at, ok := q.newest[event.Index]; ok {
		q.pending[at].event = event
		return true
	}
	if len(q.pending) >= maxBacklog {
		if q.newest == nil {
			q.newest = map[int]int{}
		}
		q.newest[event.Index] = len(q.pending)
	}
	return false
}

func (q *eventQueue) deliver() {
	for {
		q.mu.Lock()
		events := q.pending
		q.pending, q.newest = nil, nil
		q.running = len(events) > 0
		q.mu.Unlock()
		if len(events) == 0 {
			return
		}
		for _, e := range events {
			if q.callback != nil {
				q.callback(e.event)
			}
			if e.then != nil {
				e.then()
			}
		}
	}
}
