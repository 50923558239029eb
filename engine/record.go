package engine

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"pretobranco/engine/atomicfile"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/journal"
	"pretobranco/engine/safefile"
)

// A recorder records a batch in a private file, so that a later process can resume or undo
// it. The file has JSON lines: the job with its photos first, then what happened since.
//
// The file is not synced after the first line: a power cut may cost the ability to undo some
// results, nothing else. Which photos are done is not read from it but from the journals, which are
// in the output folders. Errors are ignored. A nil recorder records nothing.
type recorder struct {
	path string

	mu   sync.Mutex  // guards the field below
	mine fs.FileInfo // of the file; nil if there is none
}

// A recordedJob is the first line. Versions before this one wrote nothing else, in one line.
type recordedJob struct {
	Folder    string          `json:"folder,omitempty"`
	Subfolder string          `json:"beside,omitempty"`
	Name      string          `json:"name,omitempty"`
	Flat      bool            `json:"flat,omitempty"`
	DropDates bool            `json:"undated,omitempty"`
	Exists    Exists          `json:"exists"`
	Options   map[string]any  `json:"options"`
	Photos    []recordedPhoto `json:"photos"`
}

// A recordedPhoto is a photo of a batch.
type recordedPhoto struct {
	Path    string         `json:"path"`
	Root    string         `json:"root,omitempty"`
	Size    int64          `json:"size"`
	Format  Format         `json:"format"`
	Options map[string]any `json:"options,omitempty"` // its own
	Exists  Exists         `json:"exists,omitempty"`  // its own
}

// A recordedChange is a further line. One of its fields is set.
type recordedChange struct {
	Photos  []recordedPhoto `json:"add,omitempty"`
	Folder  *string         `json:"move,omitempty"`
	Made    []string        `json:"made,omitempty"` // folders
	Result  *written        `json:"result,omitempty"`
	Exists  Exists          `json:"exists,omitempty"` // for the photos with the Indexes
	Indexes []int           `json:"indexes,omitempty"`

	Finished bool `json:"finished,omitempty"` // all photos have had their turn, or nobody wants the rest
	Stopped  bool `json:"stopped,omitempty"`  // before all photos had their turn
}

// maxRecord is how large a record may be: one of a million photos fits.
const maxRecord = 1 << 30

func recordPhotos(photos []Photo) []recordedPhoto {
	all := make([]recordedPhoto, len(photos))
	for i, p := range photos {
		all[i] = recordedPhoto{Path: p.Path, Root: p.Root, Size: p.Size, Format: p.Format, Exists: p.Exists}
		if p.Options != nil {
			all[i].Options = p.Options.Fields()
		}
	}
	return all
}

// newRecorder begins a record in a file, which replaces the record of the batch before. If that batch
// was interrupted and this one resumes it, it returns its results, which are recorded again: undoing
// covers both.
func newRecorder(path string, job Job, photos []Photo) (r *recorder, earlier []written, made []string) {
	if path == "" {
		return nil, nil, nil
	}
	if before, err := ReadRecord(path); err == nil && before.resumedBy(job, photos) {
		earlier, made = before.results, before.made
	}
	r = &recorder{path: path}
	line, err := json.Marshal(recordedJob{Folder: job.Folder, Subfolder: job.Subfolder, Name: job.Name, Flat: job.Flat, DropDates: job.DropDates,
		Exists: job.Exists, Options: job.Options.Fields(), Photos: recordPhotos(photos)})
	if err == nil && writePrivate(path, append(line, '\n')) == nil {
		r.mine, _ = os.Lstat(path)
	}
	r.addMade(made)
	for _, w := range earlier {
		r.add(recordedChange{Result: &w})
	}
	return r, earlier, made
}

// resumedBy reports whether the batch was interrupted and is the same as one of a job and photos.
func (r *Record) resumedBy(job Job, photos []Photo) bool {
	job.Record, job.above = "", ""
	return !r.finished && r.Job == job && slices.EqualFunc(r.Photos, photos, func(a, b Photo) bool { return a.Path == b.Path })
}

func (r *recorder) addMade(folders []string) {
	if len(folders) > 0 {
		r.add(recordedChange{Made: folders})
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
	if r == nil {
		return
	}
	line, err := json.Marshal(change)
	if err != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if f := r.open(); f != nil {
		f.Write(append(line, '\n'))
		f.Close()
	}
}

// open opens the file, unless another batch has replaced it. The caller holds r.mu.
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

// remove ends the record and removes the file, unless another batch has replaced it.
func (r *recorder) remove() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if f := r.open(); f != nil {
		f.Close()
		os.Remove(r.path)
	}
	r.mine = nil
}

// A Record is a batch as an earlier process has recorded it in the file Job.Record.
type Record struct {
	Job    Job // without the file
	Photos []Photo

	path     string
	results  []written
	made     []string
	finished bool
}

// ReadRecord reads the record in a file. Without one the error is fs.ErrNotExist.
func ReadRecord(path string) (*Record, error) {
	f, err := safefile.OpenOwn(path, false, maxRecord)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewReader(f)
	first, err := lines.ReadBytes('\n')
	if err != nil && err != io.EOF {
		return nil, err
	}
	var j recordedJob
	if err := json.Unmarshal(first, &j); err != nil {
		return nil, err
	}
	r := &Record{path: path, Job: Job{Folder: j.Folder, Subfolder: j.Subfolder, Name: j.Name, Flat: j.Flat, DropDates: j.DropDates, Exists: j.Exists}}
	if r.Job.Options, err = ParseOptions(j.Options); err != nil {
		return nil, err
	}
	if err := r.addPhotos(j.Photos); err != nil {
		return nil, err
	}
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return r, nil // the program may have been killed while writing this line
		}
		var change recordedChange
		if json.Unmarshal(line, &change) == nil {
			if err := r.apply(change); err != nil {
				return nil, err
			}
		}
	}
}

func (r *Record) addPhotos(photos []recordedPhoto) error {
	for _, p := range photos {
		photo := Photo{Path: p.Path, Root: p.Root, Size: p.Size, Format: p.Format, Exists: p.Exists}
		if info, err := os.Stat(p.Path); err == nil {
			photo.Size, photo.Time = info.Size(), info.ModTime()
		}
		if p.Options != nil {
			own, err := ParseOptions(p.Options)
			if err != nil {
				return err
			}
			photo.Options = &own
		}
		r.Photos = append(r.Photos, photo)
	}
	return nil
}

func (r *Record) apply(change recordedChange) error {
	if change.Folder != nil {
		r.Job.Folder = *change.Folder
	}
	r.finished = change.Finished || r.finished && !change.Stopped && change.Result == nil && len(change.Photos)+len(change.Indexes) == 0
	if change.Result != nil {
		r.results = append(r.results, *change.Result)
	}
	for _, i := range change.Indexes {
		if i >= 0 && i < len(r.Photos) {
			r.Photos[i].Exists = change.Exists
		}
	}
	r.made = append(r.made, change.Made...)
	return r.addPhotos(change.Photos)
}

// Left returns how many photos of an interrupted batch are not converted yet. Over is false while the
// batch is running, maybe in another process.
func (r *Record) Left() (left int, over bool) {
	done, over := Converted(r.Job, r.Photos)
	if r.finished {
		return 0, over
	}
	return len(r.Photos) - done, over
}

// Undoable returns how many results Undo would try to remove.
func (r *Record) Undoable() int { return len(r.results) }

// Undo does what Batch.Undo does, and removes the record. The error is of kind Busy while the batch
// is running.
func (r *Record) Undo() (removed []int, kept int, err error) {
	for _, root := range r.Job.outputRoots(r.Photos) {
		if _, inUse := journal.Read(root); inUse {
			return nil, 0, newError(fault.Busy, "the batch is still running, or another one writes to its folder")
		}
	}
	removed, kept = undo(r.results, r.made, r.isOriginal)
	return removed, kept, r.Remove()
}

// Remove removes the record. Results stay.
func (r *Record) Remove() error {
	if err := os.Remove(r.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// isOriginal reports whether a path is one of the photos, by any name.
func (r *Record) isOriginal(path string) bool {
	info, err := os.Stat(path)
	return err == nil && slices.ContainsFunc(r.Photos, func(photo Photo) bool {
		if photo.Size != info.Size() {
			return false
		}
		original, err := os.Stat(photo.Path)
		return err == nil && os.SameFile(info, original)
	})
}
