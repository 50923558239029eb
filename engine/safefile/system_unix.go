//go:build unix

package safefile

import (
	"io/fs"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// noWait opens a pipe without waiting for its other end, and makes no terminal this program's.
const noWait = unix.O_NONBLOCK | unix.O_NOCTTY

// noFollow does not open what a link leads to.
const noFollow = unix.O_NOFOLLOW

// onlyFolder opens folders alone.
const onlyFolder = unix.O_DIRECTORY

// names returns how many names a file has.
func names(_ *os.File, info fs.FileInfo) uint64 {
	return uint64(info.Sys().(*syscall.Stat_t).Nlink) // its type differs from system to system
}

func owner(_ *os.File, info fs.FileInfo) string {
	return strconv.FormatUint(uint64(info.Sys().(*syscall.Stat_t).Uid), 10)
}

// me returns the owner that files of this program have.
func me() string { return strconv.Itoa(os.Geteuid()) }
