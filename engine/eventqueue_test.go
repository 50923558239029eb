package engine

import (
	"testing"
)

// TestEventQueue has a callback that is stuck while photos change their states again and again: the
// queue grew without bound. Then all is delivered: of each photo the newest state, in order.
func TestEventQueue(t *testing.T) {
	const photos, rounds = 100, 2000
	entered, release, over := make(chan bool), make(chan bool), make(chan bool)
	last, finished, total := map[int]Event{}, 0, 0
	q := &eventQueue{callback: func(e Event) {
		if total++; total == 1 {
			entered <- true
			<-release
		}
		if e.Kind == Finished {
			finished++
			return
		}
		if before := last[e.Index]; before.Before >= e.Before {
			t.Errorf("photo %d: event %d after %d", e.Index, e.Before, before.Before)
		}
		last[e.Index] = e
	}}
	number := int64(0)
	add := func(index int, kind EventKind) {
		number++
		q.add(Event{Kind: kind, Index: index, Before: number}, nil)
	}
	add(0, Queued)
	<-entered
	for run := range 2 {
		for range rounds {
			for i := range photos {
				add(i, Started)
			}
			add(-1, Paused)
			add(-1, Resumed)
		}
		for i := range photos {
			add(i, Done)
		}
		q.mu.Lock()
		// A run that is over keeps its events.
		if most := maxBacklog + (run+1)*(photos+2); len(q.pending) > most {
			t.Errorf("%d events are pending, more than %d", len(q.pending), most)
		}
		q.mu.Unlock()
		q.add(Event{Kind: Finished, Index: -1}, nil)
	}
	q.add(Event{Kind: Finished, Index: -1}, func() { close(over) })
	close(release)
	<-over
	for i := range photos {
		if last[i].Kind != Done {
			t.Errorf("photo %d: %+v", i, last[i])
		}
	}
	if last[-1].Kind != Resumed || finished != 3 {
		t.Errorf("%+v, finished %d times", last[-1], finished)
	}
}
