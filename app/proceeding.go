package app

import "pretobranco/engine"

// leftRows are those that the last run did not come to, or without any the failed ones.
func (w *Window) leftRows() []*Row {
	t := w.whatToDo()
	if t.again {
		return nil
	}
	var left []*Row
	for _, row := range t.rows {
		if row.State != Failed {
			left = append(left, row)
		}
	}
	if len(left) == 0 {
		return t.rows
	}
	return left
}

// skippedRows are those of the last run that it skipped, or did not come to, for a result that is
// not known to be just what was asked for.
func (w *Window) skippedRows() (rows []*Row) {
	for _, row := range w.run.Rows {
		if row.State == Ready || row.State == Skipped && row.match != engine.MatchSame {
			rows = append(rows, row)
		}
	}
	return rows
}

// retry converts the failed photos again.
func (w *Window) retry() { w.retryRows(w.model.Failed()) }

// retryRows converts photos again that failed: in the run that they failed in, if it was to make
// of them what is to be made now.
func (w *Window) retryRows(rows []*Row) {
	switch {
	case len(rows) == 0:
	case w.active():
		run, indexes := w.run, w.run.Indexes(rows)
		if len(indexes) > 0 && !run.Over {
			w.back.do(func() {
				if run.began != nil {
					run.began.Retry(indexes...)
				}
			})
		}
	case w.run != nil && w.run.Left(rows) && w.asBefore(rows):
		w.proceed(rows)
	default:
		w.convertRows(rows)
	}
}

// asBefore reports whether rows would become now what their run was to make of them.
func (w *Window) asBefore(rows []*Row) bool {
	job := w.job()
	for _, row := range rows {
		if row.target != targetOf(job, row) {
			return false
		}
	}
	return true
}

// proceed has the last run go on with rows of it that it left: by its own job, with one summary
// and one undo.
func (w *Window) proceed(rows []*Row) {
	w.reopen(rows, func(b Batch, indexes []int) { b.Retry(indexes...) })
}

// answer does what the footer's button without colour says.
func (w *Window) answer(c choice) {
	if w.result {
		w.convertSkipped()
		return
	}
	w.choose(c)
}

// convertSkipped has the last run convert what it skipped, as new files.
func (w *Window) convertSkipped() {
	rows := w.skippedRows()
	w.reopen(rows, func(b Batch, indexes []int) { b.Again(engine.Number, indexes...) })
}

// reopen has the last run go on, which is over, with some of its rows.
func (w *Window) reopen(rows []*Row, how func(b Batch, indexes []int)) {
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
	run.recorded = false
	w.keepRecord(run)
	w.showFooter()
	w.back.do(func() {
		how(run.began, indexes)
		w.setup.Do(func() {
			if !run.Over {
				go w.tick(run, run.Batch)
			}
		})
	})
}

// changeWay has a run go over the server in use, if it has another.
func (w *Window) changeWay(run *Run) {
	way, old := w.server.way, run.way
	if way == old {
		return
	}
	over := !w.active() // then its server was closed
	run.way, run.Moved = way, true
	w.nameServer(run)
	w.back.do(func() {
		if run.began != nil {
			run.began.Use(way)
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
		if run.began == nil {
			return
		}
		err := run.began.Move(folder)
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
