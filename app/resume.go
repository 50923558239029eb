package app

import (
	"path/filepath"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// recordFile returns where the engine records a run, or "" if nothing is remembered.
func (b *batches) recordFile() string {
	if b.setup.Settings == "" {
		return ""
	}
	return filepath.Join(filepath.Dir(b.setup.Settings), "run.json")
}

// dropRecord removes the record of an interrupted run, unless another window has begun one meanwhile.
func (b *batches) dropRecord() {
	file := b.recordFile()
	b.back.do(func() {
		r, err := engine.ReadRecord(file)
		if err != nil {
			return
		}
		if _, over := b.setup.Backend.Left(r); over {
			_ = r.Remove() // else the question comes again
		}
	})
}

// offerResume asks whether to resume a run that a crash, or the person's leaving, ended.
func (b *batches) offerResume() {
	file := b.recordFile()
	if file == "" {
		return
	}
	b.back.do(func() {
		r, err := engine.ReadRecord(file)
		if err != nil {
			return // there is none, or it is damaged: the next run replaces it
		}
		if left, over := b.setup.Backend.Left(r); over && left > 0 {
			b.setup.Do(func() { b.askToResume(r.Job, r.Photos, left) })
		}
	})
}

func (b *batches) askToResume(job engine.Job, photos []engine.Photo, left int) {
	if b.active() {
		return // a new run has taken the old one's place
	}
	b.banner.Show(notice{
		text: b.words.Say("resume.text", b.words.Number(left), b.words.Number(len(photos))),
		firm: true,
		actions: []action{
			{label: b.words.Say("resume.yes"), main: true, do: func() { b.resumeRun(job, photos) }},
			{label: b.words.Say("resume.no"), do: b.dropRecord},
		},
	})
}

// resumeRun continues an interrupted run. All its photos take part, in their old order, so
// that numbers in names stay what they were; those that are done are only checked.
func (b *batches) resumeRun(job engine.Job, photos []engine.Photo) {
	if b.active() {
		return // a new run has taken the old one's place
	}
	if b.servers.way == nil {
		b.servers.then = func() { b.resumeRun(job, photos) }
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
	b.model.Add(photos)
	rows := make([]*model.Row, len(photos))
	for i, photo := range photos {
		rows[i] = b.model.Row(photo.Path)
		rows[i].Own, rows[i].Keep, rows[i].Exists = own[i], keep[i], exists[i]
	}
	run := model.NewRun(b.model, rows, job)
	run.Resumed = true
	b.launch(run)
	b.showBody()
	b.preview.showCurrent()
}
