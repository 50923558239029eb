package app

import (
	"encoding/json"
	"os"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// A record is a run as it is kept on the disk while it is under way, so that a program that
// starts after a crash can go on with it. Which of its photos are done is not in it: the
// engine's journal in the results' folder knows that better.
type record struct {
	Folder  string         `json:"folder,omitempty"`
	Beside  string         `json:"beside,omitempty"`
	Name    string         `json:"name,omitempty"`
	Flat    bool           `json:"flat,omitempty"`
	Undated bool           `json:"undated,omitempty"`
	Exists  engine.Exists  `json:"exists"`
	Options map[string]any `json:"options"`
	Photos  []recorded     `json:"photos"`
}

// recorded is a photo of a record.
type recorded struct {
	Path    string         `json:"path"`
	Root    string         `json:"root,omitempty"`
	Size    int64          `json:"size"`
	Format  engine.Format  `json:"format"`
	Options map[string]any `json:"options,omitempty"` // its own
	Exists  engine.Exists  `json:"exists,omitempty"`  // its own
}

func newRecord(job engine.Job, photos []engine.Photo) record {
	r := record{Folder: job.Folder, Beside: job.Beside, Name: job.Name, Flat: job.Flat, Undated: job.Undated,
		Exists: job.Exists, Options: job.Options.Fields(), Photos: make([]recorded, len(photos))}
	for i, p := range photos {
		r.Photos[i] = recorded{Path: p.Path, Root: p.Root, Size: p.Size, Format: p.Format, Exists: p.Exists}
		if p.Options != nil {
			r.Photos[i].Options = p.Options.Fields()
		}
	}
	return r
}

// job returns what the record was made of.
func (r record) job() (engine.Job, []engine.Photo, error) {
	job := engine.Job{Folder: r.Folder, Beside: r.Beside, Name: r.Name, Flat: r.Flat, Undated: r.Undated, Exists: r.Exists}
	var err error
	if job.Options, err = engine.ParseOptions(r.Options); err != nil {
		return job, nil, err
	}
	photos := make([]engine.Photo, len(r.Photos))
	for i, p := range r.Photos {
		photos[i] = engine.Photo{Path: p.Path, Root: p.Root, Size: p.Size, Format: p.Format, Exists: p.Exists}
		if info, err := os.Stat(p.Path); err == nil {
			photos[i].Size, photos[i].Time = info.Size(), info.ModTime()
		}
		if p.Options != nil {
			own, err := engine.ParseOptions(p.Options)
			if err != nil {
				return job, nil, err
			}
			photos[i].Options = &own
		}
	}
	return job, photos, nil
}

// write keeps the record in a file, whole or not at all.
func (r record) write(path string) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return model.ReplaceFile(path, text)
}

// readRecord reads a record. Without a file the error is fs.ErrNotExist.
func readRecord(path string) (r record, err error) {
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	return r, err
}
