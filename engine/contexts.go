package engine

import "context"

// contexts are the contexts of a running batch. Each ends with the one before it.
type contexts struct {
	run     context.Context // ends with StopNow
	working context.Context // ends with Use or Move: photos under way start again
	waiting context.Context // ends with Stop or Pause: waiting for a server ends, work does not

	endRun, endWorking, endWaiting context.CancelFunc
}

// begin makes new contexts for a batch that begins to run.
func (c *contexts) begin(parent context.Context) {
	c.run, c.endRun = context.WithCancel(parent)
	c.renew(false)
}

// renew aborts the photos under way.
func (c *contexts) renew(paused bool) {
	if c.endWorking != nil {
		c.endWorking()
	}
	c.working, c.endWorking = context.WithCancel(c.run)
	c.resume()
	if paused {
		c.endWaiting()
	}
}

// resume makes a new context for waiting, after a pause.
func (c *contexts) resume() { c.waiting, c.endWaiting = context.WithCancel(c.working) }
