package model

import (
	"os"
	"time"
)

// A Trace is a result as a run left it, so that undoing takes away just what it wrote
// and nobody changed.
type Trace struct {
	Row      *Row
	Path     string
	size     int64
	modified time.Time
}

// TraceOf looks at a result. Links and folders are nothing that a run writes.
func TraceOf(row *Row, path string) (Trace, bool) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return Trace{}, false
	}
	return Trace{Row: row, Path: path, size: info.Size(), modified: info.ModTime()}, true
}

// Untouched says that the result is as the run left it.
func (t Trace) Untouched() bool {
	now, ok := TraceOf(t.Row, t.Path)
	return ok && now.size == t.size && now.modified.Equal(t.modified)
}
