//go:build unix

package wasm

import (
	"io/fs"
	"os"
	"syscall"
)

// private reports whether a file or folder belongs to this user, and whether nobody else may write
// it.
func private(info fs.FileInfo) bool {
	system, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(system.Uid) == os.Geteuid() && info.Mode().Perm()&0o022 == 0 && (!info.IsDir() || info.Mode().Perm()&0o077 == 0)
}
