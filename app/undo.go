package app

import (
	"pretobranco/app/model"
	"pretobranco/app/widgets"
)

// askToUndo takes the last run back after a question.
func (b *batches) askToUndo() {
	run := b.run
	if run == nil || !run.Over || run.Undoable == 0 {
		return
	}
	text := b.words.Count("undo.text", run.Undoable)
	if run.Replaced > 0 {
		text += " " + b.words.Count("undo.replaced", run.Replaced)
	}
	widgets.Ask(b.win, widgets.Question{Title: b.words.Say("undo.title"), Text: text, Yes: b.words.Say("undo.yes"), No: b.words.Say("dialog.cancel"), Danger: true,
		Do: func() { b.undoRun(run) }})
}

// undoRun removes what a run wrote, except what was changed since, and the folders that it made,
// unless something is in them.
func (b *batches) undoRun(run *model.Run) {
	run.Undoable = 0
	b.showFooter()
	b.back.do(func() {
		if run.Began == nil {
			return
		}
		removed, kept := run.Began.Undo()
		b.setup.Do(func() {
			rows := make([]*model.Row, len(removed))
			for i, index := range removed {
				rows[i] = run.Rows[index]
			}
			b.undone(rows, kept)
		})
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
