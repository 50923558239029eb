//go:build !linux && !darwin && !freebsd && !netbsd && !openbsd && !dragonfly && !windows

package engine

import (
	"errors"
	"os"
)

// removeOpen tells whether a file can be removed while it is open.
const removeOpen = true

// Without locks nobody is ever known to be alone.
func lockAlone(*os.File) error  { return errors.ErrUnsupported }
func lockShared(*os.File) error { return errors.ErrUnsupported }

func isHeld(error) bool { return false }
