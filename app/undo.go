package app

import (
	"os"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/engine"
)

// trace notes what a run has just written. What has taken the place of an older result is not
// deleted by undoing: the older one would not come back.
func (w *Window) trace(run *model.Run, events []engine.Event) {
	type written struct {
		row  *model.Row
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
		var traces []model.Trace
		for _, result := range results {
			if t, ok := model.TraceOf(result.row, result.path); ok {
				traces = append(traces, t)
			}
		}
		w.setup.Do(func() {
			run.Traces = append(run.Traces, traces...)
			if w.run == run && w.result {
				w.showFooter()
			}
		})
	})
}

// askToUndo takes the last run back after a question.
func (w *Window) askToUndo() {
	run := w.run
	if run == nil || !run.Over || len(run.Traces) == 0 {
		return
	}
	text := w.words.Count("undo.text", len(run.Traces))
	if run.Replaced > 0 {
		text += " " + w.words.Count("undo.replaced", run.Replaced)
	}
	widgets.Confirm(w.win, w.words.Say("undo.title"), text, w.words.Say("undo.yes"), w.words.Say("dialog.cancel"), func() { w.undoRun(run) })
}

// undoRun deletes what a run wrote, except what somebody changed since, and the folders that it
// made, unless something is in them.
func (w *Window) undoRun(run *model.Run) {
	traces := run.Traces
	run.Traces = nil
	w.showFooter()
	w.back.do(func() {
		var gone []*model.Row
		for _, t := range traces {
			if t.Untouched() && os.Remove(t.Path) == nil {
				gone = append(gone, t.Row)
			}
		}
		if run.Began != nil {
			run.Began.RemoveEmpty()
		}
		w.setup.Do(func() { w.undone(gone, len(traces)-len(gone)) })
	})
}

func (w *Window) undone(rows []*model.Row, stayed int) {
	for _, row := range rows {
		if row.State == model.Done {
			w.model.Set(row, model.Ready)
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
