package engine

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"pretobranco/engine/atomicfile"
	"pretobranco/engine/safefile"
)

// A recorder keeps what a batch has written, for Undo, and records the batch in a private file, so
// that a later process can resume or undo it. The file has JSON lines: the job with its photos
// first, then what happened since.
//
// The file is not synced after the first line: a power cut may cost the ability to undo some
// results, nothing else. Which photos are done is not read from it but from the journals, which are
// in the output folders. Errors are ignored.
type recorder struct {
	path string // of the file; "" for none

	writing sync.Mutex  // guards the field below, and is locked while the file is written
	mine    fs.FileInfo // of the file; nil if there is none

	mu      sync.Mutex // guards what follows
	results []written  // that replaced nothing
	folders []string   // that were made
}

// newRecorder begins a record in the job's file, which replaces the record of the batch before. If
// that batch was interrupted and this one resumes it, undoing covers both. The batch has made some
// folders.
func newRecorder(job Job, photos []Photo, made []string) *recorder {
	r := &recorder{path: job.Record}
	var results []written
	folders := made
	if r.path != "" {
		if before, err := ReadRecord(r.path); err == nil && before.resumedBy(job, photos) {
			results, folders = before.results, append(before.made, made...)
		}
		r.begin(job, photos)
	}
	r.addFolders(folders)
	for _, w := range results {
		r.addResult(w)
	}
	return r
}

// begin replaces the file by one with the first line.
func (r *recorder) begin(job Job, photos []Photo) {
	line, err := json.Marshal(recordedJob{Folder: job.Folder, Subfolder: job.Subfolder, Name: job.Name, Flat: job.Flat, DropDates: job.DropDates,
		Exists: job.Exists, Options: job.Options.Fields(), Photos: recordPhotos(photos)})
	if err == nil && writePrivate(r.path, append(line, '\n')) == nil {
		r.mine, _ = os.Lstat(r.path)
	}
}

// writePrivate writes a file that only this person may read, whole or not at all.
func writePrivate(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := atomicfile.Create(filepath.Dir(path), 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err = f.Write(data); err != nil {
		return err
	}
	if err := f.Sync(time.Time{}); err != nil {
		return err
	}
	return f.Publish(path, true)
}

// add appends a line.
func (r *recorder) add(change recordedChange) {
	line, err := json.Marshal(change)
	if err != nil {
		return
	}
	r.writing.Lock()
	defer r.writing.Unlock()
	if f := r.open(); f != nil {
		f.Write(append(line, '\n'))
		f.Close()
	}
}

// addResult adds a result that was saved, unless it replaced another one.
func (r *recorder) addResult(w written) {
	r.add(recordedChange{Result: &w})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.results = append(r.results, w)
}

// addFolders adds folders that were made, outermost first.
func (r *recorder) addFolders(made []string) {
	if len(made) == 0 {
		return
	}
	r.add(recordedChange{Made: made})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.folders = append(r.folders, made...)
}

// undoable returns how many results undo would try to remove.
func (r *recorder) undoable() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.results)
}

// undo removes the results, the folders and the file; see Batch.Undo.
func (r *recorder) undo(isOriginal func(path string) bool) (removed []int, kept int) {
	r.mu.Lock()
	results, folders := r.results, slices.Clone(r.folders)
	r.results = nil
	r.mu.Unlock()
	removed, kept = undo(results, folders, isOriginal)
	r.remove()
	return removed, kept
}

// open opens the file, unless another batch has replaced it. r.writing is locked.
func (r *recorder) open() *os.File {
	if r.mine == nil {
		return nil
	}
	f, err := safefile.OpenOwn(r.path, false, maxRecord)
	if err != nil {
		return nil
	}
	if info, err := f.Stat(); err != nil || !os.SameFile(info, r.mine) {
		f.Close()
		return nil
	}
	return f
}

// remove removes the file, unless another batch has replaced it. Nothing is recorded any more.
func (r *recorder) remove() {
	r.writing.Lock()
	defer r.writing.Unlock()
	if f := r.open(); f != nil {
		f.Close()
		os.Remove(r.path)
	}
	r.mine = nil
}
