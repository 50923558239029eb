package atomicfile

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// RenameNoReplace renames a file and replaces nothing: if to exists, the error is fs.ErrExist and
// from stays.
func RenameNoReplace(from, to string) error {
	return move(from, to, windows.MOVEFILE_WRITE_THROUGH)
}

// Rename renames a file, which replaces the file at to.
func Rename(from, to string) error {
	return move(from, to, windows.MOVEFILE_WRITE_THROUGH|windows.MOVEFILE_REPLACE_EXISTING)
}

// scanTime is how long virus scanners and indexers may keep a new file open.
const scanTime = 2 * time.Second

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
		inUse := errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_SHARING_VIOLATION)
		if !inUse || time.Since(start)+wait > scanTime {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
		}
		time.Sleep(wait)
	}
}
