package limit

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"pretobranco/engine/bw/fault"
)

// open begins a call that has n bytes.
func open(t *testing.T, m *Memory, n int64) (*Share, chan struct{}) {
	t.Helper()
	stopped := make(chan struct{})
	s := m.Open(func() { close(stopped) })
	if err := s.Grow(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	return s, stopped
}

// grow reserves bytes, and returns a channel with the outcome.
func grow(ctx context.Context, s *Share, n int64) chan error {
	outcome := make(chan error, 1)
	go func() { outcome <- s.Grow(ctx, n) }()
	synctest.Wait()
	return outcome
}

// Callers that had sent much and then nothing held all memory for hours: they are stopped, one
// by one, as soon as somebody waits for it, and not before.
func TestSlowCallersAreStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory(memory, 9)
		first, stopped := open(t, m, memory/2)
		second, _ := open(t, m, memory/2-memory/8)
		alone, _ := open(t, m, 0)
		if err := alone.Grow(t.Context(), memory/8+1); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		select {
		case <-stopped:
			t.Fatal("stopped although nobody waits")
		default:
		}
		last, _ := open(t, m, 0)
		outcome := grow(t.Context(), last, memory/4)
		<-stopped
		if err := first.Grow(t.Context(), 1); err == nil || fault.KindOf(err) != fault.Busy {
			t.Errorf("a stopped call continues: %v", err)
		}
		first.Close()
		if err := <-outcome; err != nil {
			t.Error(err)
		}
		for _, s := range []*Share{first, second, alone, last} {
			s.Close()
			s.Close()
		}
		if m.used != 0 || m.alone != nil || len(m.shares) > 0 {
			t.Errorf("something is left: %+v", m)
		}
	})
}

// A call is not blamed for the time that it waits for memory, or that its conversion takes.
func TestWaitingIsNotSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory(memory, 9)
		converting, stopped := open(t, m, memory/2)
		converting.Keep(memory / 2)
		alone, _ := open(t, m, memory/4)
		if err := alone.Grow(t.Context(), memory/4); err != nil {
			t.Fatal(err)
		}
		alone.Keep(memory / 2)
		waits, stoppedToo := open(t, m, 1000)
		outcome := grow(t.Context(), waits, memory/2)
		time.Sleep(time.Hour)
		select {
		case <-stopped:
			t.Error("the call whose conversion runs was stopped")
		case <-stoppedToo:
			t.Error("the call that waits was stopped")
		default:
		}
		converting.Close()
		if err := <-outcome; err != nil {
			t.Error(err)
		}
		alone.Close()
		waits.Close()
	})
}

// Two calls that each need what the other has do not wait for ever.
func TestNoDeadlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory(memory, 9)
		a, _ := open(t, m, memory/8*3)
		b, _ := open(t, m, memory/8*3)
		first := grow(t.Context(), a, memory/4)
		second := grow(t.Context(), b, memory/4)
		if err := <-first; err != nil {
			t.Error(err)
		}
		if m.Waiting() != 1 {
			t.Errorf("%d wait", m.Waiting())
		}
		a.Close()
		if err := <-second; err != nil {
			t.Error(err)
		}
		b.Close()
	})
}

// Small calls pass large ones that wait, and a full line or a caller that disconnects ends the wait.
func TestMemoryLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory(memory, 1)
		first, _ := open(t, m, memory/8*7)
		alone, _ := open(t, m, memory)
		ctx, disconnect := context.WithCancel(t.Context())
		large, _ := open(t, m, 0)
		outcome := grow(ctx, large, memory/2)
		refused, _ := open(t, m, 0)
		if err := refused.Grow(t.Context(), memory/2); err == nil || fault.KindOf(err) != fault.Busy {
			t.Errorf("the line is full: %v", err)
		}
		disconnect()
		if err := <-outcome; err == nil || fault.KindOf(err) != fault.Cancelled {
			t.Errorf("after its caller disconnected: %v", err)
		}
		small, _ := open(t, m, memory/32)
		for _, s := range []*Share{first, alone, large, refused, small} {
			s.Close()
		}
		if m.used != 0 {
			t.Errorf("%d bytes are left", m.used)
		}
	})
}
