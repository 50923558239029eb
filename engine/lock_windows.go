package engine

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// removeOpen tells whether a file can be removed while it is open.
const removeOpen = false

// beyond is a byte that no journal reaches: Windows lets nobody read or write what
// is locked.
var beyond = windows.Overlapped{OffsetHigh: 1 << 30}

// lockAlone locks f if no other program has a lock on it, and does not wait.
func lockAlone(f *os.File) error {
	unlock(f)
	at := beyond
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
}

// lockShared changes the lock on f to one that others may have, too, and does not wait.
func lockShared(f *os.File) error {
	unlock(f)
	at := beyond
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
}

// isHeld reports that another program has the lock. Any other error means that the disk has none.
func isHeld(err error) bool {
	return errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING)
}

func unlock(f *os.File) {
	at := beyond
	windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, &at)
}
