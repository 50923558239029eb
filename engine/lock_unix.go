//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package engine

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// removeOpen tells whether a file can be removed while it is open.
const removeOpen = true

// lockAlone locks f if no other program has a lock on it, and does not wait.
func lockAlone(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) }

// lockShared changes the lock on f to one that others may have, too, and does not wait.
func lockShared(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_SH|unix.LOCK_NB) }

// isHeld reports that another program has the lock. Any other error means that the disk has none.
func isHeld(err error) bool { return errors.Is(err, unix.EWOULDBLOCK) }
