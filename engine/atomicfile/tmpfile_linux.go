package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// createUnnamed makes a file without a name on the file system of dir (O_TMPFILE, open(2)). It
// returns a path to the file that works in this process.
func createUnnamed(dir string, mode fs.FileMode) (*os.File, string, error) {
	fd, err := unix.Open(dir, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, uint32(mode.Perm()))
	if err != nil {
		return nil, "", &fs.PathError{Op: "open", Path: dir, Err: err}
	}
	path := fmt.Sprintf("/proc/self/fd/%d", fd)
	if !keepsUnnamed(fd) || unix.Access(path, unix.F_OK) != nil { // some containers have no /proc
		unix.Close(fd)
		return nil, "", errors.ErrUnsupported
	}
	return os.NewFile(uintptr(fd), path), path, nil
}

// keepsUnnamed reports whether a file system keeps data through a power cut that was synced before
// the file had a name. Btrfs of Linux 6.1 loses it. File systems that are stacked on another one
// depend on that one.
func keepsUnnamed(fd int) bool {
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

// linkUnnamed gives such a file a name. It replaces nothing.
func linkUnnamed(path, name string) error {
	if err := unix.Linkat(unix.AT_FDCWD, path, unix.AT_FDCWD, name, unix.AT_SYMLINK_FOLLOW); err != nil {
		return &os.LinkError{Op: "link", Old: path, New: name, Err: err}
	}
	return nil
}
