package engine

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"pretobranco/engine/safefile"
)

// errLeads means that a folder for results is a link to somewhere else. A person did not name
// that place: the link may have come with the photos.
var errLeads = errors.New("a folder for the results is a link that leads elsewhere")

// makeHome makes the folder that results of a job go to. It returns the folders that were not
// there, outermost first, as the other functions here do.
func makeHome(job Job, home string) (made []string, err error) {
	if job.Folder != "" {
		return makeAll(home) // a person named it: its links are wanted
	}
	return makeBelow(filepath.Dir(home), home)
}

// makeFolder makes the folders between home and dir. Home itself must be there: if it went away
// in the middle of a batch, a new one would be in the wrong place.
func makeFolder(job Job, home, dir string) (made []string, err error) {
	if info, err := os.Stat(home); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, &fs.PathError{Op: "mkdir", Path: home, Err: fs.ErrNotExist}
	}
	if job.Folder == "" {
		home = filepath.Dir(home)
	}
	return makeBelow(home, dir)
}

// makeBelow makes the folders below root that lead to dir. Links among them may lead to other
// places below root, and nowhere else.
func makeBelow(root, dir string) (made []string, err error) {
	below, err := filepath.Rel(root, dir)
	if err != nil || below == "." {
		return nil, err
	}
	top, err := os.OpenRoot(root)
	if err != nil {
		return nil, err
	}
	defer top.Close()
	part := ""
	for _, name := range strings.Split(below, string(filepath.Separator)) {
		part = filepath.Join(part, name)
		switch err := top.Mkdir(part, 0o777); {
		case err == nil:
			made = append(made, filepath.Join(root, part))
			continue
		case !errors.Is(err, fs.ErrExist):
			return made, leads(top, part, err)
		}
		if info, err := top.Stat(part); err != nil {
			return made, leads(top, part, err)
		} else if !info.IsDir() {
			return made, &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOTDIR}
		}
	}
	return made, nil
}

// leads returns errLeads if that is why part of a path below top cannot be used.
func leads(top *os.Root, part string, err error) error {
	if info, e := top.Lstat(part); e == nil && info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0 {
		return &fs.PathError{Op: "mkdir", Path: part, Err: errLeads}
	}
	return err
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

// tryFolder makes the folder that results of a job go to, and shows that files can be made in it.
func tryFolder(job Job, home string) (made []string, err error) {
	made, err = makeHome(job, home)
	if err != nil {
		return made, err
	}
	f, err := tempFile(home, 0o600)
	if err != nil {
		return made, err
	}
	return made, errors.Join(f.Close(), os.Remove(f.Name()))
}

// syncFolder makes the names in folder last through a power cut, where the system can do that.
// The error is one of the disk.
func syncFolder(folder string) error {
	f, err := safefile.OpenFolder(folder)
	if err != nil {
		return nil
	}
	defer f.Close()
	if err := f.Sync(); errors.Is(err, syscall.EIO) || full(err) {
		return err
	}
	return nil
}

// sweepAll removes temporary files from the folder and from those below it where results go.
// Nobody else may be writing there.
func sweepAll(folder string, results []string) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return
	}
	defer root.Close()
	sweep(root, ".")
	seen := map[string]bool{".": true}
	for _, result := range results {
		dir, err := filepath.Rel(folder, filepath.Dir(result))
		if err == nil && !seen[dir] {
			seen[dir] = true
			sweep(root, dir)
		}
	}
}

// sweep removes the temporary files in a folder below root.
func sweep(root *os.Root, dir string) {
	folder, err := safefile.OpenFolderIn(root, dir)
	if err != nil {
		return
	}
	defer folder.Close()
	entries, _ := folder.ReadDir(-1)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), tempPrefix) && entry.Type().IsRegular() {
			root.Remove(filepath.Join(dir, entry.Name()))
		}
	}
}
