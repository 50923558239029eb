package gateway

import (
	"context"
	"sync/atomic"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// A limiter bounds how many pictures are with the converters, and how many wait to be.
type limiter struct {
	slots   chan struct{}
	queue   int64
	waiting atomic.Int64
}

// Each connection has one picture waiting here at most, so that a queue this long is
// many busy connections.
const defaultQueue = 256

func newLimiter(jobs int, queue int64) *limiter {
	return &limiter{slots: make(chan struct{}, jobs), queue: queue}
}

// enter waits for a free slot, in order of arrival. The caller must call leave.
func (l *limiter) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-l.slots }
	select {
	case l.slots <- struct{}{}:
		return leave, nil
	default:
	}
	defer l.waiting.Add(-1)
	if l.waiting.Add(1) > l.queue {
		return nil, fault.New(fault.Busy, "the gateway is busy: try again in a moment")
	}
	select {
	case l.slots <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		return nil, fault.New(fault.Cancelled, "the caller went away: %w", ctx.Err())
	}
}

// admit refuses a picture whose header announces too many pixels or frames. One without a
// clear header is left to the converter. It returns how large the answer may well be.
func (s *Server) admit(image []byte, o bw.Options) (size int, err error) {
	same := o.Format == bw.JPEG && bw.Sniff(image) == bw.JPEG // about as large as it is
	if same && s.pixels <= 0 && s.frames <= 0 {
		return len(image), nil
	}
	h, err := bw.ReadHeader(image)
	switch {
	case err != nil:
		return len(image), nil
	case s.frames > 0 && h.Frames > s.frames:
		return 0, fault.New(fault.TooLarge, "the picture has %d frames or pages, more than %d, this server's limit", h.Frames, s.frames)
	case s.pixels > 0 && int64(h.Width)*int64(h.Height) > s.pixels/int64(max(h.Frames, 1)):
		return 0, fault.New(fault.TooLarge, "the picture has %d x %d x %d pixels, more than %d, this server's limit", h.Width, h.Height, h.Frames, s.pixels)
	case same:
		return len(image), nil
	}
	// A byte for each pixel, as in BMP; less than the budget of several, whatever the header says.
	return max(len(image), int(min(h.Pixels, s.budget.limit/8))), nil
}
