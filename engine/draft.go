package engine

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pretobranco/engine/bw"
)

// A draft is a result on its way to its place, in the same folder, so that it is there whole
// or not at all:
//
//	a file without a name, or a temporary one, exclusive
//	write                                  here its memory is free again
//	the original's time, if it is wanted
//	sync
//	publish: a link or a rename that replaces nothing, or what the disk can do
//
// A program that is killed leaves nothing of a file without a name. Linux has these on its usual
// disks, and makes them in less time.
type draft struct {
	file     *os.File
	path     string
	nameless bool // path is not a name, but a way to it for this program alone
	placed   bool // it has its place
}

// tempPrefix begins the names of temporary files. Names with a dot are hidden on
// most systems, and Scan leaves them out.
const tempPrefix = ".pb-"

func tempName(dir string) string {
	return filepath.Join(dir, tempPrefix+strings.ToLower(rand.Text()[:10]))
}

// tempFile makes a new file in dir, with a name.
func tempFile(dir string, mode fs.FileMode) (*os.File, error) {
	for range 100 {
		f, err := os.OpenFile(tempName(dir), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, fs.ErrExist
}

// newDraft makes an empty draft in dir, for the owner and for those who may read the original.
func newDraft(dir string, original fs.FileInfo) (*draft, error) {
	mode := original.Mode()&0o666 | 0o600
	if f, path, err := namelessFile(dir, mode); err == nil {
		return &draft{file: f, path: path, nameless: true}, nil
	}
	f, err := tempFile(dir, mode)
	if err != nil {
		return nil, err
	}
	return &draft{file: f, path: f.Name()}, nil
}

// fill writes the result, which is not used any more; dated gives it the original's time.
func (d *draft) fill(result bw.Result, original fs.FileInfo, dated bool) error {
	_, err := d.file.Write(result.File)
	result.Recycle()
	if err != nil {
		return err
	}
	if d.nameless {
		if dated {
			d.date(original.ModTime())
		}
		return d.file.Sync()
	}
	if err := d.file.Sync(); err != nil {
		return err
	}
	if err := d.file.Close(); err != nil {
		return err
	}
	if dated { // not before: on Windows closing is a change, too
		d.date(original.ModTime())
	}
	return nil
}

// date sets the time of the last change. It is a courtesy: some file systems cannot hold dates.
func (d *draft) date(at time.Time) { _ = os.Chtimes(d.path, time.Time{}, at) }

// place gives the draft the name path and is done with it. Unless it may overwrite, it replaces
// nothing: if path exists, the error is fs.ErrExist and the draft stays what it is.
func (d *draft) place(path string, overwrite bool) error {
	if d.nameless {
		err := linkNameless(d.path, path)
		d.placed = err == nil
		if d.placed || errors.Is(err, fs.ErrExist) && !overwrite {
			return err
		}
		// A link replaces nothing, and some can't be made: a file with a name may be moved.
		if err := d.name(filepath.Dir(path)); err != nil {
			return err
		}
	}
	give := publish
	if overwrite {
		give = replace
	}
	err := give(d.path, path)
	d.placed = err == nil
	return err
}

// name gives a draft without one a temporary name in dir.
func (d *draft) name(dir string) error {
	temp := tempName(dir)
	if linkNameless(d.path, temp) == nil {
		d.path, d.nameless = temp, false
		return nil
	}
	// Some confined programs may not link what they may write.
	info, err := d.file.Stat()
	if err != nil {
		return err
	}
	named, err := tempFile(dir, info.Mode())
	if err != nil {
		return err
	}
	_, err = io.Copy(named, io.NewSectionReader(d.file, 0, info.Size()))
	if err = errors.Join(err, named.Sync(), named.Close()); err != nil {
		os.Remove(named.Name())
		return err
	}
	d.path, d.nameless = named.Name(), false
	d.date(info.ModTime())
	return nil
}

// close ends the draft; nothing is left of one that was not published.
func (d *draft) close() {
	d.file.Close()
	if !d.nameless && !d.placed {
		os.Remove(d.path)
	}
}
