//go:build !unix && !windows

package safefile

import (
	"io/fs"
	"os"
)

// These systems have no such flags. Files are checked before they are opened.
const (
	noWait     = 0
	noFollow   = 0
	onlyFolder = 0
)

func names(*os.File, fs.FileInfo) uint64 { return 1 }

func owner(*os.File, fs.FileInfo) string { return "" }

func me() string { return "" }
