package app

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pretobranco/app/model"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// ahead is what is known of the results before the run: where they go, and what is in their
// way. It is found out in the background, some time after the last change.
type ahead struct {
	timer    *time.Timer
	cancel   context.CancelFunc
	number   int        // of the search: what an older one still brings is dropped
	todo     model.Todo // what a run would do, once that is known
	asked    bool       // the footer shows the question that it has
	then     func()     // waits for that
	forecast engine.Forecast
}

// foreseeAfter is how long nothing must change before the results are looked ahead at.
const foreseeAfter = 200 * time.Millisecond

// foresee looks ahead soon.
func (w *Window) foresee() {
	w.dropForecast()
	w.ahead.timer = time.AfterFunc(foreseeAfter, func() { w.setup.Do(w.lookAhead) })
}

// dropForecast forgets what was known: something has changed. Who waits for it waits for what
// holds then no more.
func (w *Window) dropForecast() {
	w.stopLooking()
	w.ahead.todo, w.ahead.asked, w.ahead.then = model.Todo{}, false, nil
}

func (w *Window) stopLooking() {
	w.ahead.number++
	if w.ahead.timer != nil {
		w.ahead.timer.Stop()
	}
	if w.ahead.cancel != nil {
		w.ahead.cancel()
		w.ahead.cancel = nil
	}
}

// lookAhead finds out what a batch that begins now would do and meet.
func (w *Window) lookAhead() {
	w.stopLooking()
	if w.active() || w.model.Len() == 0 {
		w.ahead.forecast = engine.Forecast{}
		w.showExample()
		w.naming.Tell("")
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.ahead.cancel = cancel
	number, t := w.ahead.number, w.whatToDo()
	job, photos := t.Job, t.Photos()
	go func() {
		forecast, err := w.setup.Backend.Foresee(ctx, job, photos)
		if err == nil {
			t.Learn(forecast, photos)
		}
		w.setup.Do(func() {
			if w.ahead.number == number && err == nil {
				w.ahead.forecast = forecast
				w.foreseen(t)
			}
		})
	}()
}

// foreseen takes in what a batch would do.
func (w *Window) foreseen(t model.Todo) {
	w.ahead.todo = t
	w.showExample()
	w.naming.Tell(clashText(w.words, t, w.ahead.forecast))
	then := w.ahead.then
	w.ahead.then = nil
	if then != nil {
		then()
		return
	}
	w.showFooter()
}

// draftJob is what a batch has to do that begins when the template that is being written is
// finished.
func (w *Window) draftJob() engine.Job {
	job := w.job()
	if w.naming != nil && w.naming.problem == nil {
		job.Name = w.naming.draft()
	}
	return job
}

// typedName looks ahead at a template that is not in use yet, or shows that it is wrong.
func (w *Window) typedName() {
	if !w.active() {
		w.result = false
	}
	if w.naming.problem == nil {
		w.foresee()
	}
	w.showExample()
	w.showFooter()
}

// showExample shows the name that the result of the photo in view gets.
func (w *Window) showExample() {
	row, t := w.model.Current(), w.ahead.todo
	switch {
	case w.naming.problem != nil:
	case row == nil:
		example := ""
		if job := w.draftJob(); job.Name != w.settings.Recipe.Name { // somebody is writing it
			example = exampleName(job, engine.Photo{Path: filepath.FromSlash("/Photos/IMG_2041.jpg")})
		}
		w.naming.Example(example, false)
	case row.Output != "" && (w.result || w.active() || t.Known && !slices.Contains(t.Rows, row)):
		w.naming.Example(belowHome(w.job(), row.Photo, row.Output), false)
	case t.Known:
		if i := slices.Index(t.Rows, row); i >= 0 && t.Outputs[i] != "" {
			w.naming.Example(belowHome(t.Job, row.Photo, t.Outputs[i]), t.Conflicts[i] != model.NoConflict && t.Job.Exists == engine.Skip)
		}
	}
}

// exampleName returns the name of the first result of a batch.
func exampleName(job engine.Job, photo engine.Photo) string {
	path, err := engine.OutputName(job, photo, 1)
	if err != nil {
		return ""
	}
	return belowHome(job, photo, path)
}

// belowHome returns a result's name, with the folders below its home.
func belowHome(job engine.Job, photo engine.Photo, path string) string {
	if below, err := filepath.Rel(job.Home(photo), path); err == nil && filepath.IsLocal(below) {
		return filepath.ToSlash(below)
	}
	return filepath.Base(path)
}

// clashText says what is in the way, with what will happen.
func clashText(w *words.Words, t model.Todo, f engine.Forecast) string {
	var texts []string
	if n := len(f.Over); n > 0 {
		texts = append(texts, w.Count("names.over", n))
	}
	if n := len(f.Alike); n > 0 {
		texts = append(texts, w.Count("names.alike", n, filepath.Base(f.Alike[0].Gets)))
	}
	if n := len(f.There); n > 0 {
		switch {
		case t.Job.Exists == engine.Number:
			texts = append(texts, w.Count("names.there.number", n))
		case t.Job.Exists == engine.Overwrite:
			texts = append(texts, w.Count("names.there.overwrite", n))
		case t.Asks():
			texts = append(texts, w.Count("names.there.ask", n))
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

// whatToDo is what a batch that begins now has to do.
func (w *Window) whatToDo() model.Todo { return w.model.ToDo(w.draftJob()) }
