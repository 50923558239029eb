package gateway

import (
	"sync"
	"time"
)

// A transfer records how fast a peer moves the bytes of its messages, in one direction.
// A nil transfer records nothing.
type transfer struct {
	mu     *sync.Mutex // guards all below; the budget's
	active bool        // a message is being received or sent
	paused time.Time   // since when it waits for this program, not for the peer; zero if not
	since  time.Time   // when the current period began
	before int64       // bytes in the period before, -1 for none
	moved  int64       // bytes in the current period
}

// ratePeriod is the time over which a rate is measured: a whole period, and what has passed
// of the next.
const ratePeriod = time.Second

// begin starts a message.
func (t *transfer) begin() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.active, t.since, t.before, t.moved = true, time.Now(), -1, 0
}

// end ends the message.
func (t *transfer) end() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.active = false
}

// move counts n bytes that the peer has sent or taken.
func (t *transfer) move(n int) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.roll(time.Now())
	t.moved += int64(n)
}

// pause begins a time for which the peer is not to blame; resume ends it.
func (t *transfer) pause() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.paused = time.Now()
}

func (t *transfer) resume() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.since = t.since.Add(time.Since(t.paused))
	t.paused = time.Time{}
}

// roll begins a new period when the current one is over. mu is held.
func (t *transfer) roll(now time.Time) {
	switch age := now.Sub(t.since); {
	case age >= 2*ratePeriod:
		t.since, t.before, t.moved = now.Add(-ratePeriod), 0, 0
	case age >= ratePeriod:
		t.since, t.before, t.moved = t.since.Add(ratePeriod), t.moved, 0
	}
}

// rate returns the bytes a second that the peer moves, or ok false while that is not known
// or not the peer's doing. mu is held.
func (t *transfer) rate(now time.Time) (rate float64, ok bool) {
	if !t.active || !t.paused.IsZero() {
		return 0, false
	}
	t.roll(now)
	if t.before < 0 {
		return 0, false
	}
	return float64(t.before+t.moved) / (ratePeriod + now.Sub(t.since)).Seconds(), true
}
