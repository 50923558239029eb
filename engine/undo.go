package engine

import (
	"os"
	"slices"
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

// Undoable returns how many results Undo would try to remove: those that the batch has written. A
// result that replaced an older one does not count, because undoing would not restore the older one.
func (b *Batch) Undoable() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.results)
}

// Undo removes the results that the batch has written, except those that were changed since, and
// then the folders that it made, unless something is in them. Originals are never removed. It
// returns the indexes of the photos whose results are gone, and how many results were kept. While
// the batch is running it does nothing.
func (b *Batch) Undo() (removed []int, kept int) {
	b.mu.Lock()
	if b.active {
		b.mu.Unlock()
		return nil, 0
	}
	results, made, outputs, record := b.results, slices.Clone(b.made), b.plan, b.record
	b.results = nil
	b.mu.Unlock()
	removed, kept = undo(results, made, outputs.original)
	record.remove()
	return removed, kept
}
