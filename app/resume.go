package app

import (
	"path/filepath"
	"time"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// recordEvery is how often the record of a run is written again while photos join it.
const recordEvery = time.Second

// recordFile is where the record of a run is kept, or "" if nothing is remembered.
func (b *batches) recordFile() string {
	if b.setup.Settings == "" {
		return ""
	}
	return filepath.Join(filepath.Dir(b.setup.Settings), "run.json")
}

// keepRecord writes down what a run is about. It is of no use before the first photo is
// done, so nobody waits for it.
func (b *batches) keepRecord(run *model.Run) {
	file := b.recordFile()
	if file == "" || run.Recording {
		return
	}
	run.Recording = true
	write := func() {
		run.Recording = false
		if b.run != run || run.Closed {
			return
		}
		job, photos := run.Job, run.Photos()
		b.back.do(func() {
			// Without it a crash costs the list, nothing else.
			_ = newRecord(job, photos).write(file)
		})
	}
	if !run.Recorded {
		run.Recorded = true
		write()
		return
	}
	time.AfterFunc(recordEvery, func() { b.setup.Do(write) })
}

// dropRecord forgets the last run.
func (b *batches) dropRecord() {
	if file := b.recordFile(); file != "" {
		b.back.do(func() { _ = model.RemoveFile(file) })
	}
}

// offerResume asks whether to go on with a run that a crash, or the person's leaving, ended.
func (b *batches) offerResume() {
	file := b.recordFile()
	if file == "" {
		return
	}
	b.back.do(func() {
		r, err := readRecord(file)
		if err != nil {
			return // there is none, as nearly always
		}
		job, photos, err := r.job()
		if err != nil || len(photos) == 0 {
			_ = model.RemoveFile(file)
			return
		}
		done, over := b.setup.Backend.Converted(job, photos)
		switch {
		case !over: // another window is at it
		case done >= len(photos):
			_ = model.RemoveFile(file)
		default:
			b.setup.Do(func() { b.askToResume(job, photos, len(photos)-done) })
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
