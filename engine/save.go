package engine

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// makeFolder makes the folders between root and dir, and returns those that were not there.
// Root itself must be there: if it went away in the middle of a batch, a new one would be in
// the wrong place.
func makeFolder(root, dir string) (made []string, err error) {
	if info, err := os.Stat(root); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, &fs.PathError{Op: "mkdir", Path: root, Err: fs.ErrNotExist}
	}
	return makeAll(dir)
}

// makeAll is os.MkdirAll, and returns the folders that it made, outermost first.
func makeAll(dir string) (made []string, err error) {
	info, err := os.Stat(dir)
	switch {
	case err == nil && info.IsDir():
		return nil, nil
	case err == nil:
		return nil, &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOTDIR}
	}
	if parent := filepath.Dir(dir); parent != dir {
		if made, err = makeAll(parent); err != nil {
			return made, err
		}
	}
	err = os.Mkdir(dir, 0o777)
	if err == nil {
		return append(made, dir), nil
	}
	if info, statErr := os.Stat(dir); statErr == nil && info.IsDir() {
		return made, nil // another program was faster
	}
	return made, err
}

// removeEmpty removes folders in which nothing is left but a journal that no program uses.
func removeEmpty(folders []string) {
	inner := func(a, b string) int { return len(b) - len(a) } // before the folder that it is in
	for _, folder := range slices.SortedFunc(slices.Values(folders), inner) {
		entries, err := os.ReadDir(folder)
		if err == nil && len(entries) == 1 && entries[0].Name() == journalName {
			discardJournal(folder)
		}
		os.Remove(folder) // works only if it is empty
	}
}

// tryFolder makes folder and shows that files can be made in it. It returns the folders that
// were not there.
func tryFolder(folder string) (made []string, err error) {
	made, err = makeAll(folder)
	if err != nil {
		return made, err
	}
	f, err := tempFile(folder, 0o600)
	if err != nil {
		return made, err
	}
	return made, errors.Join(f.Close(), os.Remove(f.Name()))
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
