package app

import (
	"os"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/engine"
)

// trace notes what a run has just written. What has taken the place of an older result is not
// deleted by undoing: the older one would not come back.
func (b *batches) trace(run *model.Run, events []engine.Event) {
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
	b.back.do(func() {
		var traces []model.Trace
		for _, result := range results {
			if t, ok := model.TraceOf(result.row, result.path); ok {
				traces = append(traces, t)
			}
		}
		b.setup.Do(func() {
			run.Traces = append(run.Traces, traces...)
			if b.run == run && b.result {
				b.showFooter()
			}
		})
	})
}

// askToUndo takes the last run back after a question.
func (b *batches) askToUndo() {
	run := b.run
	if run == nil || !run.Over || len(run.Traces) == 0 {
		return
	}
	text := b.words.Count("undo.text", len(run.Traces))
	if run.Replaced > 0 {
		text += " " + b.words.Count("undo.replaced", run.Replaced)
	}
	widgets.Confirm(b.win, b.words.Say("undo.title"), text, b.words.Say("undo.yes"), b.words.Say("dialog.cancel"), func() { b.undoRun(run) })
}

// undoRun deletes what a run wrote, except what somebody changed since, and the folders that it
// made, unless something is in them.
func (b *batches) undoRun(run *model.Run) {
	traces := run.Traces
	run.Traces = nil
	b.showFooter()
	b.back.do(func() {
		var gone []*model.Row
		for _, t := range traces {
			if t.Untouched() && os.Remove(t.Path) == nil {
				gone = append(gone, t.Row)
			}
		}
		if run.Began != nil {
			run.Began.RemoveEmpty()
		}
		b.setup.Do(func() { b.undone(gone, len(traces)-len(gone)) })
	})
}

func (b *batches) undone(rows []*model.Row, stayed int) {
	for _, row := range rows {
		if row.State == model.Done {
			b.model.Set(row, model.Ready)
			row.Output, row.After = "", 0
		}
	}
	b.result = false
	b.model.Refilter()
	b.list.showAll()
	b.forecast.schedule()
	b.showFooter()
	n := notice{text: b.words.Count("undo.done", len(rows))}
	if stayed > 0 {
		n.text += " " + b.words.Count("undo.stayed", stayed)
	}
	b.banner.Show(n)
}
