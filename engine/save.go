package engine

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"pretobranco/engine/safefile"
)

// errLeads means that a folder for results is a link to somewhere else. A person did not name
// that place: the link may have come with the photos.
var errLeads = errors.New("a folder for the results is a link that leads elsewhere")

// makeHome makes the folder that results of a job go to.
func makeHome(job Job, home string) error {
	if job.Folder != "" {
		return os.MkdirAll(home, 0o777) // a person named it: its links are wanted
	}
	return makeBelow(filepath.Dir(home), home)
}

// makeFolder makes the folders between home and dir. Home itself must be there: if it went away
// in the middle of a batch, a new one would be in the wrong place.
func makeFolder(job Job, home, dir string) error {
	if info, err := os.Stat(home); err != nil {
		return err
	} else if !info.IsDir() {
		return &fs.PathError{Op: "mkdir", Path: home, Err: fs.ErrNotExist}
	}
	if job.Folder == "" {
		home = filepath.Dir(home)
	}
	return makeBelow(home, dir)
}

// makeBelow makes the folders below root that lead to dir. Links among them may lead to other
// places below root, and nowhere else.
func makeBelow(root, dir string) error {
	below, err := filepath.Rel(root, dir)
	if err != nil || below == "." {
		return err
	}
	top, err := os.OpenRoot(root)
	if err != nil {
		return err
	}
	defer top.Close()
	err = top.MkdirAll(below, 0o777)
	if err == nil {
		_, err = top.Stat(below)
	}
	for part := below; err != nil && part != "."; part = filepath.Dir(part) {
		if info, e := top.Lstat(part); e == nil && info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0 {
			return &fs.PathError{Op: "mkdir", Path: dir, Err: errLeads}
		}
	}
	return err
}

// tryFolder makes the folder that results of a job go to, and shows that files can be made in it.
func tryFolder(job Job, home string) error {
	if err := makeHome(job, home); err != nil {
		return err
	}
	f, err := tempFile(home, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
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
