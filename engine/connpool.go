package engine

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"pretobranco/engine/bw"
)

// A link is one connection to a gateway.
type link interface {
	// Convert may be called while others run: they travel one behind the other.
	Convert(ctx context.Context, image []byte, o Options) (bw.Result, error)
	Close() error
}

// Links are the connections of a batch, made when needed. Photos are spread over
// as many connections as there may be before a second one waits on any.
type links struct {
	dial func(context.Context) (link, error)
	most int // connections

	mu   sync.Mutex // guards what follows
	all  []*connection
	met  bool // a connection was made
	shut bool
}

// A connection is one of the links.
type connection struct {
	ready chan struct{} // closed once dialled
	link  link          // after ready
	err   error         // after ready
	users int           // photos on it; guarded by links.mu
	dead  bool          // ends with its last user; guarded by links.mu
}

// take returns the least busy connection, or a new one. The caller must give it back.
func (l *links) take(ctx context.Context) (*connection, error) {
	for {
		c, fresh := l.choose()
		if fresh {
			c.link, c.err = l.dial(ctx)
			if c.err == nil {
				l.meet()
			}
			close(c.ready)
		}
		select {
		case <-c.ready:
		case <-ctx.Done():
			l.give(c, false)
			return nil, stopped(ctx)
		}
		if c.err == nil {
			return c, nil
		}
		l.give(c, true)
		if fresh || ctx.Err() != nil {
			return nil, c.err
		}
		// Whoever dialled may just have been stopped: that says nothing to us.
	}
}

func (l *links) meet() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.met = true
}

// tolerate returns how long the server may be away.
func (l *links) tolerate(most patience) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.met {
		return most.absence
	}
	return min(most.dial, most.absence)
}

// choose counts its caller as a user of a connection, which the caller must dial if
// it is fresh.
func (l *links) choose() (best *connection, fresh bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.all {
		if best == nil || c.users < best.users {
			best = c
		}
	}
	if fresh = best == nil || best.users > 0 && len(l.all) < l.most; fresh {
		best = &connection{ready: make(chan struct{})}
		l.all = append(l.all, best)
	}
	best.users++
	return best, fresh
}

// give returns a connection. One that is broken is not used again, and neither are those
// that stand idle: they mostly end by the same cause, and a photo that is sent over one
// that has ended unnoticed would be blamed for it.
func (l *links) give(c *connection, broken bool) {
	l.mu.Lock()
	c.users--
	c.dead = c.dead || broken || l.shut
	var over []*connection
	l.all = slices.DeleteFunc(l.all, func(other *connection) bool {
		idle := other.users == 0 && (broken || other.dead)
		if idle {
			over = append(over, other)
		}
		return idle || other.dead
	})
	if c.dead && c.users == 0 && !slices.Contains(over, c) {
		over = append(over, c)
	}
	l.mu.Unlock()
	for _, c := range over {
		if c.link != nil {
			c.link.Close()
		}
	}
}

// close ends the connections that nobody uses; the others end when given back.
func (l *links) close() {
	l.mu.Lock()
	l.shut = true
	idle := l.all[:0:0]
	for _, c := range l.all {
		if c.users == 0 {
			idle = append(idle, c)
		}
	}
	l.all = nil
	l.mu.Unlock()
	for _, c := range idle {
		if c.link != nil {
			c.link.Close()
		}
	}
}

// A pause between two attempts doubles from first to longest. Up to half of it is
// left to chance, so that many clients don't come back in step.
func backOff(attempt int, first, longest time.Duration) time.Duration {
	wait := min(first<<min(attempt, 16), longest)
	return wait/2 + rand.N(wait/2+1)
}

// sleep waits unless ctx ends before.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return stopped(ctx)
	}
}
