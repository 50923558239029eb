package gateway

import (
	"context"
	"errors"
	"net/url"
	"time"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter"
)

// An upstream is one converter as the pool sees it.
type upstream struct {
	name   string // its address without secrets, for the log
	client Converter
	failed chan struct{} // notifies its watcher that it went down

	// Guarded by the pool's mutex.
	down     bool
	reason   error     // why it is down
	failures int       // in a row
	running  int       // pictures that it has
	progress time.Time // when it last began or ended something
	reserved bool      // for a picture that must be alone
	busy     time.Time // until when it is not to be asked
	refusals int       // in a row, because it was busy
}

func newConverter(url string, cfg Config) (Converter, error) {
	return converter.NewClient(converter.ClientConfig{URL: url, Token: cfg.ConverterToken, MaxBytes: answerLimit(cfg.MaxBytes), Unchecked: cfg.Unchecked})
}

// answerLimit is how large an answer may be: a lossless format can be larger than what
// came, but an answer without end is none.
func answerLimit(image int64) int64 { return 4*image + 64<<20 }

func newUpstream(address string, c Converter) *upstream {
	name := address
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		name = u.Host
	}
	return &upstream{name: name, client: c, failed: make(chan struct{}, 1)}
}

// overdue is how long an upstream may have pictures and end none before others are
// preferred: it may hang.
const overdue = 15 * time.Second

// queueLength returns how many pictures an upstream has; fewer is better.
func (p *upstream) queueLength(now time.Time) int {
	if p.running > 0 && now.Sub(p.progress) > overdue {
		return p.running + 1<<20
	}
	return p.running
}

// An outcome is what an attempt says about the upstream and about the picture.
type outcome int

const (
	answered    outcome = iota // a result, or the picture's own error
	refused                    // busy
	unreachable                // it never had the picture
	lost                       // it had the picture, and is gone or not itself
)

// classify returns the outcome of an attempt. ctx is the attempt's, which has a deadline.
func classify(ctx context.Context, err error) outcome {
	kind := fault.Kind("")
	if err != nil {
		kind = fault.KindOf(err)
	}
	switch {
	case err == nil:
		return answered
	case kind == fault.Busy:
		return refused
	case kind == fault.Unauthorized, dialFailed(err), kind == fault.Cancelled && ctx.Err() == nil:
		// Cancelled by nobody here: it is going down.
		return unreachable
	case errors.Is(err, converter.ErrLost), errors.Is(ctx.Err(), context.DeadlineExceeded):
		return lost
	case kind == fault.Internal && !isFault(err):
		return lost
	}
	return answered
}
