package app

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/engine"
)

// longRun is how long a batch must take for its end to be worth a notification.
const longRun = 10 * time.Second

// batches owns the run: its start, its course, its end and what is done with it afterwards.
type batches struct {
	*shell
	run     *model.Run // the last one, also when it is over
	result  bool       // the footer shows how it went
	closing bool       // the window closes after the run
}

// active says that a batch is under way.
func (b *batches) active() bool { return b.run != nil && !b.run.Closed }

// convert does what the button in colour does: it starts a batch of what is to be done, or has
// the last run convert what it left.
func (b *batches) convert() { b.choose(model.Usual) }

// choose is Convert with an answer to what becomes of results that exist already. What they are
// is known first, and nobody decides about them without having been told: a key that is pressed
// before that shows the question.
func (b *batches) choose(c model.Choice) {
	if !b.nameIsRight() || b.active() || b.servers.way == nil {
		return
	}
	if b.result {
		left := b.reruns.left()
		if len(left) == 0 {
			return // a second key press must not convert everything again
		}
		if c == model.Usual && b.run.Left(left) {
			b.reruns.proceed(left)
			return
		}
		b.result = false
	}
	if b.forecast.todo.Known {
		b.begin(c)
		return
	}
	b.forecast.then = func() { b.begin(c) }
	b.forecast.refresh()
	b.showFooter()
}

// nameIsRight takes the template that is being written, and says so if it is wrong.
func (b *batches) nameIsRight() bool {
	b.output.commit()
	if b.output.problem == nil {
		return true
	}
	if !b.active() {
		b.result = false
	}
	b.showFooter()
	return false
}

// begin starts a batch of what is to be done, or shows a question that nobody has seen.
func (b *batches) begin(c model.Choice) {
	t := b.forecast.todo
	if c == model.Usual && t.Asks() && !b.forecast.asked {
		b.showFooter()
		return
	}
	b.start(t.Rows, t.Begin(c))
}

// convertRows converts photos that were selected, also those that have results: selecting them
// asks for that. No result is replaced unless the settings say so.
func (b *batches) convertRows(rows []*model.Row) {
	if !b.nameIsRight() {
		return
	}
	job := model.NewFiles(b.job())
	job.Fresh = true
	for _, row := range rows {
		if !row.Pending() {
			row.Exists = ""
		}
	}
	b.start(rows, job)
}

// convertPart converts the photos that are selected, or shown.
func (b *batches) convertPart() {
	if rows, _ := b.model.Part(); len(rows) > 0 {
		b.convertRows(rows)
	}
}

// start begins a batch of these rows.
func (b *batches) start(rows []*model.Row, job engine.Job) {
	if !b.active() && b.servers.way != nil && len(rows) > 0 {
		b.launch(model.NewRun(b.model, slices.Clone(rows), job))
	}
}

func (b *batches) launch(run *model.Run) {
	run.Server = b.servers.way
	b.nameServer(run)
	b.run, b.result = run, false
	b.banner.Hide()
	b.forecast.drop()
	b.output.Tell("")
	b.rememberResults(run.Job, run.Rows)
	b.list.showAll()
	b.showFooter()

	events := newEventBatch(b.setup.Do, func(events []engine.Event) { b.apply(run, events) })
	job, photos, way := run.Job, run.Photos(), run.Server
	job.Record = b.recovery.file()
	b.back.do(func() {
		batch, err := way.Start(context.Background(), job, photos, events.push)
		run.Began = batch
		b.setup.Do(func() { b.started(run, batch, err) })
	})
}

// nameServer notes which server a run goes to.
func (b *batches) nameServer(run *model.Run) {
	run.Address, run.Label = "", ""
	if remote, ok := b.settings.Remote(); ok {
		run.Address, run.Label = remote.Address, remote.Label()
	}
}

// address names the server in use; "" is this computer.
func (s *servers) address() string {
	remote, _ := s.settings.Remote()
	return remote.Address
}

// started keeps the batch, or shows why there is none.
func (b *batches) started(run *model.Run, batch model.Batch, err error) {
	if err != nil {
		if run.Server != b.servers.way {
			go run.Server.Close()
		}
		run.Apply(engine.Event{Kind: engine.Finished, Index: -1})
		b.run = nil
		b.showTrouble(err)
		b.list.showAll()
		b.forecast.schedule()
		b.showFooter()
		return
	}
	run.Batch = batch
	switch {
	case run.Giving:
		batch.StopNow()
	case run.Stopping:
		batch.Stop()
	}
	b.showFooter()
	if !run.Over {
		go b.tick(run, batch)
	}
}

// tick keeps the time left moving while nothing else happens.
func (b *batches) tick(run *model.Run, batch model.Batch) {
	ticker := time.NewTicker(250 * time.Millisecond)
	defer ticker.Stop()
	over := make(chan struct{})
	go func() {
		batch.Wait()
		close(over)
	}()
	for {
		select {
		case <-over:
			return
		case <-ticker.C:
			b.setup.Do(func() {
				if b.run == run && !run.Over {
					b.showFooter()
				}
			})
		}
	}
}

// apply applies the events since the last time.
func (b *batches) apply(run *model.Run, events []engine.Event) {
	paused := run.Paused
	for _, ev := range events {
		run.Apply(ev)
		if ev.Kind == engine.Failed && ev.Index >= 0 && ev.Index < len(run.Rows) {
			b.log("a photo failed", ev.Err, "path", run.Rows[ev.Index].Photo.Path, "server", run.Address)
		}
		if ev.Kind == engine.Unrecorded {
			b.report(notice{text: b.words.Say("trouble.unrecorded", ev.Output)}, ev.Err)
		}
	}
	if b.run != run {
		return
	}
	if len(events) > 0 && run.Server == b.servers.way {
		b.servers.heard = time.Now()
	}
	touched := run.Touched()
	if b.model.Refilter() {
		b.list.showAll()
	} else {
		b.list.showRows(touched)
		b.list.showCounts()
	}
	if run.Paused && run.Why != nil {
		b.showTrouble(run.Why)
	} else if paused && !run.Paused {
		b.banner.Hide()
		b.servers.answers()
	}
	b.showFooter()
	if run.Over {
		b.finish(run)
	}
}

// finish asks for the summary of a run that is over. Wait may take a moment, so it
// is not waited for here.
func (b *batches) finish(run *model.Run) {
	batch := run.Batch
	if batch == nil { // every event came before Start returned
		b.back.do(func() { b.setup.Do(func() { b.finish(run) }) })
		return
	}
	go func() {
		summary := batch.Wait()
		b.setup.Do(func() { b.finished(run, summary) })
	}()
}

// finished shows how a run went, and does what waited for its end.
func (b *batches) finished(run *model.Run, summary engine.Summary) {
	if b.run != run {
		return
	}
	run.Summary, run.Closed, run.Undoable = run.Sum(summary.Took), true, run.Batch.Undoable()
	if run.Server != b.servers.way {
		go run.Server.Close() // the server in use changed while the run had another
	}
	b.result = true
	if !b.closing && run.Summary.Dropped > 0 { // after quitting in the middle a person may want to continue next time
		b.back.do(run.Batch.Abandon)
	}
	if !run.Moved {
		b.settings.Speeds.Learn(run.Address, run.Summary)
	}
	b.list.showAll()
	b.forecast.schedule()
	b.showFooter()
	b.tellDamaged(run)
	b.tellTooLarge(run)
	b.preview.showDamage()
	if then := run.Then; then != nil {
		run.Then = nil
		then()
		return
	}
	if b.away && !b.settings.Quiet && run.Summary.Took >= longRun {
		b.app.SendNotification(fyne.NewNotification(Metadata.Name, summaryText(b.words, run)))
	}
	if b.closing {
		b.quit()
	}
}

// join adds rows to the batch that is under way.
func (b *batches) join(rows []*model.Row) {
	if !b.active() || b.run.Stopping || b.run.Over {
		return
	}
	run := b.run
	for _, row := range rows {
		row.Exists = ""
	}
	photos := run.Add(rows)
	b.rememberResults(run.Job, rows)
	b.back.do(func() { // behind the start, if that is still to come
		if run.Began != nil {
			run.Began.Add(photos)
		}
	})
}

// pause holds the batch, or lets it go on.
func (b *batches) pause() {
	switch {
	case !b.active() || b.run.Batch == nil:
	case b.run.Paused:
		b.resume()
	default:
		b.run.Batch.Pause()
	}
}

func (b *batches) resume() {
	if b.active() && b.run.Batch != nil {
		b.run.Batch.Resume()
	}
}

// stop ends the batch; photos under way are finished, unless it is asked a second time: then
// nobody wants to wait for the rest.
func (b *batches) stop() {
	if !b.active() {
		return
	}
	b.run.Giving = b.run.Stopping
	b.run.Stopping = true
	if batch := b.run.Batch; batch != nil {
		if b.run.Giving {
			batch.StopNow()
		} else {
			batch.Stop()
		}
	}
	b.showFooter()
}

// restart ends the batch and then does something else, such as starting again
// with another server: photos that are not done are converted then.
func (b *batches) restart(then func()) {
	if !b.active() {
		then()
		return
	}
	b.run.Then = then
	b.run.Stopping, b.run.Giving = true, true
	if b.run.Batch != nil {
		b.run.Batch.StopNow()
	}
	b.showFooter()
}

// runFolder is where the results of the last run are, or "" if they are next to photos in several folders.
func (b *batches) runFolder() string {
	if b.run.Job.Folder != "" {
		return b.run.Job.Folder
	}
	if _, one := b.model.Root(); one || b.model.Len() == 0 {
		return b.run.Folder()
	}
	return ""
}

// openFolder shows the results.
func (b *batches) openFolder() {
	folder := b.folder()
	if b.run != nil {
		folder = b.run.Fullest()
	}
	b.photos.openPath(folder)
}

// askToClose is what the window's close button does.
func (w *Window) askToClose() {
	if !w.batches.active() {
		w.close()
		return
	}
	widgets.Ask(w.win, widgets.Question{Title: w.words.Say("close.title"), Text: w.words.Say("close.text"), Yes: w.words.Say("close.stop"), No: w.words.Say("close.keep"), Danger: true, Do: func() {
		if !w.batches.active() {
			w.close()
			return
		}
		w.batches.closing = true
		w.batches.restart(w.close)
	}})
}

// askToStop is what Escape does while a batch runs.
func (b *batches) askToStop() {
	widgets.Ask(b.win, widgets.Question{Title: b.words.Say("stop.title"), Text: b.words.Say("stop.text"), Yes: b.words.Say("footer.stop"), No: b.words.Say("close.keep"), Do: b.stop})
}

// rememberResults notes the folders that results of rows go to.
func (b *batches) rememberResults(job engine.Job, rows []*model.Row) {
	if b.settings.RememberResults(job, rows) {
		b.save()
	}
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
