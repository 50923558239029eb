//go:build !windows

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
)

// RenameNoReplace renames a file and replaces nothing: if to exists, the error is fs.ErrExist and
// from stays.
func RenameNoReplace(from, to string) error {
	err := renameNoReplace(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) || !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	if err := os.Link(from, to); err == nil {
		return os.Remove(from)
	} else if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// A file system without hard links (FAT, some shares).
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: fs.ErrExist}
	}
	return os.Rename(from, to)
}

// Rename renames a file, which replaces the file at to.
func Rename(from, to string) error { return os.Rename(from, to) }
