package limit

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pretobranco/engine/bw/fault"
)

// Needs of which neither is in the way of the other's memory.
var (
	cheap  = Need{Time: time.Millisecond, Memory: 1}
	costly = Need{Time: 10 * time.Second, Memory: 1}
)

const memory = 1 << 30

// run does the work of a need, with a checkpoint every millisecond, and returns how long it all took.
func run(t *testing.T, w *Work, need Need, work time.Duration) time.Duration {
	begun := time.Now()
	j, err := w.Start(t.Context(), need)
	if err != nil {
		if t.Context().Err() == nil {
			t.Error(err)
		}
		return 0
	}
	defer j.End()
	for range work / time.Millisecond {
		time.Sleep(time.Millisecond)
		if err := j.Context().Err(); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	}
	return time.Since(begun)
}

// begin starts a job that has to begin at once.
func begin(t *testing.T, w *Work, need Need) *Job {
	t.Helper()
	started := make(chan *Job)
	go func() {
		j, _ := w.Start(t.Context(), need)
		started <- j
	}()
	synctest.Wait()
	select {
	case j := <-started:
		return j
	default:
		t.Fatal("the job waits")
		return nil
	}
}

// Twenty conversions of ten seconds had a small one wait for all of them: it does not wait at
// all, and they still all end.
func TestCheapPassesCostly(t *testing.T) {
	for _, slots := range []int{1, 2, 8} {
		synctest.Test(t, func(t *testing.T) {
			w := NewWork(WorkConfig{Slots: slots, Queue: 100, Memory: memory})
			for range 20 {
				go run(t, w, costly, 10*time.Second)
			}
			for range 50 {
				time.Sleep(300 * time.Millisecond)
				if took := run(t, w, cheap, 3*time.Millisecond); took > 3*time.Millisecond {
					t.Errorf("%d slots: it took %v", slots, took)
				}
			}
			time.Sleep(time.Hour)
			if w.Running() != 0 || w.Waiting() != 0 || w.used != 0 || w.overdue != nil {
				t.Errorf("something is left: %+v", w)
			}
		})
	}
}

// A costly conversion pauses while a cheap one has its slot, and the pause doesn't count.
func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWork(WorkConfig{Slots: 1, Queue: 9, Memory: memory})
		need := costly
		need.Limit = time.Second
		j := begin(t, w, need)
		c := begin(t, w, cheap)
		returned := make(chan error)
		go func() {
			time.Sleep(500 * time.Millisecond)
			returned <- j.Context().Err()
		}()
		time.Sleep(2 * time.Second)
		if w.Running() != 1 || w.Waiting() != 1 {
			t.Fatalf("%d run, %d wait", w.Running(), w.Waiting())
		}
		c.End()
		if err := <-returned; err != nil {
			t.Fatalf("it had half a second: %v", err)
		}
		time.Sleep(time.Second)
		if err := j.Context().Err(); err == nil || !errors.Is(j.Cause(), ErrTooLong) {
			t.Errorf("after its time: %v, %v", err, j.Cause())
		}
		j.End()
	})
}

// A file may say that it is small, and take long: it then counts as what it is.
func TestLongerThanEstimated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWork(WorkConfig{Slots: 1, Queue: 9, Memory: memory})
		go run(t, w, cheap, time.Minute)
		time.Sleep(time.Second)
		if took := run(t, w, cheap, time.Millisecond); took > 2*time.Millisecond {
			t.Errorf("it took %v", took)
		}
		time.Sleep(time.Hour) // until the other is done
	})
}

// However many cheap conversions come, a costly one that has waited for long is done as well.
func TestCostlyIsNotStarved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWork(WorkConfig{Slots: 1, Queue: 9, Memory: memory})
		ctx, cancel := context.WithCancel(t.Context())
		for range 3 {
			go func() {
				for ctx.Err() == nil {
					run(t, w, cheap, 3*time.Millisecond)
				}
			}()
		}
		time.Sleep(time.Second)
		if took := run(t, w, costly, 10*time.Second); took > 20*time.Second {
			t.Errorf("it took %v", took)
		}
		cancel()
		time.Sleep(time.Minute) // until all are done
	})
}

// A job is refused when the line of its own rank is full; a caller that disconnects leaves the line.
func TestQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWork(WorkConfig{Slots: 1, Queue: 1, Memory: memory})
		first := begin(t, w, costly)
		ctx, leave := context.WithCancel(t.Context())
		waiting := make(chan error, 1)
		go func() {
			_, err := w.Start(ctx, costly)
			waiting <- err
		}()
		synctest.Wait()
		if _, err := w.Start(t.Context(), costly); err == nil || fault.KindOf(err) != fault.Busy {
			t.Errorf("the second in line: %v", err)
		}
		begin(t, w, cheap).End()
		leave()
		if err := <-waiting; err == nil || fault.KindOf(err) != fault.Cancelled {
			t.Errorf("after its caller disconnected: %v", err)
		}
		first.End()
		first.End()
		begin(t, w, costly).End()
		if w.Running() != 0 || w.Waiting() != 0 {
			t.Errorf("%d run, %d wait", w.Running(), w.Waiting())
		}
	})
}

// Conversions that fill the memory leave some for small ones.
func TestMemoryForSmall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWork(WorkConfig{Slots: 100, Queue: 9, Memory: memory})
		large := Need{Time: time.Second, Memory: memory / 10}
		for range 8 {
			begin(t, w, large)
		}
		go w.Start(t.Context(), large)
		synctest.Wait()
		if w.Waiting() != 1 {
			t.Error("there was memory for nine tenths")
		}
		begin(t, w, Need{Time: time.Second, Memory: memory / 64})
	})
}

// One of 200 megapixels needs more than there is, and waits for nothing but another such.
func TestLargerThanMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWork(WorkConfig{Slots: 100, Queue: 9, Memory: memory})
		huge := Need{Time: time.Second, Memory: 5 * memory}
		j := begin(t, w, huge)
		go run(t, w, huge, 0)
		synctest.Wait()
		if w.Waiting() != 1 {
			t.Error("two of them at a time")
		}
		begin(t, w, Need{Time: time.Second, Memory: memory / 4}).End()
		j.End()
		synctest.Wait()
		if w.Waiting() != 0 || w.used != 0 {
			t.Errorf("%d wait, %d bytes used", w.Waiting(), w.used)
		}
	})
}

// A large conversion gets its memory although smaller ones keep coming.
func TestLargeIsNotStarved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWork(WorkConfig{Slots: 100, Queue: 100, Memory: memory})
		ctx, cancel := context.WithCancel(t.Context())
		for i := range 10 {
			go func() {
				time.Sleep(time.Duration(i) * 100 * time.Millisecond)
				for ctx.Err() == nil {
					run(t, w, Need{Time: 50 * time.Millisecond, Memory: memory / 10}, time.Second)
				}
			}()
		}
		time.Sleep(3 * time.Second)
		if took := run(t, w, Need{Time: time.Second, Memory: memory / 2}, time.Second); took > 20*time.Second {
			t.Errorf("it took %v", took)
		}
		cancel()
		time.Sleep(time.Minute) // until all are done
	})
}

// Callers that hardly read their answers kept the memory of all conversions. They keep it only while
// nobody waits for it.
func TestSlowReadersAreStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWork(WorkConfig{Slots: 2, Queue: 9, Memory: memory})
		var senders []*Job
		for range 8 {
			j := begin(t, w, Need{Time: time.Second, Memory: memory / 16})
			j.Send(memory / 10)
			senders = append(senders, j)
		}
		if w.Running() != 0 {
			t.Errorf("%d run", w.Running())
		}
		time.Sleep(time.Hour)
		for _, j := range senders {
			if j.Cause() != nil {
				t.Error("stopped although nobody waits")
			}
			context.AfterFunc(j.ctx, j.End)
		}
		begun := time.Now()
		j, err := w.Start(t.Context(), Need{Time: time.Second, Memory: memory / 4})
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took > patience+2*time.Second {
			t.Errorf("it waited %v", took)
		}
		j.End()
		stopped := 0
		for _, s := range senders {
			if errors.Is(s.Cause(), ErrSlow) {
				stopped++
			}
			s.End()
		}
		if stopped == 0 || stopped == len(senders) || w.used != 0 {
			t.Errorf("%d of %d stopped, %d bytes used", stopped, len(senders), w.used)
		}
	})
}
