package engine

import "sync"

// An ear passes events to a listener in order, one at a time, and lets nobody wait
// for it: a listener may call the batch, and may be slow.
type ear struct {
	on func(Event)

	mu      sync.Mutex // guards what follows
	waiting []told
	busy    bool // a goroutine is passing on
}

type told struct {
	event Event
	then  func() // after it was heard
}

func (e *ear) tell(event Event, then func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.waiting = append(e.waiting, told{event, then})
	if !e.busy {
		e.busy = true
		go e.pass()
	}
}

func (e *ear) pass() {
	for {
		e.mu.Lock()
		batch := e.waiting
		e.waiting = nil
		e.busy = len(batch) > 0
		e.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		for _, t := range batch {
			if e.on != nil {
				e.on(t.event)
			}
			if t.then != nil {
				t.then()
			}
		}
	}
}
