package engine

import (
	"errors"
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
	if !lasting(fd) || unix.Access(path, unix.F_OK) != nil { // there is no /proc everywhere
		unix.Close(fd)
		return nil, "", errors.ErrUnsupported
	}
	return os.NewFile(uintptr(fd), path), path, nil
}

// lasting tells whether what is synced before it has a name is still there after a power cut. Btrfs
// of Linux 6.1 forgets it, and what lies above another file system does as that does.
func lasting(fd int) bool {
	var disk unix.Statfs_t
	if unix.Fstatfs(fd, &disk) != nil {
		return false
	}
	switch disk.Type {
	case unix.EXT4_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.TMPFS_MAGIC:
		return true
	}
	return false
}

// linkNameless gives such a file a name. It replaces nothing.
func linkNameless(path, name string) error {
	if err := unix.Linkat(unix.AT_FDCWD, path, unix.AT_FDCWD, name, unix.AT_SYMLINK_FOLLOW); err != nil {
		return &os.LinkError{Op: "link", Old: path, New: name, Err: err}
	}
	return nil
}
