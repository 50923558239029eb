package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/engine"
)

// longRun is how long a batch must take for its end to be worth a notification.
const longRun = 10 * time.Second

// active says that a batch is under way.
func (w *Window) active() bool { return w.run != nil && !w.run.Closed }

// Convert does what the button in colour does: it starts a batch of what is to be done, or has
// the last run convert what it left.
func (w *Window) Convert() { w.choose(model.Usual) }

// choose is Convert with an answer to what becomes of results that exist already. What they are
// is known first, and nobody decides about them without having been told: a key that is pressed
// before that shows the question.
func (w *Window) choose(c model.Choice) {
	if !w.nameIsRight() || w.active() || w.server.way == nil {
		return
	}
	if w.result {
		left := w.leftRows()
		if len(left) == 0 {
			return // who presses the key once too often wants nothing twice
		}
		if c == model.Usual && w.run.Left(left) {
			w.proceed(left)
			return
		}
		w.result = false
	}
	if w.ahead.todo.Known {
		w.begin(c)
		return
	}
	w.ahead.then = func() { w.begin(c) }
	w.lookAhead()
	w.showFooter()
}

// nameIsRight takes the template that is being written, and says so if it is wrong.
func (w *Window) nameIsRight() bool {
	w.naming.commit()
	if w.naming.problem == nil {
		return true
	}
	if !w.active() {
		w.result = false
	}
	w.showFooter()
	return false
}

// begin starts a batch of what is to be done, or shows a question that nobody has seen.
func (w *Window) begin(c model.Choice) {
	t := w.ahead.todo
	if c == model.Usual && t.Asks() && !w.ahead.asked {
		w.showFooter()
		return
	}
	w.start(t.Rows, t.Begin(c))
}

// convertRows converts photos that were selected, also those that have results: who selects them
// wants that. No result is replaced unless the settings say so.
func (w *Window) convertRows(rows []*model.Row) {
	if !w.nameIsRight() {
		return
	}
	job := model.NewFiles(w.job())
	job.Fresh = true
	for _, row := range rows {
		if !row.Pending() {
			row.Exists = ""
		}
	}
	w.start(rows, job)
}

// start begins a batch of these rows.
func (w *Window) start(rows []*model.Row, job engine.Job) {
	if !w.active() && w.server.way != nil && len(rows) > 0 {
		w.launch(model.NewRun(w.model, slices.Clone(rows), job))
	}
}

func (w *Window) launch(run *model.Run) {
	run.Server = w.server.way
	w.nameServer(run)
	w.run, w.result = run, false
	w.banner.Hide()
	w.dropForecast()
	w.naming.Tell("")
	w.rememberHomes(run.Job, run.Rows)
	w.list.showAll()
	w.showFooter()

	events := newGatherer(w.setup.Do, func(events []engine.Event) { w.apply(run, events) })
	job, photos, way := run.Job, run.Photos(), run.Server
	w.keepRecord(run)
	w.back.do(func() {
		batch, err := way.Start(context.Background(), job, photos, events.push)
		run.Began = batch
		w.setup.Do(func() { w.started(run, batch, err) })
	})
}

// nameServer notes which server a run goes to.
func (w *Window) nameServer(run *model.Run) {
	run.Address, run.Label = "", ""
	if remote, ok := w.settings.Remote(); ok {
		run.Address, run.Label = remote.Address, remote.Label()
	}
}

// serverAddress names the server in use; "" is this computer.
func (w *Window) serverAddress() string {
	remote, _ := w.settings.Remote()
	return remote.Address
}

// started takes in the batch, or why there is none.
func (w *Window) started(run *model.Run, batch model.Batch, err error) {
	if err != nil {
		if run.Server != w.server.way {
			go run.Server.Close()
		}
		run.Apply(engine.Event{Kind: engine.Finished, Index: -1})
		w.run = nil
		w.dropRecord()
		w.showTrouble(err)
		w.list.showAll()
		w.foresee()
		w.showFooter()
		return
	}
	run.Batch = batch
	switch {
	case run.Giving:
		batch.StopNow()
	case run.Stopping:
		batch.Stop()
	}
	w.showFooter()
	if !run.Over {
		go w.tick(run, batch)
	}
}

// tick keeps the time left moving while nothing else happens.
func (w *Window) tick(run *model.Run, batch model.Batch) {
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
			w.setup.Do(func() {
				if w.run == run && !run.Over {
					w.showFooter()
				}
			})
		}
	}
}

// apply takes in what happened since the last time.
func (w *Window) apply(run *model.Run, events []engine.Event) {
	paused := run.Paused
	for _, ev := range events {
		run.Apply(ev)
		if ev.Kind == engine.Unrecorded {
			w.banner.Show(notice{text: w.words.Say("trouble.unrecorded", ev.Output), details: engine.Detail(ev.Err)})
		}
	}
	w.trace(run, events)
	if w.run != run {
		return
	}
	touched := run.Touched()
	if w.model.Refilter() {
		w.list.showAll()
	} else {
		w.list.showRows(touched)
		w.list.showCounts()
	}
	if run.Paused && run.Why != nil {
		w.showTrouble(run.Why)
	} else if paused && !run.Paused {
		w.banner.Hide()
		w.serverAnswers()
	}
	w.showFooter()
	if run.Over {
		w.finish(run)
	}
}

// finish asks for the summary of a run that is over. Wait may take a moment, so it
// is not waited for here.
func (w *Window) finish(run *model.Run) {
	batch := run.Batch
	if batch == nil { // every event came before Start returned
		w.back.do(func() { w.setup.Do(func() { w.finish(run) }) })
		return
	}
	go func() {
		summary := batch.Wait()
		w.setup.Do(func() { w.finished(run, summary) })
	}()
}

// finished shows how a run went, and does what waited for its end.
func (w *Window) finished(run *model.Run, summary engine.Summary) {
	if w.run != run {
		return
	}
	run.Summary, run.Closed = run.Sum(summary.Took), true
	if run.Server != w.server.way {
		go run.Server.Close() // the server in use changed while the run had another
	}
	w.result = true
	if !w.closing || run.Summary.Dropped == 0 { // who quits in the middle may want to go on next time
		w.dropRecord()
	}
	if !run.Moved {
		w.settings.Speeds.Learn(run.Address, run.Summary)
	}
	w.list.showAll()
	w.foresee()
	w.showFooter()
	w.tellDamaged(run)
	w.tellTooLarge(run)
	w.showDamage()
	if then := run.Then; then != nil {
		run.Then = nil
		then()
		return
	}
	if w.away && !w.settings.Quiet && run.Summary.Took >= longRun {
		w.app.SendNotification(fyne.NewNotification(Metadata.Name, summaryText(w.words, run)))
	}
	if w.closing {
		w.close()
	}
}

// join adds rows to the batch that is under way.
func (w *Window) join(rows []*model.Row) {
	if !w.active() || w.run.Stopping || w.run.Over {
		return
	}
	run := w.run
	for _, row := range rows {
		row.Exists = ""
	}
	photos := run.Add(rows)
	w.rememberHomes(run.Job, rows)
	w.keepRecord(run)
	w.back.do(func() { // behind the start, if that is still to come
		if run.Began != nil {
			run.Began.Add(photos)
		}
	})
}

// pause holds the batch, or lets it go on.
func (w *Window) pause() {
	switch {
	case !w.active() || w.run.Batch == nil:
	case w.run.Paused:
		w.resume()
	default:
		w.run.Batch.Pause()
	}
}

func (w *Window) resume() {
	if w.active() && w.run.Batch != nil {
		w.run.Batch.Resume()
	}
}

// stop ends the batch; photos under way are finished, unless it is asked a second time: then
// nobody wants to wait for the rest.
func (w *Window) stop() {
	if !w.active() {
		return
	}
	w.run.Giving = w.run.Stopping
	w.run.Stopping = true
	if batch := w.run.Batch; batch != nil {
		if w.run.Giving {
			batch.StopNow()
		} else {
			batch.Stop()
		}
	}
	w.showFooter()
}

// restart ends the batch and then does something else, such as starting again
// with another server: photos that are not done are converted then.
func (w *Window) restart(then func()) {
	if !w.active() {
		then()
		return
	}
	w.run.Then = then
	w.run.Stopping, w.run.Giving = true, true
	if w.run.Batch != nil {
		w.run.Batch.StopNow()
	}
	w.showFooter()
}

// showTrouble says why a batch holds, or could not start, and what can be done.
func (w *Window) showTrouble(err error) {
	n := notice{text: w.words.Describe(err), bad: true, details: engine.Detail(err)}
	again := action{label: w.words.Say("trouble.resume"), do: w.resume}
	if !w.active() {
		again = action{label: w.words.Say("trouble.again"), do: w.Convert}
	}
	local := action{label: w.words.Say("trouble.local"), do: w.useThisComputer}
	switch {
	case errors.Is(err, engine.ErrFolder):
		n.actions = []action{{label: w.words.Say("trouble.folder"), do: w.changeFolder, keep: true}, again}
	case refused(err):
		w.serverLost(err)
		n.actions = []action{{label: w.words.Say("trouble.server"), do: w.mendServer, keep: true}, local, again}
	case errors.Is(err, engine.ErrServer):
		w.serverLost(err)
		n.actions = []action{again}
		if _, remote := w.settings.Remote(); remote {
			n.actions = append(n.actions, local)
		}
	default:
		n.actions = []action{again}
	}
	w.banner.Show(n)
}

// tellTooLarge offers this computer for photos that are over a server's limits.
func (w *Window) tellTooLarge(run *model.Run) {
	if run.Address == "" {
		return
	}
	var rows []*model.Row
	for _, row := range run.Rows {
		if row.State == model.Failed && engine.KindOf(row.Err) == engine.TooLarge {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return
	}
	remote, _ := w.settings.Remote()
	w.banner.Show(notice{
		text:    w.words.Count("trouble.large", len(rows), remote.Label()),
		details: rows[0].Name() + ": " + engine.Detail(rows[0].Err),
		actions: []action{{label: w.words.Say("menu.local"), do: func() { w.convertHere(rows) }}},
	})
}

// runFolder is where the results of the last run are, or "" if that is beside several photos.
func (w *Window) runFolder() string {
	if w.run.Job.Folder != "" {
		return w.run.Job.Folder
	}
	if _, one := w.model.Root(); one || w.model.Len() == 0 {
		return w.run.Folder()
	}
	return ""
}

// openFolder shows the results.
func (w *Window) openFolder() {
	folder := w.folder()
	if w.run != nil {
		folder = w.run.Fullest()
	}
	w.openPath(folder)
}

// askToClose is what the window's close button does.
func (w *Window) askToClose() {
	if !w.active() {
		w.close()
		return
	}
	widgets.Confirm(w.win, w.words.Say("close.title"), w.words.Say("close.text"), w.words.Say("close.stop"), w.words.Say("close.keep"), func() {
		if !w.active() {
			w.close()
			return
		}
		w.closing = true
		w.restart(w.close)
	})
}

// askToStop is what Escape does while a batch runs.
func (w *Window) askToStop() {
	widgets.Confirm(w.win, w.words.Say("stop.title"), w.words.Say("stop.text"), w.words.Say("footer.stop"), w.words.Say("close.keep"), w.stop)
}

// rememberHomes notes the folders that results of rows go to.
func (w *Window) rememberHomes(job engine.Job, rows []*model.Row) {
	if w.settings.RememberResults(job, rows) {
		w.save()
	}
}
