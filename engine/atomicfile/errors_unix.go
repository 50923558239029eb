//go:build !windows

package atomicfile

import (
	"errors"
	"syscall"
)

// IsFull reports whether a disk or a quota is full.
func IsFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// IsReadOnly reports whether a disk can only be read.
func IsReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }
