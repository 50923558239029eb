// Package limit bounds what callers use of a server at the same time: Work bounds the processor
// and the memory of conversions and their answers, Memory that of calls.
//
// Cheap conversions do not wait for expensive ones. A conversion has a rank, by its estimated time.
// It runs when fewer than Slots conversions of its rank or a lower one run, however many others do.
// An expensive conversion that has no slot any more pauses where its codec checks its
// context, and continues when there is a slot.
//
// Slow callers keep their memory only while nobody waits for it.
package limit

import (
	"context"
	"slices"
	"sync"
	"time"

	"pretobranco/engine/bw/fault"
)

// A WorkConfig is what there is to share.
type WorkConfig struct {
	Slots  int   // conversions at the same time
	Queue  int   // jobs of each rank that may wait; above it the error is Busy
	Memory int64 // bytes of all conversions and answers
}

// A Need is the estimate for one conversion.
type Need struct {
	Time   time.Duration // of one core
	Limit  time.Duration // of running, after which the job is stopped; 0 for none
	Memory int64         // bytes
}

// Work shares the processor and the memory among conversions.
type Work struct {
	cfg WorkConfig

	mu        sync.Mutex // guards what follows, and the fields of jobs
	line      []*Job     // that wait
	queued    [ranks]int // jobs in line for their first turn
	running   [ranks]int
	used      int64         // bytes of memory
	oversized bool          // an oversized job has memory
	overdue   *Job          // the one that runs without a slot, because it has waited for long
	senders   map[*Job]bool // that send, and have not been stopped
	ticking   bool
}

// patience is how long a job waits before it may run without a slot, one at a time, and before slow
// callers lose the memory that it needs.
const patience = 5 * time.Second

// ranks are steps of a job's time, each four times the one before: up to 4 ms, 16 ms, 64 ms and so
// on. Estimates are that good.
const ranks = 9

func rankOf(t time.Duration) int {
	rank := 0
	for limit := 4 * time.Millisecond; rank < ranks-1 && t > limit; limit *= 4 {
		rank++
	}
	return rank
}

// NewWork makes a Work.
func NewWork(cfg WorkConfig) *Work { return &Work{cfg: cfg, senders: map[*Job]bool{}} }

// Start waits until a job may run. The caller must call its End. Errors are Busy and Cancelled.
func (w *Work) Start(ctx context.Context, need Need) (*Job, error) {
	j := newJob(w, ctx, need)
	w.mu.Lock()
	w.enqueue(j)
	w.dispatch()
	if !j.started && w.queued[j.rank] > w.cfg.Queue {
		w.end(j)
		w.mu.Unlock()
		return nil, errBusy()
	}
	turn := j.turn
	w.mu.Unlock()
	select {
	case <-turn:
		return j, nil
	case <-ctx.Done():
		j.End()
		return nil, errDisconnected(ctx)
	}
}

func errBusy() error { return fault.New(fault.Busy, "the converter is busy: try again in a moment") }

func errDisconnected(ctx context.Context) error {
	return fault.New(fault.Cancelled, "the caller disconnected: %w", ctx.Err())
}

// The mutex is held by the caller of all functions below.

// enqueue puts a job into the line.
func (w *Work) enqueue(j *Job) {
	j.state, j.turn, j.since = waiting, make(chan struct{}), time.Now()
	w.line = append(w.line, j)
	if !j.started {
		w.queued[j.rank]++
	}
}

// dequeue takes a job out of the line.
func (w *Work) dequeue(j *Job) {
	if i := slices.Index(w.line, j); i >= 0 {
		w.line = slices.Delete(w.line, i, i+1)
	}
	if !j.started {
		w.queued[j.rank]--
	}
}

// stop takes a job out of the line or out of its slot.
func (w *Work) stop(j *Job) {
	switch j.state {
	case waiting:
		w.dequeue(j)
	case running:
		w.running[j.rank]--
		j.ran += time.Since(j.since)
		if j.timer != nil {
			j.timer.Stop()
		}
	case sending:
		delete(w.senders, j)
	}
	if w.overdue == j {
		w.overdue = nil
	}
}

// end releases all that a job has.
func (w *Work) end(j *Job) {
	w.stop(j)
	j.state = ended
	j.cancel(nil)
	if j.started {
		w.used -= j.need.Memory
		w.oversized = w.oversized && !j.oversized
	}
	w.dispatch()
}

// pause takes the slot from a job, which then waits for another.
func (w *Work) pause(j *Job) {
	w.stop(j)
	w.enqueue(j)
	w.dispatch()
}

// rerank raises the rank of a job that takes longer than estimated.
func (w *Work) rerank(j *Job) {
	if rank := rankOf(j.ran + time.Since(j.since)); rank > j.rank {
		w.running[j.rank]--
		j.rank = rank
		w.running[j.rank]++
		w.dispatch()
	}
}

// dispatch lets all jobs run that may. It is called after every change and, while jobs wait, once
// a second.
func (w *Work) dispatch() {
	now := time.Now()
	hungry := w.hungry(now)
	for j := w.next(now, hungry); j != nil; j = w.next(now, hungry) {
		if j == hungry {
			hungry = nil
		}
		w.run(j, now)
	}
	if hungry != nil && !w.fits(hungry) {
		w.cut(now)
	}
	if len(w.line) > 0 && !w.ticking {
		w.ticking = true
		time.AfterFunc(time.Second, func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.ticking = false
			w.dispatch()
		})
	}
}

// run gives a job its turn.
func (w *Work) run(j *Job, now time.Time) {
	w.dequeue(j)
	if !w.slot(j.rank) {
		w.overdue = j
	}
	if !j.started {
		j.started = true
		w.used += j.need.Memory
		w.oversized = w.oversized || j.oversized
	}
	w.running[j.rank]++
	j.state, j.since = running, now
	if j.need.Limit > 0 {
		j.timer = time.AfterFunc(j.need.Limit-j.ran, func() { j.cancel(ErrTooLong) })
	}
	close(j.turn)
}

// hungry returns the oldest job that has waited long for memory, or nil. It gets the memory that is
// released next: until it runs, only small jobs may start.
func (w *Work) hungry(now time.Time) *Job {
	for _, j := range w.line {
		j.hungry = j.hungry || now.Sub(j.since) >= patience && !w.fits(j)
		if j.hungry && !j.started {
			return j
		}
	}
	return nil
}

// next returns the job that is to run next, or nil.
func (w *Work) next(now time.Time, hungry *Job) (best *Job) {
	for _, j := range w.line {
		overdue := w.overdue == nil && now.Sub(j.since) >= patience
		switch {
		case !w.slot(j.rank) && !overdue, !w.fits(j), hungry != nil && hungry != j && !j.started && !w.small(j):
		case best == nil || j.before(best):
			best = j
		}
	}
	return best
}

// cut stops the sender that has the most memory of those that are too slow, if there is one.
func (w *Work) cut(now time.Time) {
	var slow *Job
	for j := range w.senders {
		if now.Sub(j.since) > allowance(j.need.Memory) && (slow == nil || j.need.Memory > slow.need.Memory) {
			slow = j
		}
	}
	if slow != nil {
		delete(w.senders, slow)
		slow.cancel(ErrSlow)
	}
}

// slot reports whether one more job of a rank may run.
func (w *Work) slot(rank int) bool { return w.atMost(rank) < w.cfg.Slots }

// atMost returns how many jobs of a rank or a lower one run.
func (w *Work) atMost(rank int) (n int) {
	for _, running := range w.running[:rank+1] {
		n += running
	}
	return n
}

// fits reports whether there is memory for a job. The last eighth is for small jobs.
func (w *Work) fits(j *Job) bool {
	most := w.cfg.Memory
	if !w.small(j) {
		most -= most / 8
	}
	return j.started || w.used+j.need.Memory <= most && !(j.oversized && w.oversized)
}

func (w *Work) small(j *Job) bool { return j.need.Memory <= w.cfg.Memory/64 }

// Running returns how many jobs run.
func (w *Work) Running() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.atMost(ranks - 1)
}

// Waiting returns how many jobs wait, for their first turn or paused.
func (w *Work) Waiting() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.line)
}
