package gateway

import (
	"context"
	"sync"
)

// A window bounds what is under way on one connection: enough that the server never
// waits for the next picture, and no more, because what is under way is sent again when the
// connection breaks. Small pictures are bounded by their bytes.
type window struct {
	mu      sync.Mutex // guards all below
	count   int
	bytes   int
	changed chan struct{} // closed and replaced when somebody leaves
}

const (
	windowCount = 3
	windowSmall = 32      // pictures, if together they have no more than
	windowBytes = 2 << 20 // these
)

// enter waits for place for a picture of n bytes.
func (w *window) enter(ctx context.Context, c *Client, n int) error {
	for {
		w.mu.Lock()
		var free bool
		if c.older {
			free = w.count == 0
		} else {
			free = w.count < windowCount || w.count < windowSmall && w.bytes+n <= windowBytes
		}
		if free {
			w.count++
			w.bytes += n
			w.mu.Unlock()
			return nil
		}
		changed := w.changed
		w.mu.Unlock()
		select {
		case <-changed:
		case <-c.over:
			return c.reason()
		case <-ctx.Done():
			return cancelled(ctx)
		}
	}
}

func (w *window) leave(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.count--
	w.bytes -= n
	close(w.changed)
	w.changed = make(chan struct{})
}
