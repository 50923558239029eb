package app

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"pretobranco/engine"
)

// ahead is what is known of the results before the run: the first one's name, and what is in
// their way. It is found out in the background, some time after the last change.
type ahead struct {
	timer    *time.Timer
	cancel   context.CancelFunc
	number   int // of the search: what an older one still brings is dropped
	tried    int // names that were tried out
	forecast engine.Forecast
}

// foreseeAfter is how long nothing must change before the results are looked ahead at.
const foreseeAfter = 200 * time.Millisecond

// foresee looks ahead soon.
func (w *Window) foresee() {
	w.dropForecast()
	w.ahead.timer = time.AfterFunc(foreseeAfter, func() { w.setup.Do(w.lookAhead) })
}

func (w *Window) dropForecast() {
	w.ahead.number++
	if w.ahead.timer != nil {
		w.ahead.timer.Stop()
	}
	if w.ahead.cancel != nil {
		w.ahead.cancel()
		w.ahead.cancel = nil
	}
}

// lookAhead finds out what a batch that begins now would meet.
func (w *Window) lookAhead() {
	w.dropForecast()
	if w.active() || w.model.Len() == 0 {
		w.ahead.forecast = engine.Forecast{}
		w.naming.Example("")
		w.naming.Tell("")
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.ahead.cancel = cancel
	number, job, photos := w.ahead.number, w.job(), w.comingPhotos()
	go func() {
		forecast, err := w.setup.Backend.Foresee(ctx, job, photos)
		example := ""
		if err == nil {
			example = exampleName(job, photos)
		}
		w.setup.Do(func() {
			if w.ahead.number == number && err == nil {
				w.ahead.forecast = forecast
				w.naming.Example(example)
				w.naming.Tell(clashText(w.words, forecast, job.Exists))
			}
		})
	}()
}

// comingPhotos are those that a batch would convert, or all again.
func (w *Window) comingPhotos() []engine.Photo {
	rows, job := w.comingOrAll()
	run := Run{Job: job, Rows: rows}
	return run.Photos()
}

// tryName shows what a template that is not in use yet would make.
func (w *Window) tryName(template string) {
	job := w.job()
	job.Name = template
	photos := w.comingPhotos()[:min(1, w.model.Len())]
	if len(photos) == 0 {
		photos = []engine.Photo{{Path: filepath.FromSlash("/Photos/IMG_2041.jpg")}}
	}
	w.ahead.tried++
	tried := w.ahead.tried
	w.back.do(func() { // a date has to be read from the disk
		example := exampleName(job, photos)
		w.setup.Do(func() {
			if w.ahead.tried == tried {
				w.naming.Example(example)
			}
		})
	})
}

// exampleName returns the name of the first result, with the folders below its home.
func exampleName(job engine.Job, photos []engine.Photo) string {
	if len(photos) == 0 {
		return ""
	}
	path, err := engine.OutputName(job, photos[0], 1)
	if err != nil {
		return ""
	}
	if below, err := filepath.Rel(job.Home(photos[0]), path); err == nil {
		return filepath.ToSlash(below)
	}
	return filepath.Base(path)
}

// clashText says what is in the way, with what will happen.
func clashText(w *Words, f engine.Forecast, exists engine.Exists) string {
	var texts []string
	if n := len(f.Over); n > 0 {
		texts = append(texts, w.Count("names.over", n))
	}
	if n := len(f.Alike); n > 0 {
		texts = append(texts, w.Count("names.alike", n, filepath.Base(f.Alike[0].Gets)))
	}
	if n := len(f.There); n > 0 {
		switch exists {
		case engine.Number:
			texts = append(texts, w.Count("names.there.number", n))
		case engine.Overwrite:
			texts = append(texts, w.Count("names.there.overwrite", n))
		default:
			texts = append(texts, w.Count("names.there.skip", n))
		}
	}
	return strings.Join(texts, "\n")
}

// listClashes shows every photo that something is in the way of.
func (w *Window) listClashes() {
	f := w.ahead.forecast
	var lines []string
	add := func(clashes []engine.Clash) {
		for _, c := range clashes {
			lines = append(lines, c.Photo.Path+"  ›  "+c.Gets)
		}
	}
	add(f.Over)
	add(f.Alike)
	add(f.There)
	w.openDetails(w.words.Say("names.clashes"), strings.Join(lines, "\n"))
}
