package engine

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/journal"
	"pretobranco/engine/safefile"
)

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

// A Record is a batch as an earlier process has recorded it in the file Job.Record.
type Record struct {
	Job    Job // without the file
	Photos []Photo

	path     string
	results  []written
	made     []string
	finished bool
}

// resumedBy reports whether the batch was interrupted and is the same as one of a job and photos.
func (r *Record) resumedBy(job Job, photos []Photo) bool {
	job.Record, job.above = "", ""
	return !r.finished && r.Job == job && slices.EqualFunc(r.Photos, photos, func(a, b Photo) bool { return a.Path == b.Path })
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
