//go:build !linux && !darwin && !freebsd && !netbsd && !openbsd && !dragonfly && !windows

package journal

import (
	"errors"
	"os"
)

// canRemoveOpen reports whether a file can be removed while it is open.
const canRemoveOpen = true

// Without locks no process ever knows that it is alone.
func lockExclusive(*os.File) error { return errors.ErrUnsupported }
func lockShared(*os.File) error    { return errors.ErrUnsupported }

func isLocked(error) bool { return false }
