//go:build !linux

package engine

import (
	"errors"
	"io/fs"
	"os"
)

// namelessFile is for systems where a file is never without a name.
func namelessFile(dir string, mode fs.FileMode) (*os.File, string, error) {
	return nil, "", errors.ErrUnsupported
}

func linkNameless(path, name string) error { return errors.ErrUnsupported }
