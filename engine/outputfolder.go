package engine

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"pretobranco/engine/journal"
	"pretobranco/engine/safefile"
)

// The functions here return the folders that they made, outermost first, with an error too.

// makeRoot makes an output root of a job.
func makeRoot(job Job, root string) (made []string, err error) {
	if job.Folder != "" {
		return safefile.MkdirAll(root) // a person chose it: its links are wanted
	}
	return safefile.MkdirBelow(filepath.Dir(root), root)
}

// makeFolder makes the folders between an output root and dir. The root itself must exist: if it
// was removed during a batch, a new one would be in the wrong place.
func makeFolder(job Job, root, dir string) (made []string, err error) {
	if info, err := os.Stat(root); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, &fs.PathError{Op: "mkdir", Path: root, Err: fs.ErrNotExist}
	}
	if job.Folder == "" {
		root = filepath.Dir(root)
	}
	return safefile.MkdirBelow(root, dir)
}

// removeEmpty removes folders that are empty but for a journal that no program uses.
func removeEmpty(folders []string) {
	inner := func(a, b string) int { return len(b) - len(a) } // before the folder that it is in
	for _, folder := range slices.SortedFunc(slices.Values(folders), inner) {
		entries, err := os.ReadDir(folder)
		if err == nil && len(entries) == 1 && entries[0].Name() == journal.Name {
			journal.Discard(folder)
		}
		os.Remove(folder) // fails unless it is empty
	}
}
