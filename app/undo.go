package app

import (
	"os"
	"time"

	"pretobranco/engine"
)

// A trace is a result as a run left it, so that undoing takes away just what it wrote
// and nobody changed.
type trace struct {
	row      *Row
	path     string
	size     int64
	modified time.Time
}

// traceOf looks at a result. Links and folders are nothing that a run writes.
func traceOf(row *Row, path string) (trace, bool) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return trace{}, false
	}
	return trace{row: row, path: path, size: info.Size(), modified: info.ModTime()}, true
}

// untouched says that the result is as the run left it.
func (t trace) untouched() bool {
	now, ok := traceOf(t.row, t.path)
	return ok && now.size == t.size && now.modified.Equal(t.modified)
}

// trace notes what a run has just written. What has taken the place of an older result is not
// deleted by undoing: the older one would not come back.
func (w *Window) trace(run *Run, events []engine.Event) {
	type written struct {
		row  *Row
		path string
	}
	var results []written
	for _, ev := range events {
		if ev.Kind == engine.Done && !ev.Replaced && ev.Index >= 0 && ev.Index < len(run.Rows) {
			results = append(results, written{run.Rows[ev.Index], ev.Output})
		}
	}
	if len(results) == 0 {
		return
	}
	w.back.do(func() {
		var traces []trace
		for _, result := range results {
			if t, ok := traceOf(result.row, result.path); ok {
				traces = append(traces, t)
			}
		}
		w.setup.Do(func() {
			run.traces = append(run.traces, traces...)
			if w.run == run && w.result {
				w.showFooter()
			}
		})
	})
}

// askToUndo takes the last run back after a question.
func (w *Window) askToUndo() {
	run := w.run
	if run == nil || !run.Over || len(run.traces) == 0 {
		return
	}
	text := w.words.Count("undo.text", len(run.traces))
	if run.replaced > 0 {
		text += " " + w.words.Count("undo.replaced", run.replaced)
	}
	ask(w.win, w.words.Say("undo.title"), text, w.words.Say("undo.yes"), w.words.Say("dialog.cancel"), func() { w.undoRun(run) })
}

// undoRun deletes what a run wrote, except what somebody changed since, and the folders that it
// made, unless something is in them.
func (w *Window) undoRun(run *Run) {
	traces := run.traces
	run.traces = nil
	w.showFooter()
	w.back.do(func() {
		var gone []*Row
		for _, t := range traces {
			if t.untouched() && os.Remove(t.path) == nil {
				gone = append(gone, t.row)
			}
		}
		if run.began != nil {
			run.began.RemoveEmpty()
		}
		w.setup.Do(func() { w.undone(gone, len(traces)-len(gone)) })
	})
}

func (w *Window) undone(rows []*Row, stayed int) {
	for _, row := range rows {
		if row.State == Done {
			w.model.Set(row, Ready)
			row.Output, row.After = "", 0
		}
	}
	w.result = false
	w.model.Refilter()
	w.list.showAll()
	w.foresee()
	w.showFooter()
	n := notice{text: w.words.Count("undo.done", len(rows))}
	if stayed > 0 {
		n.text += " " + w.words.Count("undo.stayed", stayed)
	}
	w.banner.Show(n)
}
