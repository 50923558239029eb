package gctune

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// TestEnvironment leaves the runtime alone where a person has set it up.
func TestEnvironment(t *testing.T) {
	threads := runtime.GOMAXPROCS(0)
	gc := debug.SetGCPercent(100)
	t.Cleanup(func() {
		runtime.GOMAXPROCS(threads)
		debug.SetGCPercent(gc)
	})
	debug.SetGCPercent(100)
	for _, set := range []bool{true, false} {
		value, wantThreads, wantGC := "", 2*threads, percent
		if set {
			value, wantThreads, wantGC = "77", threads, 100
		}
		t.Setenv("GOMAXPROCS", value)
		t.Setenv("GOGC", value)
		Heap()
		Threads()
		if got := runtime.GOMAXPROCS(0); got != wantThreads {
			t.Errorf("set %v: %d threads, want %d", set, got, wantThreads)
		}
		if got := debug.SetGCPercent(wantGC); got != wantGC {
			t.Errorf("set %v: GC at %d %%, want %d", set, got, wantGC)
		}
	}
}
