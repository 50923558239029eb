package converter

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/semaphore"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// A desk decides who is served, who waits and who is sent away. A call takes, in this
// order, so that nothing can lock up:
//
//	memory for its body and its answer, before any of it is read
//	pixels, the memory that its conversion may need, by the picture's header
//	one of the hands, which do the work
type desk struct {
	memory  *semaphore.Weighted
	pixels  *semaphore.Weighted
	hands   *semaphore.Weighted
	queue   int64
	waiting atomic.Int64
	running atomic.Int64 // conversions
}

// Bytes of calls held, and of pixels decoded, at a time. What needs more is served alone.
const (
	budget      = 512 << 20
	pixelBudget = 1 << 30
)

// callCost is what a call needs beside its picture: buffers, a connection, goroutines.
const callCost = 128 << 10

func newDesk(jobs, queue int) *desk {
	return &desk{
		memory: semaphore.NewWeighted(budget),
		pixels: semaphore.NewWeighted(pixelBudget),
		hands:  semaphore.NewWeighted(int64(jobs)),
		queue:  int64(queue),
	}
}

// take takes n of sem, waiting in line if there is place to wait.
func (d *desk) take(ctx context.Context, sem *semaphore.Weighted, n int64) error {
	if sem.TryAcquire(n) {
		return nil
	}
	defer d.waiting.Add(-1)
	if d.waiting.Add(1) > d.queue {
		return fault.New(fault.Busy, "the converter is busy: try again in a moment")
	}
	if err := sem.Acquire(ctx, n); err != nil {
		return fault.New(fault.Cancelled, "whoever asked went away: %w", err)
	}
	return nil
}

// cost estimates what a call needs: the picture, three quarters of its base64, and an
// answer of the same size.
func cost(body int64) int64 {
	return min(callCost+body+body/2, budget)
}

// pixelCost estimates what a conversion needs beside the file and the result. A JPEG in
// the neutral look needs no pixels; what has no header fails at once.
func pixelCost(file []byte, o bw.Options) int64 {
	header, err := bw.ReadHeader(file)
	if err != nil || header.Format == bw.JPEG && o.Look.String() == bw.Neutral.String() && (o.Format == bw.JPEG || o.Format == bw.Keep) {
		return 0
	}
	const each = 8 // bytes: a pixel of 16-bit colour, or of 8-bit colour with its gray and some of the answer
	return each * min(header.Pixels, pixelBudget/each)
}

// conversion takes what converting file needs. give gives it back.
func (d *desk) conversion(ctx context.Context, file []byte, o bw.Options) (give func(), err error) {
	pixels := pixelCost(file, o)
	if err := d.take(ctx, d.pixels, pixels); err != nil {
		return nil, err
	}
	if err := d.take(ctx, d.hands, 1); err != nil {
		d.pixels.Release(pixels)
		return nil, err
	}
	d.running.Add(1)
	return func() {
		d.running.Add(-1)
		d.hands.Release(1)
		d.pixels.Release(pixels)
	}, nil
}
