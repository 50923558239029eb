//go:build !linux

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
)

// Only Linux has files without a name.
func createUnnamed(dir string, mode fs.FileMode) (*os.File, string, error) {
	return nil, "", errors.ErrUnsupported
}

func linkUnnamed(path, name string) error { return errors.ErrUnsupported }
