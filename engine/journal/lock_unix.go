//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package journal

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// canRemoveOpen reports whether a file can be removed while it is open.
const canRemoveOpen = true

// lockExclusive locks f if no other process has a lock on it, and does not wait.
func lockExclusive(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) }

// lockShared changes the lock on f to one that other processes may have too, and does not wait.
func lockShared(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_SH|unix.LOCK_NB) }

// isLocked reports whether another process has the lock. Any other error means that the disk has no locks.
func isLocked(err error) bool { return errors.Is(err, unix.EWOULDBLOCK) }
