package gateway

import (
	"context"
	"sync"
)

// inflight bounds what is under way on one connection: enough that the server never
// waits for the next picture, and no more, because what is under way is sent again when the
// connection breaks. Small pictures are bounded by their bytes.
type inflight struct {
	mu      sync.Mutex // guards all below
	count   int
	bytes   int
	changed chan struct{} // closed and replaced when a picture leaves
}

const (
	maxInflight        = 3
	maxSmallInflight   = 32      // pictures, if together they have no more than
	smallInflightBytes = 2 << 20 // these
)

// enter waits until there is capacity for a picture of n bytes.
func (f *inflight) enter(ctx context.Context, c *Client, n int) error {
	for {
		f.mu.Lock()
		var free bool
		if c.older {
			free = f.count == 0
		} else {
			free = f.count < maxInflight || f.count < maxSmallInflight && f.bytes+n <= smallInflightBytes
		}
		if free {
			f.count++
			f.bytes += n
			f.mu.Unlock()
			return nil
		}
		changed := f.changed
		f.mu.Unlock()
		select {
		case <-changed:
		case <-c.over:
			return c.reason()
		case <-ctx.Done():
			return cancelled(ctx)
		}
	}
}

func (f *inflight) leave(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count--
	f.bytes -= n
	close(f.changed)
	f.changed = make(chan struct{})
}
