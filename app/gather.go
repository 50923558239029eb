package app

import (
	"sync"
	"time"

	"pretobranco/engine"
)

// Pace is the least time between two looks at what happened: nobody sees more
// than 20 changes a second, and the window stays quick with any number of events.
const Pace = 50 * time.Millisecond

// A gatherer collects events from the engine's goroutines and hands them over
// together, on the window's goroutine.
type gatherer struct {
	do    func(func())
	apply func([]engine.Event)

	mu      sync.Mutex // guards what follows
	events  []engine.Event
	waiting bool
}

// newGatherer returns a gatherer that calls apply by do, at most once in Pace.
func newGatherer(do func(func()), apply func([]engine.Event)) *gatherer {
	return &gatherer{do: do, apply: apply}
}

// push takes one event. It never waits for the window.
func (g *gatherer) push(ev engine.Event) {
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
func (g *gatherer) flush() {
	g.mu.Lock()
	events := g.events
	g.events, g.waiting = nil, false
	g.mu.Unlock()
	if len(events) > 0 {
		g.apply(events)
	}
}
