package engine

import (
	"context"
	"slices"
	"sync"
	"time"

	"pretobranco/engine/bw"
)

// A client is one connection to a gateway.
type client interface {
	// Convert may be called concurrently: the photos share the connection.
	Convert(ctx context.Context, image []byte, o Options) (bw.Result, error)
	Close() error
}

// A connPool has the connections of a batch, made when needed. Photos are spread over
// all allowed connections before a second photo waits on any of them.
type connPool struct {
	dial func(context.Context) (client, error)
	most int // connections

	mu   sync.Mutex // guards what follows
	all  []*conn
	met  bool // a connection was made
	shut bool
}

// A conn is a connection of a pool, shared by several photos.
type conn struct {
	ready  chan struct{} // closed once dialled
	client client        // after ready
	err    error         // after ready
	users  int           // photos on it; guarded by connPool.mu
	dead   bool          // ends with its last user; guarded by connPool.mu
}

// take returns the least busy connection, or a new one. The caller must release it.
func (p *connPool) take(ctx context.Context) (*conn, error) {
	for {
		c, fresh := p.choose()
		if fresh {
			c.client, c.err = p.dial(ctx)
			if c.err == nil {
				p.meet()
			}
			close(c.ready)
		}
		select {
		case <-c.ready:
		case <-ctx.Done():
			p.release(c, false)
			return nil, stopped(ctx)
		}
		if c.err == nil {
			return c, nil
		}
		p.release(c, true)
		if fresh || ctx.Err() != nil {
			return nil, c.err
		}
		// The dialling photo may have been stopped: its error does not apply to this one.
	}
}

func (p *connPool) meet() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.met = true
}

// tolerate returns how long the server may be absent.
func (p *connPool) tolerate(most patience) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.met {
		return most.absence
	}
	return min(most.dial, most.absence)
}

// choose counts its caller as a user of a connection, which the caller must dial if
// it is fresh.
func (p *connPool) choose() (best *conn, fresh bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.all {
		if best == nil || c.users < best.users {
			best = c
		}
	}
	if fresh = best == nil || best.users > 0 && len(p.all) < p.most; fresh {
		best = &conn{ready: make(chan struct{})}
		p.all = append(p.all, best)
	}
	best.users++
	return best, fresh
}

// release returns a connection. A broken connection is not used again, and neither are idle
// ones: they mostly end by the same cause, and a photo sent over a connection that has ended
// unnoticed would be blamed for it.
func (p *connPool) release(c *conn, broken bool) {
	p.mu.Lock()
	c.users--
	c.dead = c.dead || broken || p.shut
	var over []*conn
	p.all = slices.DeleteFunc(p.all, func(other *conn) bool {
		idle := other.users == 0 && (broken || other.dead)
		if idle {
			over = append(over, other)
		}
		return idle || other.dead
	})
	if c.dead && c.users == 0 && !slices.Contains(over, c) {
		over = append(over, c)
	}
	p.mu.Unlock()
	for _, c := range over {
		if c.client != nil {
			c.client.Close()
		}
	}
}

// close closes the idle connections; the others are closed when they are released.
func (p *connPool) close() {
	p.mu.Lock()
	p.shut = true
	idle := p.all[:0:0]
	for _, c := range p.all {
		if c.users == 0 {
			idle = append(idle, c)
		}
	}
	p.all = nil
	p.mu.Unlock()
	for _, c := range idle {
		if c.client != nil {
			c.client.Close()
		}
	}
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
