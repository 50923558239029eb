package engine

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pretobranco/engine/bw"
)

// How a result gets its name, so that it is there whole or not at all:
//
//	temporary file in the same folder, exclusive
//	write                                  here its memory is free again
//	sync, close
//	the original's times, if they are wanted
//	publish: a rename that replaces nothing, or a hard link, or what the disk can do
//
// tempPrefix begins the names of temporary files. Names with a dot are hidden on
// most systems, and Scan leaves them out.
const tempPrefix = ".pb-"

// tempFile makes a new file in dir, for the owner and for those who may read the
// original.
func tempFile(dir string, mode fs.FileMode) (*os.File, error) {
	for range 100 {
		name := filepath.Join(dir, tempPrefix+strings.ToLower(rand.Text()[:10]))
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode&0o666|0o600)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, fs.ErrExist
}

// writeTemp writes a result into a temporary file beside path and returns its name; dated
// gives it the original's time. If it fails, nothing is left behind. The result is not used
// any more.
func writeTemp(path string, result bw.Result, original fs.FileInfo, dated bool) (temp string, err error) {
	f, err := tempFile(filepath.Dir(path), original.Mode())
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	_, err = f.Write(result.File)
	result.Recycle()
	if err != nil {
		return "", err
	}
	if err := f.Sync(); err != nil {
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	if dated {
		// A courtesy: some file systems cannot hold dates.
		_ = os.Chtimes(f.Name(), time.Time{}, original.ModTime())
	}
	return f.Name(), nil
}

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
