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
func (w *Window) recordFile() string {
	if w.setup.Settings == "" {
		return ""
	}
	return filepath.Join(filepath.Dir(w.setup.Settings), "run.json")
}

// keepRecord writes down what a run is about. It is of no use before the first photo is
// done, so nobody waits for it.
func (w *Window) keepRecord(run *model.Run) {
	file := w.recordFile()
	if file == "" || run.Recording {
		return
	}
	run.Recording = true
	write := func() {
		run.Recording = false
		if w.run != run || run.Closed {
			return
		}
		job, photos := run.Job, run.Photos()
		w.back.do(func() {
			// Without it a crash costs the list, nothing else.
			_ = newRecord(job, photos).write(file)
		})
	}
	if !run.Recorded {
		run.Recorded = true
		write()
		return
	}
	time.AfterFunc(recordEvery, func() { w.setup.Do(write) })
}

// dropRecord forgets the last run.
func (w *Window) dropRecord() {
	if file := w.recordFile(); file != "" {
		w.back.do(func() { _ = model.RemoveFile(file) })
	}
}

// offerResume asks whether to go on with a run that a crash, or the person's leaving, ended.
func (w *Window) offerResume() {
	file := w.recordFile()
	if file == "" {
		return
	}
	w.back.do(func() {
		r, err := readRecord(file)
		if err != nil {
			return // there is none, as nearly always
		}
		job, photos, err := r.job()
		if err != nil || len(photos) == 0 {
			_ = model.RemoveFile(file)
			return
		}
		done, over := w.setup.Backend.Converted(job, photos)
		switch {
		case !over: // another window is at it
		case done >= len(photos):
			_ = model.RemoveFile(file)
		default:
			w.setup.Do(func() { w.askToResume(job, photos, len(photos)-done) })
		}
	})
}

func (w *Window) askToResume(job engine.Job, photos []engine.Photo, left int) {
	if w.active() {
		return // a new run has taken the old one's place
	}
	w.banner.Show(notice{
		text: w.words.Say("resume.text", w.words.Number(left), w.words.Number(len(photos))),
		firm: true,
		actions: []action{
			{label: w.words.Say("resume.yes"), main: true, do: func() { w.resumeRun(job, photos) }},
			{label: w.words.Say("resume.no"), do: w.dropRecord},
		},
	})
}

// resumeRun goes on with an interrupted run. All its photos take part, in their old order, so
// that numbers in names stay what they were; those that are done are only looked at.
func (w *Window) resumeRun(job engine.Job, photos []engine.Photo) {
	if w.active() {
		return // a new run has taken the old one's place
	}
	if w.server.way == nil {
		w.server.then = func() { w.resumeRun(job, photos) }
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
	w.model.Add(photos)
	rows := make([]*model.Row, len(photos))
	for i, photo := range photos {
		rows[i] = w.model.Row(photo.Path)
		rows[i].Own, rows[i].Keep, rows[i].Exists = own[i], keep[i], exists[i]
	}
	run := model.NewRun(w.model, rows, job)
	run.Resumed = true
	w.launch(run)
	w.showBody()
	w.look()
}
