package engine

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// makeFolder makes the folders between root and dir. Root itself must be there: if
// it went away in the middle of a batch, a new one would be in the wrong place.
func makeFolder(root, dir string) error {
	if info, err := os.Stat(root); err != nil {
		return err
	} else if !info.IsDir() {
		return &fs.PathError{Op: "mkdir", Path: root, Err: fs.ErrNotExist}
	}
	return os.MkdirAll(dir, 0o777)
}

// tryFolder makes folder and shows that files can be made in it.
func tryFolder(folder string) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	f, err := tempFile(folder, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// syncFolder makes the names in folder last through a power cut, where the system
// can do that.
func syncFolder(folder string) {
	if f, err := os.Open(folder); err == nil {
		f.Sync()
		f.Close()
	}
}

// sweep removes the temporary files in folder. Nobody else may be writing there.
func sweep(folder string) {
	entries, _ := os.ReadDir(folder)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), tempPrefix) && entry.Type().IsRegular() {
			os.Remove(filepath.Join(folder, entry.Name()))
		}
	}
}
