package app

import (
	"pretobranco/engine"
)

// A Run is a batch as the window sees it: which rows it is about, and how it goes.
// Only the window's goroutine may use it.
type Run struct {
	Model    *Model
	Batch    Batch // nil until it has been started
	Rows     []*Row
	Job      engine.Job
	Server   string // address that it goes to; "" is this computer
	Label    string // of that server
	Resumed  bool   // goes on with an interrupted one: what is there already was done then
	Paused   bool
	Why      error // of a pause that nobody asked for
	Stopping bool
	Giving   bool // up what is under way: asked to stop at once
	Over     bool // the batch has finished
	Closed   bool // and its summary is there
	Progress engine.Progress
	Summary  engine.Summary
	touched  []*Row // since the last Touched
	then     func() // waits for its end
	traces   []trace
	homes    map[string]home // that results went to
	written  int             // results

	began     Batch // as Batch, but the backroom's
	recorded  bool  // there is a record of it
	recording bool  // another is on its way
}

// NewRun starts with rows that are to be converted.
func NewRun(m *Model, rows []*Row, job engine.Job) *Run {
	r := &Run{Model: m, Job: job}
	r.Add(rows)
	return r
}

// Add puts rows at the end of the queue, and returns their photos for the batch.
func (r *Run) Add(rows []*Row) []engine.Photo {
	photos := make([]engine.Photo, len(rows))
	for i, row := range rows {
		photos[i] = r.photo(row)
		row.made = r.options(row)
		r.Model.Set(row, InQueue)
	}
	r.Rows = append(r.Rows, rows...)
	return photos
}

// Photos returns the photos of all rows in the order of the batch.
func (r *Run) Photos() []engine.Photo {
	photos := make([]engine.Photo, len(r.Rows))
	for i, row := range r.Rows {
		photos[i] = r.photo(row)
	}
	return photos
}

// photo returns a row's photo with what is to be made of it.
func (r *Run) photo(row *Row) engine.Photo {
	photo := row.Photo
	if row.Own != nil || row.Keep {
		o := r.options(row)
		photo.Options = &o
	}
	return photo
}

// options are what is to be made of a row's photo.
func (r *Run) options(row *Row) engine.Options {
	o := r.Job.Options
	if row.Own != nil {
		o.Look = *row.Own
	}
	if row.Keep {
		o.Damaged = engine.KeepDamaged
	}
	return o
}

// Apply takes one event in.
func (r *Run) Apply(ev engine.Event) {
	if ev.Index < 0 || ev.Index >= len(r.Rows) {
		r.applyBatch(ev)
		return
	}
	row := r.Rows[ev.Index]
	switch ev.Kind {
	case engine.Queued:
		r.Model.Set(row, InQueue)
	case engine.Started:
		r.Model.Set(row, Running)
	case engine.Waiting:
		r.Model.Set(row, Waiting)
	case engine.Dropped:
		r.Model.Set(row, Ready)
	case engine.Done:
		r.Model.Set(row, Done)
		row.Output, row.After, row.Report = ev.Output, ev.After, ev.Report
		r.wrote(r.Job.Home(row.Photo))
	case engine.Skipped:
		r.Model.Set(row, Skipped)
		if r.Resumed {
			r.Model.Set(row, Done)
		}
		row.Output = ev.Output
	case engine.Failed:
		r.Model.Set(row, Failed)
		row.Err, row.Server = ev.Err, r.Label
		if !ev.Damage.Whole() {
			row.Damage = ev.Damage
		}
	default:
		return
	}
	r.touched = append(r.touched, row)
}

func (r *Run) applyBatch(ev engine.Event) {
	switch ev.Kind {
	case engine.Paused:
		r.Paused, r.Why = true, ev.Err
	case engine.Resumed:
		r.Paused, r.Why = false, nil
	case engine.Finished:
		r.Over, r.Paused, r.Why = true, false, nil
		// A row that heard nothing more was never started.
		for _, row := range r.Rows {
			if row.pending() {
				r.Model.Set(row, Ready)
				r.touched = append(r.touched, row)
			}
		}
	}
}

// Touched returns the rows that changed since it was last called.
func (r *Run) Touched() []*Row {
	rows := r.touched
	r.touched = nil
	return rows
}

// Folder returns where the results go: the job's folder, or the one beside the first photo.
func (r *Run) Folder() string {
	if len(r.Rows) == 0 {
		return r.Job.Folder
	}
	return r.Job.Home(r.Rows[0].Photo)
}

// Indexes returns where rows are in the batch, for Retry; rows that are not part of
// it are left out.
func (r *Run) Indexes(rows []*Row) []int {
	at := make(map[*Row]int, len(r.Rows))
	for i, row := range r.Rows {
		at[row] = i
	}
	var indexes []int
	for _, row := range rows {
		if i, ok := at[row]; ok {
			indexes = append(indexes, i)
		}
	}
	return indexes
}
