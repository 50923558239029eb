package app

import (
	"pretobranco/app/model"
	"pretobranco/engine"
)

// leftRows are those that the last run did not come to, or without any the failed ones.
func (b *batches) leftRows() []*model.Row { return b.forecast.whatToDo().Left() }

// retry converts the failed photos again.
func (b *batches) retry() { b.retryRows(b.model.Failed()) }

// retryRows converts photos again that failed: in the run that they failed in, if it was to make
// of them what is to be made now.
func (b *batches) retryRows(rows []*model.Row) {
	switch {
	case len(rows) == 0:
	case b.active():
		run, indexes := b.run, b.run.Indexes(rows)
		if len(indexes) > 0 && !run.Over {
			b.back.do(func() {
				if run.Began != nil {
					run.Began.Retry(indexes...)
				}
			})
		}
	case b.run != nil && b.run.Left(rows) && model.AsBefore(b.job(), rows):
		b.proceed(rows)
	default:
		b.convertRows(rows)
	}
}

// proceed has the last run go on with rows of it that it left: by its own job, with one summary
// and one undo.
func (b *batches) proceed(rows []*model.Row) {
	b.reopen(rows, func(batch model.Batch, indexes []int) { batch.Retry(indexes...) })
}

// answer does what the footer's button without colour says.
func (b *batches) answer(c model.Choice) {
	if b.result {
		b.convertSkipped()
		return
	}
	b.choose(c)
}

// convertSkipped has the last run convert what it skipped, as new files.
func (b *batches) convertSkipped() {
	rows := b.run.Skipped()
	b.reopen(rows, func(batch model.Batch, indexes []int) { batch.Again(engine.Number, indexes...) })
}

// reopen has the last run go on, which is over, with some of its rows.
func (b *batches) reopen(rows []*model.Row, how func(batch model.Batch, indexes []int)) {
	run := b.run
	if b.active() || b.servers.way == nil || run == nil || run.Batch == nil || len(rows) == 0 {
		return
	}
	indexes := run.Indexes(rows)
	b.changeServer(run)
	run.Reopen(rows)
	b.result = false
	b.banner.Hide()
	b.forecast.drop()
	b.output.Tell("")
	b.list.showAll()
	b.showFooter()
	b.back.do(func() {
		how(run.Began, indexes)
		b.setup.Do(func() {
			if !run.Over {
				go b.tick(run, run.Batch)
			}
		})
	})
}

// changeServer has a run go over the server in use, if it has another.
func (b *batches) changeServer(run *model.Run) {
	way, old := b.servers.way, run.Server
	if way == old {
		return
	}
	over := !b.active() // then its server was closed
	run.Server, run.Moved = way, true
	b.nameServer(run)
	b.back.do(func() {
		if run.Began != nil {
			run.Began.Use(way)
		}
		if !over {
			old.Close()
		}
	})
}

// move has the batch that is under way put its results into another folder.
func (b *batches) move(folder string) {
	run := b.run
	b.back.do(func() {
		if run.Began == nil {
			return
		}
		err := run.Began.Move(folder)
		b.setup.Do(func() {
			if err != nil {
				b.showTrouble(err)
				return
			}
			run.Move(folder)
			b.edits.setFolder(folder)
			b.banner.Hide()
			b.rememberResults(run.Job, run.Rows)
			b.showFooter()
		})
	})
}
