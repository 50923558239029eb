//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package engine

import (
	"os"

	"golang.org/x/sys/unix"
)

// removeOpen tells whether a file can be removed while it is open.
const removeOpen = true

// lockAlone locks f if no other program has a lock on it, and does not wait.
func lockAlone(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) }

// lockShared changes the lock on f to one that others may have, too. It waits while
// one holds it alone, which is never long.
func lockShared(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_SH) }
