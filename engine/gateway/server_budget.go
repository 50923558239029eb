package gateway

import (
	"context"
	"sync"
	"time"

	"pretobranco/engine/bw/fault"
)

// A budget bounds the memory that all connections together use for pictures: those that
// are received, and answers until they are sent. While it is used up, connections with
// slow peers are closed, so that slow peers cannot deny the gateway to others.
//
// It differs from the converter's limit.Memory. A connection stays open for hours and transfers in
// both directions at once, so a peer is judged by its rate in the last seconds; a call there has one
// transfer, judged by its whole duration. No picture may exceed this budget, which has a multiple
// of the largest one; there one call at a time may, so that every call can be answered.
type budget struct {
	limit int64
	wait  time.Duration // how long a connection waits for memory that it cannot do without

	mu       sync.Mutex // guards all below, and the accounts
	used     int64
	accounts map[*account]struct{}
	claims   map[*claim]struct{} // that wait
	changed  chan struct{}       // closed and replaced when a request may have its memory
}

func newBudget(limit int64) *budget {
	return &budget{limit: limit, wait: memoryWait, accounts: map[*account]struct{}{}, claims: map[*claim]struct{}{}, changed: make(chan struct{})}
}

// An account is one connection's share of a budget. A nil account has no limit: it is a
// client's.
type account struct {
	budget  *budget
	cut     func() // closes the connection, in a goroutine of its own
	in, out transfer

	used   int64
	closed bool // cut was called
}

// A connection with less than slowRate, in bytes a second, that will occupy its memory for
// longer than slowSeconds is closed when others need memory. A connection that moves nothing counts
// as having leastRate, so that little memory is never taken from anyone.
const (
	slowRate    = 1 << 20
	slowSeconds = 30
	leastRate   = 64 << 10
)

// A connection waits for memory while some rounds of slow ones are noticed and closed.
const (
	memoryWait  = 10 * ratePeriod
	memoryCheck = ratePeriod / 4
)

// A claim is a request for n bytes that waits for them.
type claim struct{ n int64 }

// open makes an account. Its owner must close it.
func (b *budget) open(cut func()) *account {
	a := &account{budget: b, cut: cut, in: transfer{mu: &b.mu}, out: transfer{mu: &b.mu}}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.accounts[a] = struct{}{}
	return a
}

// close removes an account whose memory is released.
func (a *account) close() {
	a.budget.mu.Lock()
	defer a.budget.mu.Unlock()
	delete(a.budget.accounts, a)
}

// total returns the bytes that all accounts use.
func (b *budget) total() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.used
}

// received is the part of the budget that pictures may use while they are received. The
// rest is for answers: pictures that wait for each other's memory would wait for ever.
func (b *budget) received() int64 { return b.limit / 4 * 3 }

// try takes n bytes if the budget then uses no more than limit and nothing waits for memory.
func (a *account) try(n int, limit int64) bool {
	if a == nil {
		return true
	}
	a.budget.mu.Lock()
	defer a.budget.mu.Unlock()
	return len(a.budget.claims) == 0 && a.take(&claim{int64(n)}, limit)
}

// take takes what c claims, if it fits and no smaller claim waits. b.mu is held.
func (a *account) take(c *claim, limit int64) bool {
	b := a.budget
	if a.closed || b.used+c.n > limit {
		return false
	}
	for other := range b.claims {
		if other.n < c.n {
			return false
		}
	}
	a.used += c.n
	b.used += c.n
	return true
}

// reserve takes n bytes so that the budget then uses no more than limit, and waits for
// them for up to wait, in which connections with slow peers are closed. Small claims come
// first. The error is Busy or Cancelled.
func (a *account) reserve(ctx context.Context, n int, limit int64, wait time.Duration) error {
	if a == nil {
		return nil
	}
	b, c := a.budget, &claim{int64(n)}
	b.mu.Lock()
	defer b.mu.Unlock()
	if a.take(c, limit) {
		return nil
	}
	timeout := time.NewTimer(wait)
	defer timeout.Stop()
	b.claims[c] = struct{}{}
	defer func() {
		delete(b.claims, c)
		b.wake()
	}()
	for !a.take(c, limit) {
		if a.closed || c.n > limit {
			return errNoMemory
		}
		b.reclaim(c.n, limit, time.Now())
		if err := b.await(ctx, timeout); err != nil {
			return err
		}
	}
	return nil
}

// await waits until a claim may be granted. b.mu is held, except while it waits.
func (b *budget) await(ctx context.Context, timeout *time.Timer) error {
	changed := b.changed
	b.mu.Unlock()
	defer b.mu.Lock()
	check := time.NewTimer(memoryCheck)
	defer check.Stop()
	select {
	case <-changed:
	case <-check.C:
	case <-timeout.C:
		return errNoMemory
	case <-ctx.Done():
		return fault.New(fault.Cancelled, "the caller went away: %w", ctx.Err())
	}
	return nil
}

// wake lets all claims look again. b.mu is held.
func (b *budget) wake() {
	close(b.changed)
	b.changed = make(chan struct{})
}

var errNoMemory = fault.New(fault.Busy, "the gateway has no memory free for this picture: try again in a moment")

// exchange replaces n reserved bytes by m that exist already, at once: nothing else can take
// the difference in between.
func (a *account) exchange(n, m int) {
	if a == nil || n == m {
		return
	}
	b := a.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	a.used += int64(m) - int64(n)
	b.used += int64(m) - int64(n)
	if m < n {
		b.wake()
	}
}

// release returns n bytes.
func (a *account) release(n int) { a.exchange(n, 0) }

// occupation returns for how many seconds the peer will occupy the account's memory at its
// present rate, or 0 if that is quick enough. b.mu is held.
func (a *account) occupation(now time.Time) float64 {
	longest := 0.0
	for _, t := range []*transfer{&a.in, &a.out} {
		rate, ok := t.rate(now)
		if seconds := float64(a.used) / max(rate, leastRate); ok && !a.closed && rate < slowRate && seconds > slowSeconds {
			longest = max(longest, seconds)
		}
	}
	return longest
}

// reclaim closes the connections with the slowest peers, until n bytes more than what is
// used fit into limit or no slow peer is left. b.mu is held.
func (b *budget) reclaim(n, limit int64, now time.Time) {
	need := b.used + n - limit
	for a := range b.accounts {
		if a.closed {
			need -= a.used // which will be released
		}
	}
	for need > 0 {
		var slowest *account
		most := 0.0
		for a := range b.accounts {
			if o := a.occupation(now); o > most {
				slowest, most = a, o
			}
		}
		if slowest == nil {
			return
		}
		slowest.closed = true
		need -= slowest.used
		go slowest.cut()
	}
}
