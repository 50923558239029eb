// Package safefile opens files in folders that other people may write to, or that came out of an
// archive. Such a folder can hold anything under the name of a photo, or under a name that this
// program uses itself:
//
//	                         Open, Read        OpenOwn
//	the name comes from      a person, a scan  this program, always the same
//	symbolic link            followed          refused
//	pipe, socket, device     refused           refused
//	file of another user     read              refused
//	file with a second name  read              refused
//	size                     limited by Read   limited
//
// No function waits: a pipe is refused whether or not somebody writes into it. What is checked
// is the open file, so that nobody can exchange it after the check.
//
// The permissions of a file say nothing here. Disks without permissions (FAT, many network
// shares) show every file as writable by everybody, and a person who may write into a folder can exchange
// the files in it anyway. So nothing in such a file is to be trusted.
package safefile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Why a file is not opened, wrapped in an *fs.PathError.
var (
	ErrKind  = errors.New("not a file: a folder, a pipe, a socket or a device")
	ErrLink  = errors.New("it is a link")
	ErrOwner = errors.New("it belongs to another user")
	ErrNames = errors.New("it has a second name elsewhere") // a hard link
	ErrSize  = errors.New("it is too large")
)

func refused(path string, why error) error {
	return &fs.PathError{Op: "open", Path: path, Err: why}
}

// Open opens a file for reading. It follows links: a person who names one means the file behind
// it. It returns what is known of the open file.
func Open(path string) (*os.File, fs.FileInfo, error) {
	// Opening alone does something to some devices: a tape is rewound.
	if info, err := os.Stat(path); err != nil {
		return nil, nil, err
	} else if !info.Mode().IsRegular() {
		return nil, nil, refused(path, ErrKind)
	}
	f, err := os.OpenFile(path, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = refused(path, ErrKind)
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// OpenFolder opens a folder, and nothing else.
func OpenFolder(path string) (*os.File, error) { return os.OpenFile(path, os.O_RDONLY|onlyFolder, 0) }

// OpenFolderIn opens a folder below root, and nothing else. No link leads out of root.
func OpenFolderIn(root *os.Root, path string) (*os.File, error) {
	return root.OpenFile(path, os.O_RDONLY|onlyFolder, 0)
}

// Read reads a file whole. The error wraps ErrSize if it has more than the given number of bytes.
func Read(path string, most int64) ([]byte, error) {
	f, info, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info.Size() > most {
		return nil, refused(path, ErrSize)
	}
	text, err := io.ReadAll(io.LimitReader(f, most+1)) // it may be growing
	if int64(len(text)) > most {
		return nil, refused(path, ErrSize)
	}
	return text, err
}

// tries is how often OpenOwn begins again when a file comes or goes between two of its steps.
const tries = 20

// OpenOwn opens a file of this program's own for reading and appending: a regular file of this
// user, with one name, that is no link and has at most the given number of bytes. If it is not
// there it is made, for this user alone, or the error is fs.ErrNotExist.
func OpenOwn(path string, create bool, most int64) (*os.File, error) {
	var f *os.File
	err := fs.ErrExist
	for range tries {
		f, err = openOwn(path, create)
		if err == nil {
			err = check(f, path, most)
			if err == nil {
				return f, nil
			}
			f.Close()
		}
		if !errors.Is(err, errChanged) && !(create && (errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist))) {
			return nil, err
		}
	}
	return nil, err
}

// openOwn opens what has the name path now, or makes it.
func openOwn(path string, create bool) (*os.File, error) {
	info, err := os.Lstat(path)
	switch {
	case create && errors.Is(err, fs.ErrNotExist):
		return os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE|os.O_EXCL, 0o600)
	case err != nil:
		return nil, err
	case kind(info) != nil:
		return nil, refused(path, kind(info))
	}
	return os.OpenFile(path, os.O_RDWR|os.O_APPEND|noWait|noFollow, 0)
}

func kind(info fs.FileInfo) error {
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return ErrLink
	case !info.Mode().IsRegular():
		return ErrKind
	}
	return nil
}

// errChanged means that path does not name the open file any more.
var errChanged = errors.New("the file was exchanged")

// check says why an open file is not to be used as this program's own.
func check(f *os.File, path string, most int64) error {
	opened, err := f.Stat()
	if err != nil {
		return err
	}
	// Both facts come from one look at the name: it leads to this file, and there is no other.
	// Someone who adds and removes names in between would be seen.
	named, err := os.Lstat(path)
	switch {
	case err != nil:
		return err
	case kind(named) != nil:
		return refused(path, kind(named))
	case !os.SameFile(opened, named):
		return refused(path, errChanged)
	case names(f, named) > 1:
		return refused(path, ErrNames)
	case opened.Size() > most:
		return refused(path, ErrSize)
	}
	if who := owner(f, opened); who != me() && who != ownerHere(filepath.Dir(path)) {
		return refused(path, ErrOwner)
	}
	return nil
}

// ownerHere returns the owner that a new file in a folder gets. On most disks that is this user.
// Some have one owner for all files: FAT, network shares.
func ownerHere(folder string) string {
	f, err := os.CreateTemp(folder, ".pb-*")
	if err != nil {
		return unknown
	}
	defer os.Remove(f.Name())
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return unknown
	}
	return owner(f, info)
}

// unknown is an owner that no file has.
const unknown = "unknown"
