package journal

import (
	"context"
	"errors"
	"os"
	"time"
)

// ErrLocked means that another process does not release its lock.
var ErrLocked = errors.New("another program holds it")

// Pauses between two attempts to get a lock.
const (
	firstLockPause   = 2 * time.Millisecond
	longestLockPause = 100 * time.Millisecond
)

// waitShared gets a shared lock on f. Another batch holds an exclusive lock for a moment at most,
// but any process that can read the file can hold one for ever. So waiting ends when *left is used
// up, which is reduced by the time that it took. On a disk without locks it does not wait.
func waitShared(ctx context.Context, left *time.Duration, f *os.File) error {
	begun := time.Now()
	defer func() { *left -= time.Since(begun) }()
	for pause := firstLockPause; ; pause = min(2*pause, longestLockPause) {
		if err := lockShared(f); !isLocked(err) {
			return nil
		}
		if time.Since(begun)+pause > *left {
			return ErrLocked
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		}
	}
}
