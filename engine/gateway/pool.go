package gateway

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd/backoff"
)

// A pool distributes pictures among converters: each goes to the converter with the fewest
// pictures. A converter that failed gets none until it has passed a check again.
type pool struct {
	log *slog.Logger

	mu        sync.Mutex // guards changed, and the state of every upstream
	upstreams []*upstream
	changed   chan struct{} // closed and replaced when somebody may be free

	watchers sync.WaitGroup
	once     sync.Once
}

// Times of the pool.
const (
	checkEvery   = 10 * time.Second // while a converter is idle
	checkTimeout = 5 * time.Second
	shortest     = 100 * time.Millisecond // back-off, doubled each time
	longest      = 5 * time.Second
	noneTimeout  = 15 * time.Second // while no converter answers
)

func newPool(log *slog.Logger, upstreams []*upstream) *pool {
	return &pool{log: log, upstreams: upstreams, changed: make(chan struct{})}
}

// retryPause returns how long to wait after the nth failure in a row. A converter that is down
// may have none in a row: it can still answer an earlier picture.
func retryPause(n int) time.Duration { return backoff.Pause(n-1, shortest, longest) }

// wake lets all waiters check again. The caller holds mu.
func (p *pool) wake() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// acquire waits for a converter, preferably not avoid. With alone it waits for one that has
// nothing else, and gets nothing else. The caller must release it.
func (p *pool) acquire(ctx context.Context, avoid *upstream, alone bool) (*upstream, error) {
	var mine *upstream // reserved, while its other pictures end
	give := time.Now().Add(noneTimeout)
	for {
		p.mu.Lock()
		now := time.Now()
		if mine != nil && mine.down {
			mine.reserved = false
			mine = nil
		}
		best := mine
		if best == nil {
			best = p.choose(now, avoid)
		}
		if best != nil && alone {
			best.reserved, mine = true, best
		}
		if best != nil && (!alone || best.running == 0) {
			best.running++
			best.progress = now
			p.mu.Unlock()
			return best, nil
		}
		wait, reason := p.delay(now)
		changed := p.changed
		p.mu.Unlock()

		if reason != nil && !now.Before(give) {
			return nil, reason
		} else if reason != nil {
			wait = give.Sub(now)
		}
		timer := time.NewTimer(wait)
		select {
		case <-changed:
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			p.mu.Lock()
			if mine != nil {
				mine.reserved = false
				p.wake()
			}
			p.mu.Unlock()
			return nil, ctx.Err()
		}
		timer.Stop()
	}
}

// choose returns the best upstream that may be asked now, or nil. The caller holds mu.
func (p *pool) choose(now time.Time, avoid *upstream) *upstream {
	var best *upstream
	for _, upstream := range p.upstreams {
		switch {
		case upstream.down, upstream.reserved, upstream.busy.After(now):
		case best == nil, best == avoid, upstream != avoid && upstream.queueLength(now) < best.queueLength(now):
			best = upstream
		}
	}
	return best
}

// delay returns when to check again if nothing changes before, and, if no converter
// answers at all, the sentence that says so. The caller holds mu.
func (p *pool) delay(now time.Time) (time.Duration, error) {
	wait, up := longest, false
	refusing := true
	for _, upstream := range p.upstreams {
		if upstream.down {
			refusing = refusing && fault.KindOf(upstream.reason) == fault.Unauthorized
			continue
		}
		up = true
		if d := upstream.busy.Sub(now); d > 0 {
			wait = min(wait, d)
		}
	}
	switch {
	case up:
		return wait, nil
	case refusing:
		// Not Unauthorized: that would blame the client's token.
		return wait, fault.New(fault.Internal, "the converter refuses the gateway's token")
	}
	return wait, fault.New(fault.Busy, "no converter answers the gateway at the moment")
}

// release returns an upstream to the pool, with the outcome of the attempt.
func (p *pool) release(upstream *upstream, alone bool, o outcome, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	upstream.running--
	upstream.progress = time.Now()
	if alone {
		upstream.reserved = false
	}
	switch o {
	case answered:
		upstream.failures, upstream.refusals = 0, 0
	case refused:
		upstream.refusals++
		upstream.busy = upstream.progress.Add(retryPause(upstream.refusals))
	default:
		p.fail(upstream, err)
	}
	p.wake()
}

// fail takes an upstream out of service. The caller holds mu.
func (p *pool) fail(upstream *upstream, err error) {
	if !upstream.down {
		p.log.Warn("converter does not answer", "converter", upstream.name, "err", err)
		select {
		case upstream.failed <- struct{}{}:
		default:
		}
	}
	upstream.down, upstream.reason = true, err
	upstream.failures++
}

// watch checks every upstream from time to time, until ctx ends.
func (p *pool) watch(ctx context.Context) {
	for _, upstream := range p.upstreams {
		p.watchers.Go(func() { p.watchOne(ctx, upstream) })
	}
}

func (p *pool) watchOne(ctx context.Context, upstream *upstream) {
	first, due := true, true
	for {
		p.mu.Lock()
		check, wait := due && (upstream.down || upstream.running == 0), checkEvery
		p.mu.Unlock()
		if check {
			try, cancel := context.WithTimeout(ctx, checkTimeout)
			err := upstream.client.Check(try)
			cancel()
			if ctx.Err() != nil {
				return
			}
			p.checked(upstream, err, first)
			first = false
		}
		p.mu.Lock()
		if upstream.down {
			wait = retryPause(upstream.failures)
		}
		p.mu.Unlock()
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
			due = true
		case <-upstream.failed:
			due = false // it needs a moment first
		case <-ctx.Done():
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

// checked applies the result of a check.
func (p *pool) checked(upstream *upstream, err error, first bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err == nil || fault.KindOf(err) == fault.Busy:
		if upstream.down || first {
			p.log.Info("converter answers", "converter", upstream.name)
			p.wake()
		}
		// Only a picture that it converts proves that all is well: see release.
		upstream.down, upstream.reason = false, nil
	case upstream.running > 0 && !upstream.down:
		// It is at work on a picture that came meanwhile, and the older system's
		// converter does one thing at a time.
	default:
		p.fail(upstream, err)
	}
}

// close ends the watchers, whose context must have ended, and the connections.
func (p *pool) close() {
	p.watchers.Wait()
	p.once.Do(func() {
		for _, upstream := range p.upstreams {
			upstream.client.Close()
		}
	})
}
