//go:build !unix

package jpeg

import "time"

var start = time.Now()

// processorTime is the time that passed: this system does not report CPU time.
func processorTime() time.Duration { return time.Since(start) }
