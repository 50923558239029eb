package app

import (
	"sync"
	"time"

	"pretobranco/engine"
)

// Pace is the least time between two looks at what happened: nobody sees more
// than 20 changes a second, and the window stays quick with any number of events.
const Pace = 50 * time.Millisecond

// A eventBatch collects events from the engine's goroutines and hands them over
// together, on the window's goroutine.
type eventBatch struct {
	do    func(func())
	apply func([]engine.Event)

	mu      sync.Mutex // guards what follows
	events  []engine.Event
	waiting bool
}

// newEventBatch returns a gatherer that calls apply by do, at most once in Pace.
func newEventBatch(do func(func()), apply func([]engine.Event)) *eventBatch {
	return &eventBatch{do: do, apply: apply}
}

// push takes one event. It never waits for the window.
func (g *eventBatch) push(ev engine.Event) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.events = append(g.events, ev)
	if !g.waiting {
		g.waiting = true
		time.AfterFunc(Pace, func() { g.do(g.flush) })
	}
}

// flush runs on the window's goroutine. Only then may the next one be asked for,
// so a slow window is never asked faster than it answers.
func (g *eventBatch) flush() {
	g.mu.Lock()
	events := g.events
	g.events, g.waiting = nil, false
	g.mu.Unlock()
	if len(events) > 0 {
		g.apply(events)
	}
}
