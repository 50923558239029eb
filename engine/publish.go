//go:build !windows

package engine

import (
	"errors"
	"io/fs"
	"os"
)

// publish gives temp the name path. It replaces nothing: if path exists, the
// error is fs.ErrExist and temp stays.
func publish(temp, path string) error {
	err := renameNew(temp, path)
	if err == nil || errors.Is(err, fs.ErrExist) || !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	// A file system without a rename that replaces nothing.
	if err := os.Link(temp, path); err == nil {
		return os.Remove(temp)
	} else if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// One without hard links either (FAT, some shares). Taking the name first with an
	// empty file would close the gap, and leave half a result if we were killed in it.
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return &os.LinkError{Op: "rename", Old: temp, New: path, Err: fs.ErrExist}
	}
	return os.Rename(temp, path)
}

// replace gives temp the name path, whatever had it.
func replace(temp, path string) error { return os.Rename(temp, path) }
