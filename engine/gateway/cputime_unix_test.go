//go:build unix

package gateway

import (
	"syscall"
	"time"
)

// cpuTime is what this process has used, in all of its threads. On a machine that does
// other things as well it says more than the clock.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
