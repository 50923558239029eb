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

// forecast owns what is known of the results before the run: where they go, and what is in their
// way. It is found out in the background, some time after the last change.
type forecast struct {
	*shell
	timer   *time.Timer
	cancel  context.CancelFunc
	number  int        // of the search: what an older one still brings is dropped
	todo    model.Todo // what a run would do, once that is known
	asked   bool       // the footer shows the question that it has
	then    func()     // waits for that
	clashes engine.Forecast
}

// foreseeAfter is how long nothing must change before the results are looked ahead at.
const foreseeAfter = 200 * time.Millisecond

// schedule looks ahead soon.
func (f *forecast) schedule() {
	f.drop()
	f.timer = time.AfterFunc(foreseeAfter, func() { f.setup.Do(f.refresh) })
}

// drop forgets what was known: something has changed. A caller that waits for it waits for what
// holds then no more.
func (f *forecast) drop() {
	f.stop()
	f.todo, f.asked, f.then = model.Todo{}, false, nil
}

func (f *forecast) stop() {
	f.number++
	if f.timer != nil {
		f.timer.Stop()
	}
	if f.cancel != nil {
		f.cancel()
		f.cancel = nil
	}
}

// refresh finds out what a batch that begins now would do and meet.
func (f *forecast) refresh() {
	f.stop()
	if f.batches.active() || f.model.Len() == 0 {
		f.clashes = engine.Forecast{}
		f.showExample()
		f.output.Tell("")
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	f.cancel = cancel
	number, t := f.number, f.whatToDo()
	job, photos := t.Job, t.Photos()
	go func() {
		forecast, err := f.setup.Backend.Foresee(ctx, job, photos)
		if err == nil {
			t.Learn(forecast, photos)
		}
		f.setup.Do(func() {
			if f.number == number && err == nil {
				f.clashes = forecast
				f.done(t)
			}
		})
	}()
}

// done keeps what a batch would do, and shows it.
func (f *forecast) done(t model.Todo) {
	f.todo = t
	f.showExample()
	f.output.Tell(clashText(f.words, t, f.clashes))
	then := f.then
	f.then = nil
	if then != nil {
		then()
		return
	}
	f.batches.showFooter()
}

// draftJob is what a batch has to do that begins when the template that is being written is
// finished.
func (f *forecast) draftJob() engine.Job {
	job := f.job()
	if f.output != nil && f.output.problem == nil {
		job.Name = f.output.draft()
	}
	return job
}

// typedName looks ahead at a template that is not in use yet, or shows that it is wrong.
func (f *forecast) typedName() {
	if !f.batches.active() {
		f.batches.result = false
	}
	if f.output.problem == nil {
		f.schedule()
	}
	f.showExample()
	f.batches.showFooter()
}

// showExample shows the name that the result of the photo in view gets.
func (f *forecast) showExample() {
	row, t := f.model.Current(), f.todo
	switch {
	case f.output.problem != nil:
	case row == nil:
		example := ""
		if job := f.draftJob(); job.Name != f.settings.Recipe.Name { // somebody is writing it
			example = exampleName(job, engine.Photo{Path: filepath.FromSlash("/Photos/IMG_2041.jpg")})
		}
		f.output.Example(example, false)
	case row.Output != "" && (f.batches.result || f.batches.active() || t.Known && !slices.Contains(t.Rows, row)):
		f.output.Example(belowHome(f.job(), row.Photo, row.Output), false)
	case t.Known:
		if i := slices.Index(t.Rows, row); i >= 0 && t.Outputs[i] != "" {
			f.output.Example(belowHome(t.Job, row.Photo, t.Outputs[i]), t.Conflicts[i] != model.NoConflict && t.Job.Exists == engine.Skip)
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
	if below, err := filepath.Rel(job.OutputRoot(photo), path); err == nil && filepath.IsLocal(below) {
		return filepath.ToSlash(below)
	}
	return filepath.Base(path)
}

// clashText says what is in the way, with what will happen.
func clashText(w *words.Words, t model.Todo, f engine.Forecast) string {
	var texts []string
	if n := len(f.OverOriginal); n > 0 {
		texts = append(texts, w.Count("names.over", n))
	}
	if n := len(f.SameName); n > 0 {
		texts = append(texts, w.Count("names.alike", n, filepath.Base(f.SameName[0].Gets)))
	}
	if n := len(f.Exists); n > 0 {
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
func (f *forecast) listClashes() {
	found := f.clashes
	var lines []string
	add := func(clashes []engine.Clash) {
		for _, c := range clashes {
			lines = append(lines, c.Photo.Path+"  ›  "+c.Gets)
		}
	}
	add(found.OverOriginal)
	add(found.SameName)
	add(found.Exists)
	f.openDetails(f.words.Say("names.clashes"), strings.Join(lines, "\n"))
}

// whatToDo is what a batch that begins now has to do.
func (f *forecast) whatToDo() model.Todo { return f.model.ToDo(f.draftJob()) }
