package engine

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// publish gives temp the name path. It replaces nothing: if path exists, the
// error is fs.ErrExist and temp stays.
func publish(temp, path string) error { return move(temp, path, windows.MOVEFILE_WRITE_THROUGH) }

// replace gives temp the name path, whatever had it.
func replace(temp, path string) error {
	return move(temp, path, windows.MOVEFILE_WRITE_THROUGH|windows.MOVEFILE_REPLACE_EXISTING)
}

// grip is how long virus scanners and indexers may hold a new file open.
const grip = 2 * time.Second

func move(from, to string, flags uint32) error {
	source, err := windows.UTF16PtrFromString(from)
	if err != nil {
		return err
	}
	target, err := windows.UTF16PtrFromString(to)
	if err != nil {
		return err
	}
	for start, wait := time.Now(), 5*time.Millisecond; ; wait *= 2 {
		err := windows.MoveFileEx(source, target, flags)
		if err == nil {
			return nil
		}
		held := errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_SHARING_VIOLATION)
		if !held || time.Since(start)+wait > grip {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
		}
		time.Sleep(wait)
	}
}
