package app

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pretobranco/engine"
)

func TestRun(t *testing.T) {
	m := listed(4)
	r := NewRun(m, m.Rows(), engine.Job{Folder: "/out"})
	damaged := errors.New("stops at 63 %")
	for _, ev := range []engine.Event{
		{Kind: engine.Started, Index: 0},
		{Kind: engine.Done, Index: 0, Output: "/out/a.jpg", After: 7, Report: engine.Report{Lossless: true}},
		{Kind: engine.Failed, Index: 1, Err: damaged},
		{Kind: engine.Waiting, Index: 2},
		{Kind: engine.Paused, Index: -1, Err: engine.ErrFolder},
	} {
		r.Apply(ev)
	}
	rows := m.Rows()
	if rows[0].State != Done || rows[0].After != 7 || !rows[0].Report.Lossless || rows[0].Output != "/out/a.jpg" {
		t.Errorf("done: %+v", rows[0])
	}
	if rows[1].State != Failed || rows[1].Err != damaged || rows[2].State != Waiting || rows[3].State != InQueue {
		t.Error("the states are wrong")
	}
	if !r.Paused || r.Why != engine.ErrFolder || len(r.Touched()) != 4 || len(r.Touched()) != 0 {
		t.Error("the pause or the touched rows are wrong")
	}
	if got := r.Indexes([]*Row{rows[1], {}}); len(got) != 1 || got[0] != 1 {
		t.Errorf("indexes %v", got)
	}
	// A retry that works takes the error away; what never ended is ready again.
	r.Apply(engine.Event{Kind: engine.Queued, Index: 1})
	r.Apply(engine.Event{Kind: engine.Skipped, Index: 1})
	r.Apply(engine.Event{Kind: engine.Finished, Index: -1})
	if rows[1].State != Skipped || rows[1].Err != nil || rows[2].State != Ready || rows[3].State != Ready || !r.Over || r.Paused {
		t.Error("the end is wrong")
	}
	if m.Count(ShowDone) != 2 || m.Count(ShowErrors) != 0 {
		t.Error("the counts are wrong")
	}
}

// TestRunAdd gives rows that join a batch the indexes that the batch gives them.
func TestRunAdd(t *testing.T) {
	m := listed(2)
	r := NewRun(m, m.Rows(), engine.Job{Folder: "/out"})
	late := m.Add([]engine.Photo{{Path: "/p/x.jpg"}})
	if photos := r.Add(late); len(photos) != 1 || photos[0].Path != "/p/x.jpg" || len(r.Photos()) != 3 {
		t.Error("the batch does not get the photo")
	}
	r.Apply(engine.Event{Kind: engine.Done, Index: 2})
	r.Apply(engine.Event{Kind: engine.Done, Index: 3}) // nobody's
	if late[0].State != Done {
		t.Error("the row does not hear of its photo")
	}
}

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
		g := newGatherer(func(f func()) { asked <- f }, func(events []engine.Event) {
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
	b.loop.until(t, "the end", func() bool { return b.result })
}
