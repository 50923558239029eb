package app

import (
	"errors"
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

// TestUnrecorded says that a batch has no journal, and goes on.
func TestUnrecorded(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	batch := b.convert(t)
	batch.on(engine.Event{Kind: engine.Unrecorded, Index: -1, Output: "/p/pb", Err: errors.New("a link")})
	b.loop.until(t, "the banner", func() bool { return b.banner.shown != nil })
	if n := b.banner.shown; !strings.Contains(n.text, "/p/pb") || !strings.Contains(n.details, "a link") {
		t.Errorf("the banner says %+v", n)
	}
	batch.done(0)
	batch.finish(engine.Summary{Converted: 1})
	b.loop.until(t, "the end", func() bool { return b.batches.result })
}
