package safefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// ErrLeadsOut means that a folder is a link to a place outside the root that it belongs to. Nobody
// chose that place: the link may come from an archive.
var ErrLeadsOut = errors.New("a folder is a link that leads elsewhere")

// MkdirAll is os.MkdirAll. It also returns the folders that it made, outermost first, with an error
// too.
func MkdirAll(dir string) (made []string, err error) {
	info, err := os.Stat(dir)
	switch {
	case err == nil && info.IsDir():
		return nil, nil
	case err == nil:
		return nil, &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOTDIR}
	}
	if parent := filepath.Dir(dir); parent != dir {
		if made, err = MkdirAll(parent); err != nil {
			return made, err
		}
	}
	err = os.Mkdir(dir, 0o777)
	if err == nil {
		return append(made, dir), nil
	}
	if info, statErr := os.Stat(dir); statErr == nil && info.IsDir() {
		return made, nil // another process was faster
	}
	return made, err
}

// MkdirBelow makes the folders from root, which must exist, to dir below it. Links among them may
// lead to other places below root; for all others the error wraps ErrLeadsOut. It returns the
// folders that it made, outermost first, with an error too.
func MkdirBelow(root, dir string) (made []string, err error) {
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
			return made, mkdirError(top, part, err)
		}
		if info, err := top.Stat(part); err != nil {
			return made, mkdirError(top, part, err)
		} else if !info.IsDir() {
			return made, &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOTDIR}
		}
	}
	return made, nil
}

// mkdirError returns ErrLeadsOut if part is a link, and err otherwise.
func mkdirError(top *os.Root, part string, err error) error {
	if info, e := top.Lstat(part); e == nil && info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0 {
		return &fs.PathError{Op: "mkdir", Path: part, Err: ErrLeadsOut}
	}
	return err
}
