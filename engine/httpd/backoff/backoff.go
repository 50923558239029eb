// Package backoff computes pauses between attempts.
package backoff

import (
	"math/rand/v2"
	"time"
)

// Pause returns how long to wait after a failed attempt, counted from 0. The pause doubles from
// first to longest. Up to half of it is random, so that many clients do not retry together.
// A negative attempt counts as the first.
func Pause(attempt int, first, longest time.Duration) time.Duration {
	wait := min(first<<min(max(attempt, 0), 16), longest)
	return wait/2 + rand.N(wait/2+1)
}
