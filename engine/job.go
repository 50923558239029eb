package engine

import "path/filepath"

// A Job is what to do with photos and where the results go.
type Job struct {
	Folder    string  // for the results; made if it does not exist
	Subfolder string  // without a Folder: the name of a folder next to each photo, or in the folder that was added
	Name      string  // of the results, a Template; "" keeps the photos' own
	Flat      bool    // all results in one folder; else in a copy of the folders that photos were found in
	DropDates bool    // results keep the file time at which they were written, not that of their photo
	Options   Options // for photos without their own
	Exists    Exists  // what to do when a result exists already

	// Fresh makes a batch ignore the journal of an interrupted one. The results of that batch
	// are existing results like any others.
	Fresh bool

	// Record is a private file in which the batch is recorded while it runs, and afterwards, so that a later process can resume it or undo it; "" is none. See ReadRecord.
	Record string

	above string // the folder that was there before Folder, and holds it
}

// Exists is what to do with a photo whose result exists already.
type Exists string

const (
	Skip      Exists = "skip"      // leave both alone
	Number    Exists = "number"    // write next to it: photo-2.jpg
	Overwrite Exists = "overwrite" // replace it, never an original
)

// OutputRoot returns the folder under which a photo's result goes.
func (j Job) OutputRoot(photo Photo) string {
	switch {
	case j.Folder != "":
		return j.Folder
	case photo.Root != "":
		return filepath.Join(photo.Root, j.Subfolder)
	}
	return filepath.Join(filepath.Dir(photo.Path), j.Subfolder)
}

// over returns the folder above a home that was there before it.
func (j Job) over(home string) string {
	if j.Folder != "" {
		return j.above
	}
	return filepath.Dir(home)
}

// homes returns each home of photos once, in the order of the photos.
func (j Job) outputRoots(photos []Photo) []string {
	var homes []string
	seen := map[string]bool{}
	for _, photo := range photos {
		if home := j.OutputRoot(photo); !seen[home] {
			seen[home] = true
			homes = append(homes, home)
		}
	}
	return homes
}
