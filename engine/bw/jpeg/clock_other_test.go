//go:build !unix

package jpeg

import "time"

var start = time.Now()

// processorTime stands in with the time that passed.
func processorTime() time.Duration { return time.Since(start) }
