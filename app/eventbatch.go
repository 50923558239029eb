package app

import (
	"sync"
	"time"

	"pretobranco/engine"
)

// Pace is the least time between two looks at what happened: nobody sees more
// than 20 changes a second, and the window stays quick with any number of events.
const Pace = 50 * time.Millisecond

// An eventBatch collects events from the engine's goroutines and passes them on together, on the
// window's goroutine.
//
// Its memory is bounded, however long the window takes: an event takes the place of an older one of
// the same photo, unless that says what became of it. Pauses and their ends replace each other, too.
type eventBatch struct {
	do    func(func())
	apply func([]engine.Event)

	mu      sync.Mutex // guards the fields below
	events  []engine.Event
	newest  map[int]int // index in events of a photo's newest event, if a newer one may replace it
	waiting bool
}

// newEventBatch returns an eventBatch that calls apply by do, at most once in Pace.
func newEventBatch(do func(func()), apply func([]engine.Event)) *eventBatch {
	return &eventBatch{do: do, apply: apply, newest: map[int]int{}}
}

// push adds an event. It never waits for the window.
func (g *eventBatch) push(ev engine.Event) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.add(ev)
	if !g.waiting {
		g.waiting = true
		time.AfterFunc(Pace, func() { g.do(g.flush) })
	}
}

// add adds an event, in the place of one that it replaces. The caller holds g.mu.
func (g *eventBatch) add(ev engine.Event) {
	at, replaces := g.newest[ev.Index]
	switch ev.Kind {
	case engine.Unrecorded:
		g.events = append(g.events, ev)
		return
	case engine.Finished:
		clear(g.newest) // what follows belongs to a batch that was reopened
		g.events = append(g.events, ev)
		return
	}
	if replaces {
		g.events[at] = ev
	} else {
		at = len(g.events)
		g.events = append(g.events, ev)
	}
	switch ev.Kind {
	case engine.Done, engine.Skipped, engine.Failed, engine.Dropped:
		delete(g.newest, ev.Index)
	default:
		g.newest[ev.Index] = at
	}
}

// flush runs on the window's goroutine. Only then may the next one be asked for,
// so a slow window is never asked faster than it answers.
func (g *eventBatch) flush() {
	g.mu.Lock()
	events := g.events
	g.events, g.newest, g.waiting = nil, map[int]int{}, false
	g.mu.Unlock()
	if len(events) > 0 {
		g.apply(events)
	}
}
