package app

import "pretobranco/engine"

// coming are the rows that have no result as it would be now: those never converted, those that
// failed, and those of which something else was made. The job treats results of the last as again does.
func (w *Window) coming() (rows []*Row, job engine.Job) {
	job = w.job()
	now := Run{Job: job}
	for _, row := range w.model.Rows() {
		switch {
		case row.State == Ready || row.State == Failed:
			rows = append(rows, row)
		case row.State == Done && row.made != now.options(row):
			rows, job = append(rows, row), again(job)
		}
	}
	return rows, job
}

// comingOrAll are all rows, to be converted again, if none is coming.
func (w *Window) comingOrAll() (rows []*Row, job engine.Job) {
	if rows, job = w.coming(); len(rows) == 0 {
		rows, job = w.model.Rows(), again(job)
	}
	return rows, job
}

// again is a job that makes something of a photo once more, and takes nothing away.
func again(job engine.Job) engine.Job {
	if job.Exists == engine.Skip {
		job.Exists = engine.Number
	}
	return job
}
