package app

import (
	"time"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
)

// showFooter shows the state that the footer has to be in.
func (b *batches) showFooter() {
	switch {
	case b.active():
		if b.run.Batch != nil {
			b.run.Progress = b.run.Batch.Progress()
		}
		b.footer.showFolder(b.runFolder(), b.run.Job.Subfolder)
		b.footer.running(b.run, b.servers.away())
	case b.result:
		b.footer.showFolder(b.runFolder(), b.run.Job.Subfolder)
		b.footer.finished(b.run, b.afterwards())
	default:
		b.footer.showFolder(b.folder(), b.subfolder())
		b.footer.ready(b.readiness())
	}
	widgets.SetButton(b.footer.change, b.footer.change.Text, !b.active())
	b.showTitle()
	if b.showMenu != nil {
		b.showMenu()
	}
	b.servers.show()
}

// readiness is all that the footer says of photos that are to be converted.
type readiness struct {
	todo  model.Todo
	take  time.Duration // 0 if it is not known
	wrong string        // why nothing can be converted
	can   bool
	waits bool // it is still being found out what is to be done

	part   int  // photos that are selected or shown, if that is neither nothing nor everything
	chosen bool // they are selected
}

func (b *batches) readiness() readiness {
	t := b.forecast.todo
	if !t.Known {
		t = b.forecast.whatToDo()
	}
	r := readiness{todo: t, can: b.servers.way != nil, waits: b.forecast.then != nil}
	rows, chosen := b.model.Part()
	r.part, r.chosen = len(rows), chosen
	if b.output.problem != nil {
		r.wrong = b.words.Template(b.output.problem)
	}
	b.forecast.asked = b.forecast.asked || t.Asks() && r.wrong == ""
	if way := b.servers.way; way != nil {
		if _, bytes := t.Files(model.Usual); bytes > 0 {
			r.take, _ = b.settings.Speeds.Estimate(b.servers.address(), way.Jobs(), bytes)
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

func (b *batches) afterwards() afterwards {
	a := afterwards{failed: b.model.Count(model.ShowErrors), undo: b.run.Undoable > 0}
	t := b.forecast.todo
	if !t.Known {
		t = b.forecast.whatToDo()
	}
	if t.Again {
		t.Rows = nil
	}
	if t.Known && b.run.Left(t.Rows) {
		t.Job = b.run.Job // by which they are converted
	}
	yes := t.Writes(model.Usual)
	for i, row := range t.Rows {
		if row.State != model.Failed && (!t.Known || yes[t.Conflicts[i]]) {
			a.left++
		}
	}
	if a.left == 0 {
		a.skipped = len(b.run.Skipped())
	}
	return a
}
