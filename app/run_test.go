package app

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pretobranco/engine"
)

// TestGather hands over many events together, in order, at most 20 times a second,
// and never asks a window again that has not answered.
func TestGather(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := make(chan func(), 10)
		answer := func() {
			for len(asked) > 0 {
				(<-asked)()
			}
		}
		var seen []int
		calls := 0
		g := newEventBatch(func(f func()) { asked <- f }, func(events []engine.Event) {
			calls++
			for _, ev := range events {
				seen = append(seen, ev.Index)
			}
		})
		for i := range 1000 {
			g.push(engine.Event{Index: i})
			time.Sleep(time.Millisecond)
		}
		synctest.Wait()
		if len(asked) != 1 {
			t.Fatalf("asked %d times while the window was busy", len(asked))
		}
		answer()
		for i := 1000; i < 2000; i++ {
			g.push(engine.Event{Index: i})
			time.Sleep(time.Millisecond)
			synctest.Wait()
			answer()
		}
		time.Sleep(Pace)
		synctest.Wait()
		answer()
		if calls > 22 {
			t.Errorf("%d times in a second", calls-1)
		}
		for i, index := range seen {
			if i != index {
				t.Fatalf("event %d came as number %d", index, i)
			}
		}
		if len(seen) != 2000 {
			t.Errorf("%d events arrived", len(seen))
		}
	})
}

// TestGatherBound has a window hang while photos change their state again and again: of each photo
// only its newest state is kept, and what became of it, in order. The list once grew without bound.
func TestGatherBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := make(chan func(), 10)
		var seen []engine.Event
		g := newEventBatch(func(f func()) { asked <- f }, func(events []engine.Event) { seen = append(seen, events...) })
		for range 10_000 {
			for i := range 3 {
				for _, kind := range []engine.EventKind{engine.Queued, engine.Started, engine.Waiting} {
					g.push(engine.Event{Kind: kind, Index: i})
				}
			}
			g.push(engine.Event{Kind: engine.Paused, Index: -1})
			g.push(engine.Event{Kind: engine.Resumed, Index: -1})
		}
		g.push(engine.Event{Kind: engine.Failed, Index: 1})
		g.push(engine.Event{Kind: engine.Queued, Index: 1})
		g.push(engine.Event{Kind: engine.Done, Index: 1})
		g.push(engine.Event{Kind: engine.Unrecorded, Index: -1})
		g.push(engine.Event{Kind: engine.Finished, Index: -1})
		g.push(engine.Event{Kind: engine.Queued, Index: 2}) // after a retry
		g.push(engine.Event{Kind: engine.Started, Index: 2})
		time.Sleep(Pace)
		synctest.Wait()
		(<-asked)()
		var got []string
		for _, ev := range seen {
			got = append(got, fmt.Sprint(ev.Index, " ", ev.Kind))
		}
		want := "0 waiting, 1 failed, 2 waiting, -1 resumed, 1 done, -1 unrecorded, -1 finished, 2 started"
		if text := strings.Join(got, ", "); text != want {
			t.Errorf("%d events: %.200s\nwant %s", len(got), text, want)
		}
	})
}

// TestUnrecorded says that a batch has no journal, and continues.
func TestUnrecorded(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	batch := b.convert(t)
	batch.on(engine.Event{Kind: engine.Unrecorded, Index: -1, Output: "/p/pb", Err: errors.New("a link")})
	b.loop.until(t, "the banner", func() bool { return b.notice() != nil })
	if n := b.notice(); !strings.Contains(n.text, "/p/pb") || !strings.Contains(n.details, "a link") {
		t.Errorf("the banner says %+v", n)
	}
	batch.done(0)
	batch.finish(engine.Summary{Converted: 1})
	b.loop.until(t, "the end", func() bool { return b.batches.result })
}
