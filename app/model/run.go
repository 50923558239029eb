package model

import (
	"time"

	"pretobranco/engine"
)

// A Run is a batch as the window sees it: which rows it is about, and how it goes. It keeps the
// job that it began with, whatever is chosen meanwhile, and stays one run when its server or
// its folder changes, when photos join it, and when what it left is converted after its end.
// Only the window's goroutine may use it.
type Run struct {
	Model    *Model
	Batch    Batch // nil until it has been started
	Rows     []*Row
	Job      engine.Job
	Address  string // address that it goes to; "" is this computer
	Label    string // of that server
	Resumed  bool   // continues an interrupted one: what exists already was done then
	Moved    bool   // it has been at several servers
	Paused   bool
	Why      error // of a pause that nobody asked for
	Stopping bool
	Giving   bool // up what is under way: asked to stop at once
	Over     bool // the batch has finished
	Closed   bool // and its summary is there
	Progress engine.Progress
	Summary  engine.Summary
	parts    []part          // of the rows
	touched  []*Row          // since the last Touched
	Then     func()          // waits for its end
	Undoable int             // results that can be removed again; known once it is closed
	homes    map[string]home // that results went to
	written  int             // results
	Replaced int             // results that took the place of older ones

	Server Server // that it goes over
	Began  Batch  // as Batch, but the backroom's
}

// A part is a row's part in a run: the look and the policy that it began with, and what became
// of its photo.
type part struct {
	own    *engine.Look
	keep   bool // what is there of a damaged photo is converted
	exists engine.Exists
	kind   engine.EventKind
	after  int64
	before bool // it was done before the run was interrupted
}

// NewRun starts with rows that are to be converted.
func NewRun(m *Model, rows []*Row, job engine.Job) *Run {
	r := &Run{Model: m, Job: job}
	r.Add(rows)
	return r
}

// Add puts rows at the end of the queue, and returns their photos for the batch.
func (r *Run) Add(rows []*Row) []engine.Photo {
	first := len(r.Rows)
	r.Rows = append(r.Rows, rows...)
	for _, row := range rows {
		r.parts = append(r.parts, part{own: row.Own, keep: row.Keep, exists: row.Exists})
		row.target, row.passed = targetOf(r.Job, row), false
		r.Model.Set(row, InQueue)
	}
	return r.Photos()[first:]
}

// Move has the results that are still to come go to another folder. Those that there are count
// as if they were there: nothing is converted twice for it.
func (r *Run) Move(folder string) {
	r.Job.Folder = folder
	for _, row := range r.Rows {
		row.target.home = r.Job.OutputRoot(row.Photo)
	}
}

// Reopen has a run that is over go on with some of its rows.
func (r *Run) Reopen(rows []*Row) {
	r.Over, r.Closed, r.Stopping, r.Giving = false, false, false, false
	for _, row := range rows {
		r.Model.Set(row, InQueue)
	}
}

// Left reports whether these rows are part of the run and it has left them, so that it can go
// on with them.
func (r *Run) Left(rows []*Row) bool {
	for _, row := range rows {
		if row.State != Ready && row.State != Failed {
			return false
		}
	}
	return r.Batch != nil && len(r.Indexes(rows)) == len(rows)
}

// Photos returns the photos of all rows in the order of the batch.
func (r *Run) Photos() []engine.Photo {
	photos := make([]engine.Photo, len(r.Rows))
	for i, row := range r.Rows {
		photos[i] = PhotoOf(r.Job, row.Photo, r.parts[i].own, r.parts[i].keep)
		photos[i].Exists = r.parts[i].exists
	}
	return photos
}

// Apply takes one event in.
func (r *Run) Apply(ev engine.Event) {
	if ev.Index < 0 || ev.Index >= len(r.Rows) {
		r.applyBatch(ev)
		return
	}
	row, before := r.Rows[ev.Index], false
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
		r.wrote(r.Job.OutputRoot(row.Photo))
		if ev.Replaced {
			r.Replaced++
		}
	case engine.Skipped:
		r.Model.Set(row, Skipped)
		if before = r.Resumed && ev.Match == engine.MatchSame; before {
			r.Model.Set(row, Done)
		}
		row.Output, row.match = ev.Output, ev.Match
	case engine.Failed:
		r.Model.Set(row, Failed)
		row.Err, row.Server = ev.Err, r.Label
		if !ev.Damage.Whole() {
			row.Damage = ev.Damage
		}
	default:
		return
	}
	p := &r.parts[ev.Index]
	p.kind, p.after, p.before = ev.Kind, ev.After, before
	r.touched = append(r.touched, row)
}

// Sum says what became of the photos so far; the run took some time.
func (r *Run) Sum(took time.Duration) engine.Summary {
	s := engine.Summary{Took: took}
	for i, p := range r.parts {
		switch p.kind {
		case engine.Done:
			s.Converted++
			s.Before += r.Rows[i].Photo.Size
			s.After += p.after
		case engine.Failed:
			s.Failed++
		case engine.Skipped:
			s.Skipped++
		case engine.Dropped:
			s.Dropped++
		}
	}
	return s
}

// Before is how many photos were done before the run was interrupted.
func (r *Run) Before() (n int) {
	for _, p := range r.parts {
		if p.before {
			n++
		}
	}
	return n
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
		for i, row := range r.Rows {
			if row.Pending() {
				r.parts[i].kind = engine.Dropped
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

// Folder returns where the results go: the job's folder, or the one next to the first photo.
func (r *Run) Folder() string {
	if len(r.Rows) == 0 {
		return r.Job.Folder
	}
	return r.Job.OutputRoot(r.Rows[0].Photo)
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

// Skipped returns the rows that the run skipped, or did not come to, for a result that is not known
// to be just what was asked for.
func (r *Run) Skipped() (rows []*Row) {
	for _, row := range r.Rows {
		if row.State == Ready || row.State == Skipped && row.match != engine.MatchSame {
			rows = append(rows, row)
		}
	}
	return rows
}
