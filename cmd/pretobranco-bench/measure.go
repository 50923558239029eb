package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"time"
)

// A cost is what a contender's processes took together.
type cost struct {
	cpu  time.Duration // user and system
	wall time.Duration
	peak int64 // bytes of the largest process; 0 where the system doesn't tell
	out  int64 // bytes of the results
	done int   // results
}

// add counts a process that has ended.
func (c *cost) add(state *os.ProcessState) {
	c.cpu += state.UserTime() + state.SystemTime()
	c.peak = max(c.peak, peak(state))
}

// measure runs commands, as many side by side as there are cores, as xargs -P would. One
// that fails is measured as well: a photo that it could not convert is missing from the results.
func measure(ctx context.Context, commands ...*exec.Cmd) (cost, error) {
	return measureEach(ctx, len(commands), func(i int) ([]*os.ProcessState, error) {
		err := commands[i].Run()
		if commands[i].ProcessState == nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(commands[i].Path), err)
		}
		return []*os.ProcessState{commands[i].ProcessState}, nil
	})
}

// measureEach calls run for each i below n, as many side by side as there are cores, and
// adds up the processes that it ran.
func measureEach(ctx context.Context, n int, run func(i int) ([]*os.ProcessState, error)) (total cost, first error) {
	var mu sync.Mutex // guards total and first
	var all sync.WaitGroup
	began := time.Now()
	next := make(chan int)
	for range min(n, runtime.NumCPU()) {
		all.Go(func() {
			for i := range next {
				states, err := run(i)
				mu.Lock()
				for _, state := range states {
					total.add(state)
				}
				if first == nil {
					first = err
				}
				mu.Unlock()
			}
		})
	}
	for i := 0; i < n && ctx.Err() == nil; i++ {
		next <- i
	}
	close(next)
	all.Wait()
	total.wall = time.Since(began)
	if ctx.Err() != nil {
		first = ctx.Err()
	}
	return total, first
}
