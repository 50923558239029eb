package engine

import (
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// namelessFile makes a file in the file system of dir that has no name yet, and returns a
// path to it that works in this program.
func namelessFile(dir string, mode fs.FileMode) (*os.File, string, error) {
	fd, err := unix.Open(dir, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, uint32(mode.Perm()))
	if err != nil {
		return nil, "", &fs.PathError{Op: "open", Path: dir, Err: err}
	}
	path := fmt.Sprintf("/proc/self/fd/%d", fd)
	return os.NewFile(uintptr(fd), path), path, nil
}

// linkNameless gives such a file a name. It replaces nothing.
func linkNameless(path, name string) error {
	if err := unix.Linkat(unix.AT_FDCWD, path, unix.AT_FDCWD, name, unix.AT_SYMLINK_FOLLOW); err != nil {
		return &os.LinkError{Op: "link", Old: path, New: name, Err: err}
	}
	return nil
}
