package engine

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// TestProcess opens an engine, which doubled the threads of the whole process and changed its garbage
// collector: those settings belong to main functions.
func TestProcess(t *testing.T) {
	threads, gc := runtime.GOMAXPROCS(0), debug.SetGCPercent(123)
	defer debug.SetGCPercent(gc)
	open(t, Config{})
	if got := runtime.GOMAXPROCS(0); got != threads {
		t.Errorf("%d threads instead of %d", got, threads)
	}
	if got := debug.SetGCPercent(123); got != 123 {
		t.Errorf("the collector is set to %d %%", got)
	}
}
