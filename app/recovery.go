package app

import (
	"path/filepath"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// recovery resumes a run that a crash, or the person's leaving, ended.
type recovery struct{ *shell }

// file returns where the engine records a run, or "" if nothing is remembered.
func (r *recovery) file() string {
	if r.setup.Settings == "" {
		return ""
	}
	return filepath.Join(filepath.Dir(r.setup.Settings), "run.json")
}

// drop removes the record of an interrupted run, unless another window has begun one meanwhile.
func (r *recovery) drop() {
	file := r.file()
	r.back.do(func() {
		record, err := engine.ReadRecord(file)
		if err != nil {
			return
		}
		if _, over := r.setup.Backend.Left(record); over {
			_ = record.Remove() // else the question comes again
		}
	})
}

// offer asks whether to resume a run that a crash, or the person's leaving, ended.
func (r *recovery) offer() {
	file := r.file()
	if file == "" {
		return
	}
	r.back.do(func() {
		record, err := engine.ReadRecord(file)
		if err != nil {
			return // there is none, or it is damaged: the next run replaces it
		}
		if left, over := r.setup.Backend.Left(record); over && left > 0 {
			r.setup.Do(func() { r.ask(record.Job, record.Photos, left) })
		}
	})
}

func (r *recovery) ask(job engine.Job, photos []engine.Photo, left int) {
	if r.batches.active() {
		return // a new run has taken the old one's place
	}
	r.banner.Show(notice{
		text: r.words.Say("resume.text", r.words.Number(left), r.words.Number(len(photos))),
		firm: true,
		actions: []action{
			{label: r.words.Say("resume.yes"), main: true, do: func() { r.resume(job, photos) }},
			{label: r.words.Say("resume.no"), do: r.drop},
		},
	})
}

// resume continues an interrupted run. All its photos take part, in their old order, so
// that numbers in names stay what they were; those that are done are only checked.
func (r *recovery) resume(job engine.Job, photos []engine.Photo) {
	if r.batches.active() {
		return // a new run has taken the old one's place
	}
	if r.servers.way == nil {
		r.servers.then = func() { r.resume(job, photos) }
		return
	}
	own, keep := make([]*engine.Look, len(photos)), make([]bool, len(photos))
	for i := range photos {
		o := photos[i].Options
		if o == nil {
			continue
		}
		photos[i].Options, keep[i] = nil, o.Damaged == engine.KeepDamaged
		if !keep[i] || o.Look != job.Options.Look {
			own[i] = &o.Look
		}
	}
	exists := make([]engine.Exists, len(photos))
	for i := range photos {
		exists[i], photos[i].Exists = photos[i].Exists, ""
	}
	r.model.Add(photos)
	rows := make([]*model.Row, len(photos))
	for i, photo := range photos {
		rows[i] = r.model.Row(photo.Path)
		rows[i].Own, rows[i].Keep, rows[i].Exists = own[i], keep[i], exists[i]
	}
	run := model.NewRun(r.model, rows, job)
	run.Resumed = true
	r.batches.launch(run)
	r.showBody()
	r.preview.showCurrent()
}
