package engine

import (
	"os"
	"time"
)

// A written is a result as a batch left it, so that undoing removes it only if it was not
// changed since.
type written struct {
	Index int       `json:"index"` // of the photo
	Path  string    `json:"path"`
	Bytes int64     `json:"bytes"`
	Time  time.Time `json:"time"` // of the last change
}

// writtenAt describes the result at a path, unless it is not a file.
func writtenAt(index int, path string) (w written, ok bool) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return w, false
	}
	return written{Index: index, Path: path, Bytes: info.Size(), Time: info.ModTime()}, true
}

// unchanged reports whether the result is as the batch left it.
func (w written) unchanged() bool {
	now, ok := writtenAt(w.Index, w.Path)
	return ok && now.Bytes == w.Bytes && now.Time.Equal(w.Time)
}

// undo removes results that are unchanged and no originals, and then the folders that a batch made
// and that are empty now. It returns the indexes of the photos whose results it removed, and how
// many results were kept.
func undo(results []written, made []string, isOriginal func(path string) bool) (removed []int, kept int) {
	for _, w := range results {
		if w.unchanged() && !isOriginal(w.Path) && os.Remove(w.Path) == nil {
			removed = append(removed, w.Index)
		} else {
			kept++
		}
	}
	removeEmpty(made)
	return removed, kept
}
