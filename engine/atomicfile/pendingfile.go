package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pkg/xattr"
)

// A PendingFile is a file that has not been published yet. It is on the file system of its folder.
type PendingFile struct {
	file      *os.File
	path      string // of an unnamed file: a path under /proc that only this process can use
	unnamed   bool
	published bool
}

// Create makes an empty file in a folder. Close must be called.
func Create(folder string, mode fs.FileMode) (*PendingFile, error) {
	if f, path, err := createUnnamed(folder, mode); err == nil {
		return &PendingFile{file: f, path: path, unnamed: true}, nil
	}
	return createNamed(folder, mode)
}

func createNamed(folder string, mode fs.FileMode) (*PendingFile, error) {
	f, err := createTemp(folder, mode)
	if err != nil {
		return nil, err
	}
	return &PendingFile{file: f, path: f.Name()}, nil
}

// Write appends to the file.
func (p *PendingFile) Write(data []byte) (int, error) { return p.file.Write(data) }

// SetAttribute sets an extended attribute. It ignores errors: some file systems cannot store them.
func (p *PendingFile) SetAttribute(name string, value []byte) { _ = xattr.FSet(p.file, name, value) }

// Sync puts the data on the disk and sets the time of the last change, unless it is zero. Nothing
// may be written afterwards.
func (p *PendingFile) Sync(modTime time.Time) error {
	if p.unnamed {
		p.setTime(modTime)
		return p.file.Sync()
	}
	if err := p.file.Sync(); err != nil {
		return err
	}
	if err := p.file.Close(); err != nil {
		return err
	}
	p.setTime(modTime) // not earlier: on Windows closing changes the time
	return nil
}

// setTime ignores errors: some file systems cannot store dates.
func (p *PendingFile) setTime(modTime time.Time) {
	if !modTime.IsZero() {
		_ = os.Chtimes(p.path, time.Time{}, modTime)
	}
}

// Publish gives the file its name. Unless it may overwrite, it replaces nothing: if path exists, the
// error is fs.ErrExist, and Publish may be called again with another path.
func (p *PendingFile) Publish(path string, overwrite bool) error {
	if p.unnamed {
		err := linkUnnamed(p.path, path)
		p.published = err == nil
		if p.published || errors.Is(err, fs.ErrExist) && !overwrite {
			return err
		}
		// A link replaces nothing, and some processes may not make one. A file with a name can be
		// renamed instead.
		if err := p.name(filepath.Dir(path)); err != nil {
			return err
		}
	}
	rename := RenameNoReplace
	if overwrite {
		rename = Rename
	}
	err := rename(p.path, path)
	p.published = err == nil
	return err
}

// name gives an unnamed file a temporary name in dir.
func (p *PendingFile) name(dir string) error {
	temp := tempName(dir)
	if linkUnnamed(p.path, temp) == nil {
		p.path, p.unnamed = temp, false
		return nil
	}
	// Some confined processes may write a file and may not link it: they need a copy.
	info, err := p.file.Stat()
	if err != nil {
		return err
	}
	named, err := createTemp(dir, info.Mode())
	if err != nil {
		return err
	}
	_, err = io.Copy(named, io.NewSectionReader(p.file, 0, info.Size()))
	if err = errors.Join(err, named.Sync(), named.Close()); err != nil {
		os.Remove(named.Name())
		return err
	}
	p.path, p.unnamed = named.Name(), false
	p.setTime(info.ModTime())
	return nil
}

// Close removes the file unless it was published.
func (p *PendingFile) Close() {
	p.file.Close()
	if !p.unnamed && !p.published {
		os.Remove(p.path)
	}
}
