package backoff

import (
	"math"
	"testing"
	"time"
)

func TestPause(t *testing.T) {
	const first, longest = 100 * time.Millisecond, 5 * time.Second
	for attempt, most := range map[int]time.Duration{-1: first, 0: first, 1: 2 * first, 5: 32 * first, 6: longest, 16: longest, math.MaxInt: longest} {
		for range 100 {
			if wait := Pause(attempt, first, longest); wait < most/2 || wait > most {
				t.Errorf("attempt %d: %v, want %v to %v", attempt, wait, most/2, most)
			}
		}
	}
}
