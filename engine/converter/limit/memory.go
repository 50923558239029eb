package limit

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Memory bounds the bytes of calls. A call reserves bytes when they arrive, not when they are
// announced, so a silent caller has none.
//
// A call that needs more than is left waits. One call at a time may then exceed the size, so that
// two calls never wait for each other forever. While calls wait, those whose callers are slow
// are stopped. The gateway's budget says how it differs.
type Memory struct {
	size  int64
	queue int // calls that may wait; above it the error is Busy

	mu      sync.Mutex // guards what follows, and the fields of shares
	used    int64
	shares  map[*Share]bool
	line    []*Share // that wait
	alone   *Share   // may exceed size
	ticking bool
}

// A Share is the memory of one call.
type Share struct {
	memory *Memory
	stop   func()
	slow   chan struct{} // closed when stop is called

	// Guarded by the mutex of memory.
	bytes    int64
	excess   int64         // of bytes, those above the size of memory: not in used
	transfer bool          // the caller sends or receives
	since    time.Time     // start of the transfer, without waits
	stopped  bool          // the caller is too slow
	wants    int64         // bytes that it waits for
	turn     chan struct{} // closed when it has them
}

// NewMemory makes a Memory of size bytes.
func NewMemory(size int64, queue int) *Memory {
	return &Memory{size: size, queue: queue, shares: map[*Share]bool{}}
}

// Open begins a call, which receives its body. Its Close must be called. When the caller is too slow
// while others wait, stop is called in a goroutine of its own: it should interrupt the transfer.
func (m *Memory) Open(stop func()) *Share {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := &Share{memory: m, stop: stop, transfer: true, since: time.Now(), slow: make(chan struct{})}
	m.shares[s] = true
	return s
}

// Grow reserves n more bytes, and waits until there are so many. Errors are Busy and Cancelled.
func (s *Share) Grow(ctx context.Context, n int64) error {
	m := s.memory
	m.mu.Lock()
	switch {
	case s.stopped:
		m.mu.Unlock()
		return errBusy()
	case (len(m.line) == 0 || m.small(s, n) || m.alone == s) && m.fits(s, n):
		m.give(s, n)
		m.mu.Unlock()
		return nil
	}
	begun := time.Now()
	s.wants, s.turn = n, make(chan struct{})
	m.line = append(m.line, s)
	m.dispatch()
	if s.wants > 0 && len(m.line) > m.queue {
		m.dequeue(s)
		m.mu.Unlock()
		return errBusy()
	}
	turn := s.turn
	m.mu.Unlock()
	select {
	case <-turn:
		m.mu.Lock()
		s.since = s.since.Add(time.Since(begun))
		m.mu.Unlock()
		return nil
	case <-ctx.Done():
		m.mu.Lock()
		m.dequeue(s)
		m.mu.Unlock()
		return errDisconnected(ctx)
	}
}

// Keep ends the transfer of a body: the call keeps n bytes.
func (s *Share) Keep(n int64) {
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	s.transfer = false
	s.keep(n)
}

// Send begins the transfer of an answer.
func (s *Share) Send() {
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	s.transfer, s.since = true, time.Now()
}

// Stopped is closed when the caller is too slow.
func (s *Share) Stopped() <-chan struct{} { return s.slow }

// Close releases all bytes. It may be called again.
func (s *Share) Close() {
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	delete(s.memory.shares, s)
	if s.memory.alone == s {
		s.memory.alone = nil
	}
	s.keep(0)
}

// The mutex is held by the caller of all functions below.

func (s *Share) keep(n int64) {
	s.memory.used -= s.bytes - s.excess
	s.bytes, s.excess = n, min(s.excess, n)
	s.memory.used += s.bytes - s.excess
	s.memory.dispatch()
}

func (m *Memory) dequeue(s *Share) {
	if i := slices.Index(m.line, s); i >= 0 {
		m.line = slices.Delete(m.line, i, i+1)
	}
	s.wants = 0
}

// dispatch gives memory to those that wait, in their order: only small calls pass others.
func (m *Memory) dispatch() {
	first := true
	for _, s := range slices.Clone(m.line) {
		fits := m.fits(s, s.wants)
		if first && !fits && m.alone == nil {
			m.alone, fits = s, true
		}
		if fits && (first || m.small(s, s.wants)) {
			m.give(s, s.wants)
			m.dequeue(s)
			close(s.turn)
		} else {
			first = false
		}
	}
	if len(m.line) == 0 {
		return
	}
	m.cut()
	if !m.ticking {
		m.ticking = true
		time.AfterFunc(time.Second, func() {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.ticking = false
			m.dispatch()
		})
	}
}

func (m *Memory) give(s *Share, n int64) {
	s.bytes += n
	if m.alone == s {
		s.excess += n
	} else {
		m.used += n
	}
}

// fits reports whether n more bytes may be reserved. The last eighth is for small calls.
func (m *Memory) fits(s *Share, n int64) bool {
	most := m.size
	if !m.small(s, n) {
		most -= most / 8
	}
	return s == m.alone || m.used+n <= most
}

// small reports whether a call is small with n more bytes.
func (m *Memory) small(s *Share, n int64) bool { return s.bytes+n <= m.size/32 }

// cut stops the call that has the most memory of those that are too slow, if there is one.
func (m *Memory) cut() {
	var slow *Share
	for s := range m.shares {
		if s.transfer && !s.stopped && s.wants == 0 && s.bytes > 0 && time.Since(s.since) > allowance(s.bytes) &&
			(slow == nil || s.bytes > slow.bytes) {
			slow = s
		}
	}
	if slow != nil {
		slow.stopped = true
		close(slow.slow)
		go slow.stop()
	}
}

// Waiting returns how many calls wait.
func (m *Memory) Waiting() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.line)
}
