package engine

import (
	"context"
	"errors"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd/backoff"
)

// A patience is how long a batch waits for a server or another program. Tests use shorter times.
type patience struct {
	dial    time.Duration // for one attempt to connect, and for a server that never answered
	absence time.Duration // until a server that answered before counts as gone
	answer  time.Duration // to one photo, beyond the time its bytes take
	busy    time.Duration // the longest pause between two attempts
	lock    time.Duration // for all journals that other programs have locked
}

var defaultPatience = patience{dial: 5 * time.Second, absence: 20 * time.Second, answer: 5 * time.Minute, busy: 10 * time.Second, lock: time.Second}

// slowest is the lowest tolerated rate of a connection, in bytes a second.
const slowest = 16 << 10

// connect takes a connection. It waits for a busy server without limit, and for an absent server
// for some seconds: it may be restarting.
func (p *task) connect() (*conn, error) {
	start, most := time.Now(), p.engine.patience
	for attempt := 0; ; attempt++ {
		c, err := p.pool.take(p.waiting)
		var pause time.Duration
		switch {
		case err == nil:
			return c, nil
		case p.waiting.Err() != nil:
			return nil, stopped(p.waiting)
		case KindOf(err) == Busy:
			p.state(Waiting)
			pause = backoff.Pause(attempt, most.busy/32, most.busy)
		case !errors.Is(err, errAway) || time.Since(start) > p.pool.tolerate(most):
			return nil, err
		default:
			p.state(Waiting)
			pause = backoff.Pause(attempt, most.absence/256, most.absence/16)
		}
		if err := sleep(p.waiting, pause); err != nil {
			return nil, err
		}
	}
}

// send converts the photo over c, which it releases. It asks a busy server again until
// that accepts the photo.
func (p *task) send(c *conn) (bw.Result, error) {
	most := p.engine.patience
	allowed := most.answer + 2*time.Duration(p.engine.jobs*len(p.file))*time.Second/slowest
	for attempt := 0; ; attempt++ {
		ctx, cancel := context.WithTimeout(p.working, allowed)
		result, err := c.client.Convert(ctx, p.file, p.photo.options(p.job))
		late := errors.Is(ctx.Err(), context.DeadlineExceeded)
		cancel()
		switch {
		case err == nil:
			p.pool.release(c, false)
			return result, nil
		case p.working.Err() != nil:
			p.pool.release(c, true)
			return result, stopped(p.working)
		case late:
			p.pool.release(c, true)
			return result, &lostError{fault.New(fault.Internal, "the server did not answer within %v", allowed.Round(time.Second)).With(err)}
		case isLost(err):
			p.pool.release(c, true)
			return result, &lostError{err}
		}
		busy := KindOf(err) == Busy
		p.pool.release(c, busy) // a close code that reports busy ends the connection
		if !busy {
			return result, refusal(err)
		}
		p.state(Waiting)
		if err := sleep(p.waiting, backoff.Pause(attempt, most.busy/32, most.busy)); err != nil {
			return result, err
		}
		if c, err = p.connect(); err != nil {
			return result, err
		}
	}
}
