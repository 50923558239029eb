package app

import (
	"pretobranco/app/model"
	"pretobranco/engine"
)

// leftRows are those that the last run did not come to, or without any the failed ones.
func (w *Window) leftRows() []*model.Row { return w.whatToDo().Left() }

// retry converts the failed photos again.
func (w *Window) retry() { w.retryRows(w.model.Failed()) }

// retryRows converts photos again that failed: in the run that they failed in, if it was to make
// of them what is to be made now.
func (w *Window) retryRows(rows []*model.Row) {
	switch {
	case len(rows) == 0:
	case w.active():
		run, indexes := w.run, w.run.Indexes(rows)
		if len(indexes) > 0 && !run.Over {
			w.back.do(func() {
				if run.Began != nil {
					run.Began.Retry(indexes...)
				}
			})
		}
	case w.run != nil && w.run.Left(rows) && model.AsBefore(w.job(), rows):
		w.proceed(rows)
	default:
		w.convertRows(rows)
	}
}

// proceed has the last run go on with rows of it that it left: by its own job, with one summary
// and one undo.
func (w *Window) proceed(rows []*model.Row) {
	w.reopen(rows, func(b model.Batch, indexes []int) { b.Retry(indexes...) })
}

// answer does what the footer's button without colour says.
func (w *Window) answer(c model.Choice) {
	if w.result {
		w.convertSkipped()
		return
	}
	w.choose(c)
}

// convertSkipped has the last run convert what it skipped, as new files.
func (w *Window) convertSkipped() {
	rows := w.run.Skipped()
	w.reopen(rows, func(b model.Batch, indexes []int) { b.Again(engine.Number, indexes...) })
}

// reopen has the last run go on, which is over, with some of its rows.
func (w *Window) reopen(rows []*model.Row, how func(b model.Batch, indexes []int)) {
	run := w.run
	if w.active() || w.server.way == nil || run == nil || run.Batch == nil || len(rows) == 0 {
		return
	}
	indexes := run.Indexes(rows)
	w.changeWay(run)
	run.Reopen(rows)
	w.result = false
	w.banner.Hide()
	w.dropForecast()
	w.naming.Tell("")
	w.list.showAll()
	run.Recorded = false
	w.keepRecord(run)
	w.showFooter()
	w.back.do(func() {
		how(run.Began, indexes)
		w.setup.Do(func() {
			if !run.Over {
				go w.tick(run, run.Batch)
			}
		})
	})
}

// changeWay has a run go over the server in use, if it has another.
func (w *Window) changeWay(run *model.Run) {
	way, old := w.server.way, run.Server
	if way == old {
		return
	}
	over := !w.active() // then its server was closed
	run.Server, run.Moved = way, true
	w.nameServer(run)
	w.back.do(func() {
		if run.Began != nil {
			run.Began.Use(way)
		}
		if !over {
			old.Close()
		}
	})
}

// moveRun has the batch that is under way put its results into another folder.
func (w *Window) moveRun(folder string) {
	run := w.run
	w.back.do(func() {
		if run.Began == nil {
			return
		}
		err := run.Began.Move(folder)
		w.setup.Do(func() {
			if err != nil {
				w.showTrouble(err)
				return
			}
			run.Move(folder)
			w.setFolder(folder)
			w.banner.Hide()
			w.rememberHomes(run.Job, run.Rows)
			w.keepRecord(run)
			w.showFooter()
		})
	})
}
