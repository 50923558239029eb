package limit

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// Causes that end a job's context.
var (
	// ErrTooLong means that the job has run for its Need.Limit.
	ErrTooLong = errors.New("the conversion has taken too long")
	// ErrSlow means that a caller read its answer, or sent its call, too slowly while others
	// waited for the memory.
	ErrSlow = errors.New("the caller is too slow while others wait for memory")
)

// A state is what a Job does.
type state byte

const (
	waiting state = iota // for its first turn or, paused, for another
	running
	sending // its conversion has ended, and its caller reads the answer
	ended
)

// A Job is one conversion, from its wait to the end of its answer.
type Job struct {
	work      *Work
	need      Need
	oversized bool // it needs more than half of the memory, and counts as half
	ctx       context.Context
	cancel    context.CancelCauseFunc
	created   time.Time
	nextCheck atomic.Int64 // nanoseconds after created

	// Guarded by the mutex of work.
	rank    int
	state   state
	started bool          // it has had a turn, and has memory
	hungry  bool          // it has waited long for memory
	turn    chan struct{} // closed when a waiting job may run
	since   time.Time     // start of the present state
	ran     time.Duration // in earlier turns
	timer   *time.Timer   // of need.Limit
}

func newJob(w *Work, ctx context.Context, need Need) *Job {
	j := &Job{work: w, need: need, rank: rankOf(need.Time), created: time.Now()}
	if half := w.cfg.Memory / 2; need.Memory > half {
		j.need.Memory, j.oversized = half, true
	}
	j.ctx, j.cancel = context.WithCancelCause(ctx)
	return j
}

// Send releases the slot when the conversion has ended. The job keeps size bytes of memory, those
// of its answer, until End.
func (j *Job) Send(size int64) {
	w := j.work
	w.mu.Lock()
	defer w.mu.Unlock()
	if j.state == ended {
		return
	}
	w.stop(j)
	w.used += size - j.need.Memory
	j.need.Memory = size
	w.oversized = w.oversized && !j.oversized
	j.oversized = false
	j.state, j.since = sending, time.Now()
	w.senders[j] = true
	w.dispatch()
}

// End releases all that the job has, and ends its context. It may be called again, and on nil.
func (j *Job) End() {
	if j == nil {
		return
	}
	j.work.mu.Lock()
	defer j.work.mu.Unlock()
	if j.state != ended {
		j.work.end(j)
	}
}

// Done is closed when the job is to stop. Cause then says why: ErrTooLong, ErrSlow, or what ended
// the caller's context.
func (j *Job) Done() <-chan struct{} { return j.ctx.Done() }

// AfterStop calls f in a goroutine of its own once Done is closed, unless stop has been called.
func (j *Job) AfterStop(f func()) (stop func() bool) { return context.AfterFunc(j.ctx, f) }

// Cause is nil before Done.
func (j *Job) Cause() error { return context.Cause(j.ctx) }

// Context returns the context for the conversion. Codecs call its Err often. Err pauses the job
// while cheaper jobs use all slots.
func (j *Job) Context() context.Context { return jobContext{j.ctx, j} }

type jobContext struct {
	context.Context
	job *Job
}

// Err is context.Context's.
func (c jobContext) Err() error {
	c.job.checkpoint()
	return c.Context.Err()
}

// checkEvery is how often a checkpoint takes the mutex. In between it only reads the clock.
const checkEvery = 100 * time.Microsecond

// checkpoint is called by any goroutine of the job.
func (j *Job) checkpoint() {
	elapsed := time.Since(j.created)
	if int64(elapsed) < j.nextCheck.Load() {
		return
	}
	j.nextCheck.Store(int64(elapsed + checkEvery))
	w := j.work
	w.mu.Lock()
	if j.state == running {
		w.rerank(j)
		if w.atMost(j.rank) > w.cfg.Slots && w.overdue != j {
			w.pause(j)
		}
	}
	turn, paused := j.turn, j.state == waiting
	w.mu.Unlock()
	if paused {
		j.nextCheck.Store(0) // the job's other goroutines must come here too
		select {
		case <-turn:
		case <-j.ctx.Done():
		}
	}
}

// before reports whether j runs before b: first the cheaper job, then a started one, then
// the older one.
func (j *Job) before(b *Job) bool {
	switch {
	case j.rank != b.rank:
		return j.rank < b.rank
	case j.started != b.started:
		return j.started
	}
	return j.since.Before(b.since)
}

// allowance is how long a caller may take to transfer bytes while others wait for the memory.
func allowance(bytes int64) time.Duration {
	const rate = 1 << 20 // bytes a second
	return patience + time.Duration(bytes)*(time.Second/rate)
}
