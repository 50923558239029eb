package engine

import (
	"cmp"
	"context"
	"errors"
	"io"
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
// The photos come sorted by path. Left holds what was left out: everything that was
// named itself, and what has a picture's name but is none, with Junk unset; all
// else, which nobody asked for, with Junk set. When ctx ends, Scan returns what it
// has so far. progress, if not nil, hears the rising count.
func Scan(ctx context.Context, paths []string, o ScanOptions, progress func(found int)) Found {
	s := scanner{ctx: ctx, options: o, progress: progress, seen: map[string]bool{}, visited: map[string]bool{}, last: time.Now()}
	for _, folder := range o.Exclude {
		if real, err := realPath(folder); err == nil {
			s.exclude = append(s.exclude, real)
		}
	}
	for _, path := range paths {
		abs, err := filepath.Abs(path)
		if err != nil {
			s.leave(path, reading(err), false, LeftUnreadable)
			continue
		}
		s.named(abs)
	}
	s.tell()
	slices.SortFunc(s.found.Photos, func(a, b Photo) int { return CompareNames(a.Path, b.Path) })
	return s.found
}

type scanner struct {
	ctx      context.Context
	options  ScanOptions
	progress func(int)
	exclude  []string        // real paths
	seen     map[string]bool // real paths of the photos
	visited  map[string]bool // real paths of the folders
	found    Found
	told     int // photos that On has heard of
	last     time.Time
}

func (s *scanner) leave(path string, why error, junk bool, sort Left) {
	s.found.Left = append(s.found.Left, LeftOut{Path: path, Why: why, Junk: junk, Sort: sort})
}

// Photos are told after so many of them, or so much time.
const (
	tellAfter = 500
	tellEvery = 100 * time.Millisecond
)

// tell passes on the photos that nobody has heard of.
func (s *scanner) tell() {
	if news := s.found.Photos[s.told:]; len(news) > 0 && s.options.On != nil {
		s.told, s.last = len(s.found.Photos), time.Now()
		s.options.On(slices.Clone(news))
	}
}

// named takes a path that a person gave.
func (s *scanner) named(path string) {
	info, err := os.Stat(path)
	if err != nil {
		s.leave(path, reading(err), false, LeftUnreadable)
		return
	}
	real, err := realPath(path)
	switch {
	case err != nil:
		s.leave(path, reading(err), false, LeftUnreadable)
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
		s.leave(path, fault.New(fault.Damaged, "the folder cannot be read: %s", bare(err)).With(err), false, LeftUnreadable)
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
	if junkName(entry.Name()) {
		s.leave(path, because(fault.Unsupported, "not a picture"), true, LeftSystem)
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
		s.leave(path, reading(err), byExtension(path) == "", LeftUnreadable)
	case !info.IsDir():
		s.file(path, root, real, info, false)
	case slices.Contains(s.exclude, real) || s.options.Own != "" && entry.Name() == s.options.Own:
		s.leave(path, because(fault.Unsupported, "it holds our own results"), true, LeftOwn)
	case s.options.Recursive:
		s.folder(path, root, real)
	}
}

// file takes a file if it is a picture.
func (s *scanner) file(path, root, real string, info fs.FileInfo, named bool) {
	// What looks like a photo, or was named, is worth a word when it is not taken.
	junk := !named && byExtension(path) == ""
	switch {
	case !info.Mode().IsRegular():
		s.leave(path, because(fault.Unsupported, "not a file: a pipe, a socket or a device"), junk, LeftUnreadable)
		return
	case s.seen[real]:
		s.leave(path, because(fault.Unsupported, "the same file is there already"), true, LeftDuplicate)
		return
	}
	format, err := sniff(path)
	if err != nil {
		sort := LeftOther
		if KindOf(err) != fault.Unsupported {
			sort = LeftUnreadable
		}
		s.leave(path, err, junk, sort)
		return
	}
	s.seen[real] = true
	s.found.Photos = append(s.found.Photos, Photo{Path: path, Root: root, Size: info.Size(), Time: info.ModTime(), Format: format})
	if len(s.found.Photos)-s.told >= tellAfter || len(s.found.Photos)%32 == 0 && time.Since(s.last) > tellEvery {
		s.tell()
	}
	if s.progress != nil {
		s.progress(len(s.found.Photos))
	}
}

// sniff tells the format of a file. One that is no picture is an error.
func sniff(path string) (Format, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", reading(err)
	}
	defer f.Close()
	var head [64]byte
	n, err := io.ReadFull(f, head[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", reading(err)
	}
	return formatOf(head[:n])
}

// formatOf tells the format of a file that begins with head.
func formatOf(head []byte) (Format, error) {
	if len(head) == 0 {
		return "", because(fault.Damaged, "the file is empty")
	}
	format := bw.Sniff(head)
	if format == "" {
		return "", because(fault.Unsupported, "not a picture that we can read")
	}
	return format, nil
}

// realPath returns path without links, so that two ways to one file are the same.
func realPath(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}

// junkName reports whether a file or folder is one that systems, cameras and this
// program leave about: nobody means it when adding a folder.
func junkName(name string) bool {
	switch strings.ToLower(name) {
	case "thumbs.db", "desktop.ini", "$recycle.bin", "system volume information", "@eadir", "__macosx":
		return true
	}
	return strings.HasPrefix(name, ".") // .DS_Store, ._IMG_1.jpg, .thumbnails, our own .pb- files
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
			// A folder's files before those of a folder whose name goes on.
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
