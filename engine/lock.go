package engine

import (
	"context"
	"errors"
	"os"
	"time"
)

// errHeld means that another program does not let go of a lock.
var errHeld = errors.New("another program holds it")

// Pauses between two attempts to get a lock.
const (
	firstLockPause   = 2 * time.Millisecond
	longestLockPause = 100 * time.Millisecond
)

// waitShared gets a shared lock on f. Another batch holds the lock alone for a moment at most;
// anybody who can read the file can hold it for ever. So the waiting ends when *left is used up,
// of which it takes what it needs. A disk without locks is no reason to wait, and no error.
func waitShared(ctx context.Context, left *time.Duration, f *os.File) error {
	begun := time.Now()
	defer func() { *left -= time.Since(begun) }()
	for attempt := 0; ; attempt++ {
		err := lockShared(f)
		if !isHeld(err) {
			return nil
		}
		pause := backOff(attempt, firstLockPause, longestLockPause)
		if time.Since(begun)+pause > *left {
			return errHeld
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
	}
}
