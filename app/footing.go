package app

import (
	"time"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
)

// showFooter shows the state that the footer has to be in.
func (w *Window) showFooter() {
	switch {
	case w.active():
		if w.run.Batch != nil {
			w.run.Progress = w.run.Batch.Progress()
		}
		w.footer.showFolder(w.runFolder())
		w.footer.running(w.run)
	case w.result:
		w.footer.showFolder(w.runFolder())
		w.footer.finished(w.run, w.afterwards())
	default:
		w.footer.showFolder(w.folder())
		w.footer.ready(w.readiness())
	}
	widgets.SetButton(w.footer.change, w.footer.change.Text, !w.active())
	w.showTitle()
	w.showServer()
}

// readiness is all that the footer says of photos that are to be converted.
type readiness struct {
	todo  model.Todo
	take  time.Duration // 0 if it is not known
	wrong string        // why nothing can be converted
	can   bool
	waits bool // it is still being found out what is to be done
}

func (w *Window) readiness() readiness {
	t := w.ahead.todo
	if !t.Known {
		t = w.whatToDo()
	}
	r := readiness{todo: t, can: w.server.way != nil, waits: w.ahead.then != nil}
	if w.naming.problem != nil {
		r.wrong = w.words.Template(w.naming.problem)
	}
	w.ahead.asked = w.ahead.asked || t.Asks() && r.wrong == ""
	if way := w.server.way; way != nil {
		if _, bytes := t.Files(model.Usual); bytes > 0 {
			r.take, _ = w.settings.Speeds.Estimate(w.serverAddress(), way.Jobs(), bytes)
		}
	}
	return r
}

// afterwards is what can be done after a run.
type afterwards struct {
	failed  int
	left    int // photos that the run did not come to
	skipped int // that can be converted after all, if nothing else is left
	undo    bool
}

func (w *Window) afterwards() afterwards {
	a := afterwards{failed: w.model.Count(model.ShowErrors), undo: len(w.run.Traces) > 0}
	t := w.ahead.todo
	if !t.Known {
		t = w.whatToDo()
	}
	if t.Again {
		t.Rows = nil
	}
	if t.Known && w.run.Left(t.Rows) {
		t.Job = w.run.Job // by which they are converted
	}
	yes := t.Writes(model.Usual)
	for i, row := range t.Rows {
		if row.State != model.Failed && (!t.Known || yes[t.Conflicts[i]]) {
			a.left++
		}
	}
	if a.left == 0 {
		a.skipped = len(w.run.Skipped())
	}
	return a
}
