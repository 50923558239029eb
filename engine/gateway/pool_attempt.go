package gateway

import (
	"context"
	"errors"
	"net"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter/xmlrpc"
)

// Deadlines of one picture: with one converter, and in all.
const (
	attemptTimeout = 150 * time.Second // longer than a converter's own
	wholeTimeout   = 5 * time.Minute
)

// A route records where a picture was converted, for the log.
type route struct {
	converter string
	tries     int
}

// convert has a picture converted by one of the upstreams. It waits for a busy one;
// a lost one is replaced by another, or by itself when it is back. A picture that
// was with a converter when that was lost is suspected of being the cause, and tried
// once more, alone, so that no other suffers; then it is given up.
func (p *pool) convert(ctx context.Context, image []byte, o bw.Options, t *route) (bw.Result, error) {
	whole, cancel := context.WithTimeout(ctx, wholeTimeout)
	defer cancel()
	var last *upstream
	var why error
	for suspected := false; ; {
		upstream, err := p.acquire(whole, last, suspected)
		if err != nil {
			return bw.Result{}, p.gaveUp(ctx, err, why)
		}
		t.converter, last = upstream.name, upstream
		t.tries++
		result, o, err := attempt(whole, upstream, image, o)
		if whole.Err() != nil && o != answered {
			// The caller went away or the time is up, which says nothing of the upstream.
			p.release(upstream, suspected, answered, nil)
			return bw.Result{}, p.gaveUp(ctx, whole.Err(), why)
		}
		p.release(upstream, suspected, o, err)
		if o == answered {
			return result, err
		}
		if o == lost && suspected {
			return bw.Result{}, fault.New(fault.Internal, "two converters failed on this picture: %w", err)
		}
		suspected = suspected || o == lost
		why = err
	}
}

// gaveUp makes a sentence of the error that ended the waiting; why is the last attempt's.
func (p *pool) gaveUp(ctx context.Context, err, why error) error {
	switch {
	case ctx.Err() != nil:
		return fault.New(fault.Cancelled, "the caller went away: %w", ctx.Err())
	case errors.Is(err, context.DeadlineExceeded):
		return fault.New(fault.Busy, "no converter had time for this picture").With(why)
	}
	return err
}

// attempt has one upstream convert a picture. Its answer is checked: a converter that
// answers with something else is as good as lost.
func attempt(ctx context.Context, upstream *upstream, image []byte, o bw.Options) (bw.Result, outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	result, err := upstream.client.Convert(ctx, image, o)
	if err == nil && !plausible(result.File, o.Format) {
		return bw.Result{}, lost, fault.New(fault.Internal, "the converter answered with something that is not a picture")
	}
	return result, classify(ctx, err), err
}

// plausible reports whether file may be a whole picture of the format asked for.
func plausible(file []byte, format bw.Format) bool {
	return bw.Complete(file) && (format != bw.JPEG || bw.Sniff(file) == bw.JPEG)
}

// dialFailed reports whether no connection was made, so that no picture was sent.
func dialFailed(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &op) && op.Op == "dial" || errors.As(err, &dns)
}

// isFault reports whether an error is a converter's own word on a picture.
func isFault(err error) bool {
	var said *xmlrpc.Fault
	return errors.As(err, &said)
}
