package engine

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// Scan finds the pictures among paths, which are files and folders. A picture is
// known by its first bytes. Links are followed, each folder is visited once, and
// what is neither a file nor a folder (a pipe, a device) is never opened.
//
// The photos come sorted by path. LeftOut holds what was left out: everything that was
// named itself, and what has a picture's name but is none, with Expected unset; all
// else, which was not asked for, with Expected set. When ctx ends, Scan returns what it
// has so far. progress, if not nil, hears the rising count.
func Scan(ctx context.Context, paths []string, o ScanOptions, progress func(found int)) Found {
	s := scanner{ctx: ctx, options: o, progress: progress, last: time.Now(),
		seen: map[string]bool{}, left: map[string]int{}, visited: map[string]bool{}, aside: map[string]bool{}}
	for _, folder := range o.Exclude {
		if real, err := realPath(folder); err == nil {
			s.exclude = append(s.exclude, real)
		}
	}
	for _, path := range paths {
		abs, err := filepath.Abs(path)
		if err != nil {
			s.leave(unread(path, err, false))
			continue
		}
		s.named(abs)
	}
	s.report()
	s.found.LeftOut = slices.DeleteFunc(s.found.LeftOut, func(left LeftOut) bool { return s.visited[left.real] }) // named as well
	slices.SortFunc(s.found.Photos, func(a, b Photo) int { return CompareNames(a.Path, b.Path) })
	return s.found
}

type scanner struct {
	ctx      context.Context
	options  ScanOptions
	progress func(int)
	exclude  []string        // real paths
	seen     map[string]bool // real paths of the photos
	left     map[string]int  // places in found.LeftOut, by path
	visited  map[string]bool // real paths of the folders
	aside    map[string]bool // real paths of the folders that are not searched
	found    Found
	reported int // photos that On has heard of
	last     time.Time
}

// leave records what is left out. Expected is false as soon as a person names the file itself.
func (s *scanner) leave(left LeftOut) {
	if i, met := s.left[left.Path]; met {
		s.found.LeftOut[i].Expected = s.found.LeftOut[i].Expected && left.Expected
		return
	}
	if left.Reason != LeftDuplicate { // of which every mention counts
		s.left[left.Path] = len(s.found.LeftOut)
	}
	s.found.LeftOut = append(s.found.LeftOut, left)
}

// leaveFolder notes a folder that is not searched, once, and how many files are in it. A link to
// a folder has none: they are elsewhere.
func (s *scanner) leaveFolder(path, real, why string, reason LeftReason, entry fs.DirEntry) {
	if s.aside[real] {
		return
	}
	s.aside[real] = entry.IsDir()
	left := LeftOut{Path: path, Why: newError(fault.Unsupported, why), Expected: true, Reason: reason, Folder: true, real: real}
	if s.options.Count && entry.IsDir() {
		filepath.WalkDir(path, func(path string, entry fs.DirEntry, err error) error {
			if entry != nil && !entry.IsDir() && !linksToFolder(path, entry) {
				left.Files++
			}
			return s.ctx.Err() // what cannot be read has no files to count
		})
	}
	s.leave(left)
}

func linksToFolder(path string, entry fs.DirEntry) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// Photos are reported after so many of them, or so much time.
const (
	reportAfter = 500
	reportEvery = 100 * time.Millisecond
)

// report passes on the photos that were not reported yet.
func (s *scanner) report() {
	if news := s.found.Photos[s.reported:]; len(news) > 0 && s.options.On != nil {
		s.reported, s.last = len(s.found.Photos), time.Now()
		s.options.On(slices.Clone(news))
	}
}

// named takes a path that a person gave.
func (s *scanner) named(path string) {
	info, err := os.Stat(path)
	if err != nil {
		s.leave(unread(path, err, false))
		return
	}
	real, err := realPath(path)
	switch {
	case err != nil:
		s.leave(unread(path, err, false))
	case info.IsDir():
		s.folder(path, path, real)
	default:
		s.file(path, "", real, info, true)
	}
}

// folder takes what lies below path, which was found under root.
func (s *scanner) folder(path, root, real string) {
	if s.ctx.Err() != nil || s.visited[real] {
		return
	}
	s.visited[real] = true
	entries, err := os.ReadDir(path)
	if err != nil {
		s.leave(LeftOut{Path: path, Why: fault.New(fault.Damaged, "the folder cannot be read: %s", rootCause(err)).With(err), Reason: LeftUnreadable, Folder: true})
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int {
		// Links last: a photo and a link to it are the photo.
		return cmp.Or(int(a.Type()&fs.ModeSymlink)-int(b.Type()&fs.ModeSymlink), CompareNames(a.Name(), b.Name()))
	})
	for _, entry := range entries {
		if s.ctx.Err() != nil {
			return
		}
		s.entry(filepath.Join(path, entry.Name()), filepath.Join(real, entry.Name()), root, entry)
	}
}

func (s *scanner) entry(path, real, root string, entry fs.DirEntry) {
	switch system := junkName(entry.Name()); {
	case system && (entry.IsDir() || linksToFolder(path, entry)):
		s.leaveFolder(path, real, "a hidden or system folder", LeftSystem, entry)
		return
	case system:
		s.leave(LeftOut{Path: path, Why: newError(fault.Unsupported, "a hidden or system file"), Expected: true, Reason: LeftSystem})
		return
	}
	info, err := entry.Info()
	if err == nil && info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0 {
		if info, err = os.Stat(path); err == nil {
			real, err = realPath(path)
		}
	}
	switch {
	case err != nil:
		left := unread(path, err, bw.FormatOf(path) == "")
		if left.Reason == LeftMissing {
			left.Why = newError(fault.Damaged, "a link to a file that is not there", err)
		}
		s.leave(left)
	case !info.IsDir():
		s.file(path, root, real, info, false)
	case slices.Contains(s.exclude, real) || slices.Contains(s.options.Own, entry.Name()),
		slices.Contains(s.options.Mirrors, entry.Name()) && mirrors(path):
		s.leaveFolder(path, real, "a folder of our own results", LeftOwn, entry)
	case s.options.Recursive:
		s.folder(path, root, real)
	default:
		s.leaveFolder(path, real, "folders inside folders are not searched", LeftUnsearched, entry)
	}
}

// unread is a file or folder that cannot be read.
func unread(path string, err error, expected bool) LeftOut {
	left := LeftOut{Path: path, Why: readError(err), Expected: expected, Reason: LeftUnreadable}
	if errors.Is(err, fs.ErrNotExist) {
		left.Reason = LeftMissing
	}
	return left
}

// file takes a file if it is a picture.
func (s *scanner) file(path, root, real string, info fs.FileInfo, named bool) {
	// What looks like a photo, or was named, is worth a word when it is not taken.
	left := LeftOut{Path: path, Expected: !named && bw.FormatOf(path) == ""}
	switch {
	case !info.Mode().IsRegular():
		left.Why, left.Reason = newError(fault.Unsupported, "not a file: a pipe, a socket or a device"), LeftSpecial
		s.leave(left)
		return
	case s.seen[real]:
		left.Why, left.Expected, left.Reason = newError(fault.Unsupported, "the same photo again"), true, LeftDuplicate
		s.leave(left)
		return
	}
	format, file, err := sniff(path)
	if err != nil {
		left.Why, left.Reason, left.File = err, LeftOther, file
		switch {
		case info.Size() == 0:
			left.Reason = LeftEmpty
		case errors.Is(err, fs.ErrNotExist):
			left.Reason = LeftMissing
		case KindOf(err) != fault.Unsupported:
			left.Reason = LeftUnreadable
		case sidecar(path):
			left.Reason, left.File = LeftSidecar, Foreign{}
		}
		s.leave(left)
		return
	}
	s.seen[real] = true
	s.found.Photos = append(s.found.Photos, Photo{Path: path, Root: root, Size: info.Size(), Time: info.ModTime(), Format: format})
	if len(s.found.Photos)-s.reported >= reportAfter || len(s.found.Photos)%32 == 0 && time.Since(s.last) > reportEvery {
		s.report()
	}
	if s.progress != nil {
		s.progress(len(s.found.Photos))
	}
}

// realPath returns path without links, so that two ways to one file are the same.
func realPath(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}

// CompareNames orders names as people count: IMG_2 before IMG_10. Names that differ
// only in leading zeros fall back to the order of bytes.
func CompareNames(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		if digit(x[0]) && digit(y[0]) {
			m, n := number(x), number(y)
			if len(m) != len(n) {
				return len(m) - len(n)
			}
			if c := strings.Compare(m, n); c != 0 {
				return c
			}
			x, y = strings.TrimLeft(x, "0")[len(m):], strings.TrimLeft(y, "0")[len(n):]
			continue
		}
		if x[0] != y[0] {
			// A folder's files before those of a folder with a longer name.
			if x[0] == filepath.Separator || y[0] == filepath.Separator {
				return map[bool]int{true: -1, false: 1}[x[0] == filepath.Separator]
			}
			return int(x[0]) - int(y[0])
		}
		x, y = x[1:], y[1:]
	}
	if len(x) != len(y) {
		return len(x) - len(y)
	}
	return strings.Compare(a, b)
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// number returns the digits that s begins with, without leading zeros.
func number(s string) string {
	s = strings.TrimLeft(s, "0")
	for i := range len(s) {
		if !digit(s[i]) {
			return s[:i]
		}
	}
	return s
}
