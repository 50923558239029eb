package app

import (
	"pretobranco/app/model"
	"pretobranco/engine"
)

// reruns converts photos of the last run again, or those that it left, as part of that run.
type reruns struct{ *shell }

// left are those that the last run did not come to, or without any the failed ones.
func (r *reruns) left() []*model.Row { return r.forecast.whatToDo().Left() }

// retry converts the failed photos again.
func (r *reruns) retry() { r.retryRows(r.model.Failed()) }

// retryRows converts photos again that failed: in the run that they failed in, if it was to make
// of them what is to be made now.
func (r *reruns) retryRows(rows []*model.Row) {
	switch {
	case len(rows) == 0:
	case r.batches.active():
		run, indexes := r.batches.run, r.batches.run.Indexes(rows)
		if len(indexes) > 0 && !run.Over {
			r.back.do(func() {
				if run.Began != nil {
					run.Began.Retry(indexes...)
				}
			})
		}
	case r.batches.run != nil && r.batches.run.Left(rows) && model.AsBefore(r.job(), rows):
		r.proceed(rows)
	default:
		r.batches.convertRows(rows)
	}
}

// proceed has the last run go on with rows of it that it left: by its own job, with one summary
// and one undo.
func (r *reruns) proceed(rows []*model.Row) {
	r.reopen(rows, func(batch model.Batch, indexes []int) { batch.Retry(indexes...) })
}

// answer does what the footer's button without colour says.
func (r *reruns) answer(c model.Choice) {
	if r.batches.result {
		r.convertSkipped()
		return
	}
	r.batches.choose(c)
}

// convertSkipped has the last run convert what it skipped, as new files.
func (r *reruns) convertSkipped() {
	rows := r.batches.run.Skipped()
	r.reopen(rows, func(batch model.Batch, indexes []int) { batch.Again(engine.Number, indexes...) })
}

// reopen has the last run go on, which is over, with some of its rows.
func (r *reruns) reopen(rows []*model.Row, how func(batch model.Batch, indexes []int)) {
	run := r.batches.run
	if r.batches.active() || r.servers.way == nil || run == nil || run.Batch == nil || len(rows) == 0 {
		return
	}
	indexes := run.Indexes(rows)
	r.batches.changeServer(run)
	run.Reopen(rows)
	r.batches.result = false
	r.banner.Hide()
	r.forecast.drop()
	r.output.Tell("")
	r.list.showAll()
	r.batches.showFooter()
	r.back.do(func() {
		how(run.Began, indexes)
		r.setup.Do(func() {
			if !run.Over {
				go r.batches.tick(run, run.Batch)
			}
		})
	})
}
