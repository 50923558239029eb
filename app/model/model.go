// Package model is what the window shows and remembers, without any part of a window: the list of
// photos (Model, Row), the batch that converts them (Run), what a batch has to do (Todo), the settings,
// and the interfaces of the engine that a window needs (Backend, Server, Batch). Only the window's
// goroutine may use its types.
package model

import (
	"path/filepath"
	"slices"
	"strings"

	"pretobranco/engine"
)

// A State says where a photo of the list is.
type State int

// States of a photo.
const (
	Ready State = iota // nothing happened yet, or it was taken back
	InQueue
	Running
	Waiting // for a busy server
	Done
	Skipped
	Failed
	NumStates // how many there are
)

// A Row is a photo in the list and what became of it.
type Row struct {
	Photo   engine.Photo
	State   State
	Output  string // of Done and Skipped
	After   int64
	Report  engine.Report
	Err     error         // of Failed
	Server  string        // that failed it; "" is this computer
	Own     *engine.Look  // of its own, nil for the common one; not to be changed, only replaced
	target  target        // of the last run that the row was part of
	Exists  engine.Exists // its policy in that run for a result that is there; "" is the run's
	match   engine.Match  // of Skipped: what is known of the result that is there
	passed  bool          // it is ready again after it was skipped, with another target
	Damage  engine.Damage // what the photo lacks, once that is known
	Keep    bool          // what is there of a damaged photo is converted
	Trouble error         // why it can't be shown; nil if that is not known
	chosen  bool
	lower   string // the path in lower case, for filtering
	key     string // the name in lower case, for sorting
}

// Name returns the file's name.
func (r *Row) Name() string { return filepath.Base(r.Photo.Path) }

// Pending says that a batch still has to do something with it.
func (r *Row) Pending() bool { return r.State == InQueue || r.State == Running || r.State == Waiting }

// Model is the list of photos with nothing of the window in it: what there is, what
// is shown of it, and what is selected. Only one goroutine may use it.
type Model struct {
	rows   []*Row
	known  map[string]*Row
	roots  map[string]int // how many photos were found under each folder
	counts [NumStates]int

	filter  Filter
	text    string
	order   Order
	back    bool // the order is turned round
	shown   []*Row
	current *Row // the one in view
	anchor  *Row // where a range selection starts
	chosen  int
}

// New returns an empty list.
func New() *Model { return &Model{known: map[string]*Row{}, roots: map[string]int{}} }

// Add takes photos into the list and returns the new rows: a photo that is there
// already stays as it is.
func (m *Model) Add(photos []engine.Photo) []*Row {
	var added []*Row
	for _, photo := range photos {
		if m.known[photo.Path] != nil {
			continue
		}
		row := &Row{Photo: photo, lower: strings.ToLower(photo.Path)}
		row.key = filepath.Base(row.lower)
		m.known[photo.Path] = row
		m.roots[rootOf(photo)]++
		m.counts[Ready]++
		added = append(added, row)
	}
	m.rows = append(m.rows, added...)
	m.insert(added)
	if m.current == nil && len(m.shown) > 0 {
		m.Select(0)
	}
	return added
}

// Remove takes rows out of the list, never files from the disk. Those that a batch
// still works on stay; it returns how many.
func (m *Model) Remove(rows []*Row) (removed *Removal, stayed int) {
	removed = &Removal{}
	gone := make(map[*Row]bool, len(rows))
	for _, row := range rows {
		if row.Pending() {
			stayed++
			continue
		}
		gone[row] = true
	}
	if len(gone) == 0 {
		return removed, stayed
	}
	for i, row := range m.rows {
		if gone[row] {
			removed.rows, removed.places = append(removed.rows, row), append(removed.places, i)
		}
	}
	next := m.neighbour(gone)
	for row := range gone {
		delete(m.known, row.Photo.Path)
		root := rootOf(row.Photo)
		if m.roots[root]--; m.roots[root] == 0 {
			delete(m.roots, root)
		}
		m.counts[row.State]--
		if row.chosen {
			row.chosen = false
			m.chosen--
		}
	}
	m.rows = slices.DeleteFunc(m.rows, func(r *Row) bool { return gone[r] })
	if gone[m.anchor] {
		m.anchor = nil
	}
	if gone[m.current] {
		m.current = nil
	}
	m.refilter()
	if m.current == nil && next != nil {
		m.Select(slices.Index(m.shown, next))
	}
	return removed, stayed
}

// neighbour returns the row to look at when the current one goes: the next one
// that stays, or else the last before it.
func (m *Model) neighbour(gone map[*Row]bool) *Row {
	at := max(0, slices.Index(m.shown, m.current))
	for i := at; i < len(m.shown); i++ {
		if !gone[m.shown[i]] {
			return m.shown[i]
		}
	}
	for i := min(at, len(m.shown)-1); i >= 0; i-- {
		if !gone[m.shown[i]] {
			return m.shown[i]
		}
	}
	return nil
}

// rootOf returns the folder that a photo's tree starts at.
func rootOf(photo engine.Photo) string {
	if photo.Root != "" {
		return photo.Root
	}
	return filepath.Dir(photo.Path)
}

// Root returns the folder that all photos were found under, if it is one.
func (m *Model) Root() (root string, one bool) {
	if len(m.roots) != 1 {
		return "", false
	}
	for root = range m.roots {
	}
	return root, true
}

// HasRoot reports whether photos were found under a folder.
func (m *Model) HasRoot(folder string) bool { return m.roots[folder] > 0 }

// Len returns how many photos there are, shown or not.
func (m *Model) Len() int { return len(m.rows) }

// Shown returns the rows that the list shows, in order. It is not to be changed.
func (m *Model) Shown() []*Row { return m.shown }

// Failed returns the rows that failed.
func (m *Model) Failed() []*Row {
	var rows []*Row
	for _, row := range m.rows {
		if row.State == Failed {
			rows = append(rows, row)
		}
	}
	return rows
}

// Rows returns every row in the order they were added. It is not to be changed.
func (m *Model) Rows() []*Row { return m.rows }

// Set moves a row to another state and keeps the counts.
func (m *Model) Set(row *Row, s State) {
	m.counts[row.State]--
	m.counts[s]++
	row.State = s
	if s != Failed {
		row.Err = nil
	}
}

// Reconsider has photos be ready again that were skipped for a result that a job would make
// differently now, and be skipped when it would not any more. It reports whether there were any.
func (m *Model) Reconsider(job engine.Job) (changed bool) {
	for _, row := range m.rows {
		skipped := row.State == Skipped
		if !skipped && !(row.State == Ready && row.passed) {
			continue
		}
		switch other := row.target != targetOf(job, row); {
		case skipped && other:
			m.Set(row, Ready)
		case !skipped && !other:
			m.Set(row, Skipped)
		default:
			continue
		}
		row.passed, changed = skipped, true
	}
	return changed
}

// Row returns the row of a photo's path, or nil.
func (m *Model) Row(path string) *Row { return m.known[path] }
