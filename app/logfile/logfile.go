// Package logfile is the window's log: a small file that is rotated, and the latest details of errors
// in memory.
package logfile

import (
	"log/slog"
	"os"
	"path/filepath"
	"sync"
)

// limit is how large the file becomes before it is rotated. Two files are kept.
const limit = 1 << 20

// Folder returns where the log of this person is kept, or "" if there is no such place.
func Folder() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "pretobranco", "log")
}

// A Log writes to a file and remembers the latest errors. Its methods may be called from any
// goroutine.
type Log struct {
	*slog.Logger
	path   string
	recent *recent
}

// New returns a log in a folder, which it makes. Only this person may read either.
func New(folder string) (*Log, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	f := &file{path: filepath.Join(folder, "window.log")}
	if err := f.open(); err != nil {
		return nil, err
	}
	r := &recent{}
	return &Log{slog.New(&handler{slog.NewJSONHandler(f, nil), r}), f.path, r}, nil
}

// Discard returns a log that goes nowhere.
func Discard() *Log {
	r := &recent{}
	return &Log{slog.New(&handler{slog.DiscardHandler, r}), "", r}
}

// Path returns the path of the file; "" if there is none.
func (l *Log) Path() string { return l.path }

// A file is a log file that moves aside when it is full.
type file struct {
	path string
	mu   sync.Mutex // guards what follows
	f    *os.File
	size int64
}

func (l *file) open() error {
	f, err := os.OpenFile(l.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return err
	}
	l.f, l.size = f, info.Size()
	return nil
}

// Write adds a record. If the file cannot be rotated it grows: losing records is worse.
func (l *file) Write(record []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.size > 0 && l.size+int64(len(record)) > limit {
		l.rotate()
	}
	n, err := l.f.Write(record)
	l.size += int64(n)
	return n, err
}

func (l *file) rotate() {
	old := l.f
	if os.Rename(l.path, l.path+".1") != nil && !l.replaceOpen() {
		return
	}
	if l.open() == nil {
		old.Close()
	}
}

// replaceOpen renames the file where the system renames none that is open: it is closed first.
func (l *file) replaceOpen() bool {
	l.f.Close()
	renamed := os.Rename(l.path, l.path+".1") == nil
	if !renamed {
		_ = l.open()
	}
	return renamed
}
