//go:build !unix

package gateway

import "time"

// cpuTime is not known here.
func cpuTime() time.Duration { return 0 }
