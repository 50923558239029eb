package engine

import (
	"context"
	"sync"
	"testing"
	"time"

	"pretobranco/engine/journal"
)

// slowJournals are journals on a disk that hangs until it is released.
type slowJournals struct {
	journalSet
	of, close *hang
}

func (s slowJournals) Of(folder string) *journal.Journal {
	s.of.wait()
	return s.journalSet.Of(folder)
}

func (s slowJournals) Close(complete bool) {
	s.close.wait()
	s.journalSet.Close(complete)
}

// A hang is a point where callers wait until it is released.
type hang struct {
	arrived  chan bool
	released chan struct{}
	release  func()
}

// newHang makes a hang that is released with the test at the latest.
func newHang(t *testing.T) *hang {
	h := &hang{arrived: make(chan bool, 100), released: make(chan struct{})}
	h.release = sync.OnceFunc(func() { close(h.released) })
	t.Cleanup(h.release)
	return h
}

func (h *hang) wait() {
	h.arrived <- true
	<-h.released
}

// answers fails the test if a method of the batch waits.
func answers(t *testing.T, what string, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		t.Fatalf("%s waits for the disk", what)
	}
}

// TestSlowDisk has a disk that hangs while journals are opened, a folder is synced, and journals
// are closed. The window asks for the progress four times a second, and froze meanwhile.
func TestSlowDisk(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg")
	e := open(t, Config{})
	opening, syncing, closing := newHang(t), newHang(t), newHang(t)
	real := e.openJournals
	e.openJournals = func(ctx context.Context, job Job, items []item, wait time.Duration, fail func(string, error)) journalSet {
		return slowJournals{real(ctx, job, items, wait, fail), opening, closing}
	}
	syncFolder := e.syncFolder
	e.syncFolder = func(folder string) error {
		syncing.wait()
		return syncFolder(folder)
	}
	all := photos(t, in)
	var b *Batch
	var l *log
	answers(t, "Start", func() { b, l = start(t, e, Job{Folder: out}, all[:1]) })
	for _, step := range []struct {
		name string
		at   *hang
	}{{"while a journal is opened", opening}, {"while a folder is synced", syncing}, {"while journals are closed", closing}} {
		<-step.at.arrived
		answers(t, "Progress "+step.name, func() { b.Progress() })
		answers(t, "Pause "+step.name, b.Pause)
		answers(t, "Resume "+step.name, b.Resume)
		if step.at == closing {
			answers(t, "Add "+step.name, func() { b.Add(all[1:]) })
			if got := l.of(-1); len(l.all(Finished)) > 0 {
				t.Errorf("finished before its journals are closed: %s", got)
			}
		}
		step.at.release()
	}
	if sum := b.Wait(); sum.Converted != 2 || sum.Failed+sum.Skipped+sum.Dropped != 0 {
		t.Errorf("%+v", sum)
	}
	if n := len(l.all(Finished)); n != 1 || l.of(1) != "queued started done" {
		t.Errorf("finished %d times; the photo that came last: %s", n, l.of(1))
	}
	if got := names(t, out); got != "a.jpg b.jpg" {
		t.Errorf("results: %s", got)
	}
}
