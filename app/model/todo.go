package model

import (
	"pretobranco/engine"
)

// A Conflict is what is already in the place of a photo's result.
type Conflict int

// Conflicts.
const (
	NoConflict   Conflict = iota // nothing
	SameResult                   // a result just like the new one
	OtherResult                  // a result that was made differently
	UnknownFile                  // a file of which nobody knows what made it
	OriginalFile                 // an original
	numConflicts                 // how many there are
)

// A Choice is an answer to what becomes of results that exist already.
type Choice int

// Choices.
const (
	Usual           Choice = iota // what the button in colour does
	SkipExisting                  // leave them, and convert the other photos
	ConvertExisting               // convert their photos again
)

// A Todo is what a batch that begins now has to do. It is the one place that decides which
// photos are converted, and by which policy: the button, the key and the numbers follow it.
type Todo struct {
	Rows  []*Row
	Job   engine.Job // as the settings have it
	Again bool       // nothing is to be done any more: all photos are converted once more

	Known     bool       // what follows has been found out
	Conflicts []Conflict // of each row
	Count     [numConflicts]int
	bytes     [numConflicts]int64
	Outputs   []string // path of each row's result
}

// ToDo returns what a batch of a job has to do: the photos that have no result as it would be now.
func (m *Model) ToDo(job engine.Job) Todo {
	t := Todo{Job: job}
	t.Job.Fresh = true
	for _, row := range m.rows {
		if row.State == Ready || row.State == Failed || (row.State == Done || row.State == Skipped) && row.target != targetOf(t.Job, row) {
			t.Rows = append(t.Rows, row)
		}
	}
	if len(t.Rows) == 0 {
		t.Rows, t.Again, t.Job = m.rows, true, NewFiles(t.Job)
	}
	return t
}

// NewFiles is a job that makes something of a photo once more, and takes nothing away.
func NewFiles(job engine.Job) engine.Job {
	if job.Exists == engine.Skip {
		job.Exists = engine.Number
	}
	return job
}

// Photos are those of the rows, as a batch would get them.
func (t Todo) Photos() []engine.Photo {
	photos := make([]engine.Photo, len(t.Rows))
	for i, row := range t.Rows {
		photos[i] = PhotoOf(t.Job, row.Photo, row.Own, row.Keep)
	}
	return photos
}

// Learn records the forecast for photos, which are those of the rows.
func (t *Todo) Learn(f engine.Forecast, photos []engine.Photo) {
	t.Known, t.Outputs, t.Conflicts = true, f.Gets, make([]Conflict, len(photos))
	for _, clash := range f.Exists {
		t.Conflicts[clash.Index] = map[engine.Match]Conflict{engine.MatchSame: SameResult, engine.MatchOther: OtherResult}[clash.Match]
		if t.Conflicts[clash.Index] == NoConflict {
			t.Conflicts[clash.Index] = UnknownFile
		}
	}
	for _, clash := range f.OverOriginal {
		t.Conflicts[clash.Index] = OriginalFile
	}
	for i, photo := range photos {
		t.Count[t.Conflicts[i]]++
		t.bytes[t.Conflicts[i]] += photo.Size
	}
}

// There is how many results exist already.
func (t Todo) There() int { return len(t.Rows) - t.Count[NoConflict] }

// Repeats reports whether all that is to be done was done before, in another way or in this one.
func (t Todo) Repeats() bool {
	for _, row := range t.Rows {
		if row.State != Done && row.State != Skipped {
			return false
		}
	}
	return true
}

// Asks reports whether a person has to choose what becomes of results that exist: the settings
// say that their photos are skipped, and then too little or nothing would be converted.
func (t Todo) Asks() bool {
	return t.Known && t.Job.Exists == engine.Skip && len(t.Rows) > 0 &&
		(t.Count[NoConflict] == 0 || t.There() > t.Count[SameResult])
}

// Usual is what most people want where there is a choice. A person who chose another look wants it on
// all photos; of results that may be anybody's their own are not made again.
func (t Todo) Usual() Choice {
	if t.Asks() && (t.Count[OtherResult] > 0 || t.Count[NoConflict] == 0) {
		return ConvertExisting
	}
	return SkipExisting
}

// Writes returns which conflicts a choice converts.
func (t Todo) Writes(c Choice) (yes [numConflicts]bool) {
	if c == Usual {
		c = t.Usual()
	}
	yes[NoConflict] = true
	switch {
	case t.Job.Exists == engine.Number || !t.Known:
		yes = [numConflicts]bool{true, true, true, true, true}
	case t.Job.Exists == engine.Overwrite:
		yes = [numConflicts]bool{NoConflict: true, SameResult: true, OtherResult: true, UnknownFile: true}
	case c == ConvertExisting && t.Count[SameResult] == len(t.Rows):
		yes[SameResult] = true
	case c == ConvertExisting:
		yes[OtherResult], yes[UnknownFile], yes[OriginalFile] = true, true, true
	}
	return yes
}

// Files returns how many files a choice writes, and how many bytes their photos have.
func (t Todo) Files(c Choice) (n int, bytes int64) {
	if !t.Known {
		for _, row := range t.Rows {
			bytes += row.Photo.Size
		}
		return len(t.Rows), bytes
	}
	for f, yes := range t.Writes(c) {
		if yes {
			n += t.Count[f]
			bytes += t.bytes[f]
		}
	}
	return n, bytes
}

// Begin returns the job of a choice, and gives the rows their policies in it. What is converted
// again becomes a new file, unless results are to be replaced.
func (t Todo) Begin(c Choice) engine.Job {
	if c == Usual {
		c = t.Usual()
	}
	job := t.Job
	if c == ConvertExisting {
		job = NewFiles(job)
	}
	yes := t.Writes(c)
	for i, row := range t.Rows {
		row.Exists = ""
		if c == ConvertExisting && t.Known && !yes[t.Conflicts[i]] {
			row.Exists = engine.Skip
		}
	}
	return job
}

// Left returns the rows that no run has come to yet, or without any the failed ones; nothing if all
// photos have been converted.
func (t Todo) Left() []*Row {
	if t.Again {
		return nil
	}
	var left []*Row
	for _, row := range t.Rows {
		if row.State != Failed {
			left = append(left, row)
		}
	}
	if len(left) == 0 {
		return t.Rows
	}
	return left
}

// AsBefore reports whether a job would make of rows what their last run was to make of them.
func AsBefore(job engine.Job, rows []*Row) bool {
	for _, row := range rows {
		if row.target != targetOf(job, row) {
			return false
		}
	}
	return true
}
