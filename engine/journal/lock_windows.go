package journal

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// canRemoveOpen reports whether a file can be removed while it is open.
const canRemoveOpen = false

// beyond is a byte behind the end of any journal: Windows lets no process read or write what
// is locked.
var beyond = windows.Overlapped{OffsetHigh: 1 << 30}

// lockExclusive locks f if no other process has a lock on it, and does not wait.
func lockExclusive(f *os.File) error {
	unlock(f)
	at := beyond
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
}

// lockShared changes the lock on f to one that other processes may have too, and does not wait.
func lockShared(f *os.File) error {
	unlock(f)
	at := beyond
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
}

// isLocked reports whether another process has the lock. Any other error means that the disk has no locks.
func isLocked(err error) bool {
	return errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING)
}

func unlock(f *os.File) {
	at := beyond
	windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, &at)
}
