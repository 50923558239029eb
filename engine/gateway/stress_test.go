package gateway

import (
	"context"
	"errors"
	"flag"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

var stress = flag.Bool("stress", os.Getenv("PRETOBRANCO_STRESS") != "", "hold 500 connections against a gateway and a converter for a minute")

// 500 connections at once, each with a picture under way all the time, against a gateway
// and a converter of ours: memory bounded, each picture answered or refused as busy, and
// everything as before afterwards.
func TestStress(t *testing.T) {
	if !*stress {
		t.Skip("runs with -stress")
	}
	const during = time.Minute
	url := realGateway(t, realConverter(t))
	images := [][]byte{drawn(t, 64, 64), drawn(t, 640, 480), drawn(t, 1600, 1200)}
	before := runtime.NumGoroutine()

	ctx, cancel := context.WithTimeout(t.Context(), during)
	defer cancel()
	var mu sync.Mutex
	var latencies []time.Duration
	var busy, peak atomic.Int64
	var all sync.WaitGroup
	all.Go(func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for ctx.Err() == nil {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), int64(m.Sys-m.HeapReleased)))
			<-tick.C
		}
	})
	for i := range 500 {
		all.Go(func() {
			c, err := dialOften(t.Context(), url)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			for n := i; ctx.Err() == nil; n++ {
				start := time.Now()
				result, err := c.Convert(ctx, images[n%len(images)], bw.Options{})
				switch {
				case err == nil && bw.Sniff(result.File) == bw.JPEG:
					mu.Lock()
					latencies = append(latencies, time.Since(start))
					mu.Unlock()
				case err != nil && fault.KindOf(err) == fault.Busy:
					busy.Add(1)
					select { // as a client should
					case <-time.After(200 * time.Millisecond):
					case <-ctx.Done():
					}
				case ctx.Err() == nil && !errors.Is(err, context.DeadlineExceeded):
					t.Errorf("%d bytes, %v", len(result.File), err)
					return
				}
			}
		})
	}
	all.Wait()
	if len(latencies) == 0 {
		t.Fatal("nothing was answered")
	}
	slices.Sort(latencies)
	at := func(share int) time.Duration { return latencies[(len(latencies)-1)*share/100].Round(time.Millisecond) }
	t.Logf("%d answered (%.0f a second), %d busy; half within %v, 99 %% within %v, all within %v; at most %d MB for client, gateway and converter",
		len(latencies), float64(len(latencies))/during.Seconds(), busy.Load(), at(50), at(99), at(100), peak.Load()>>20)

	start := time.Now()
	if _, err := dial(t, url).Convert(t.Context(), images[0], bw.Options{}); err != nil {
		t.Error(err)
	}
	t.Logf("a picture afterwards takes %v; %d goroutines, before %d", time.Since(start).Round(time.Microsecond), runtime.NumGoroutine(), before)
}
