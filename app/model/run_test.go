package model

import (
	"errors"
	"testing"

	"pretobranco/engine"
)

func TestRun(t *testing.T) {
	m := listed(4)
	r := NewRun(m, m.Rows(), engine.Job{Folder: "/out"})
	damaged := errors.New("stops at 63 %")
	for _, ev := range []engine.Event{
		{Kind: engine.Started, Index: 0},
		{Kind: engine.Done, Index: 0, Output: "/out/a.jpg", After: 7, Report: engine.Report{Lossless: true}},
		{Kind: engine.Failed, Index: 1, Err: damaged},
		{Kind: engine.Waiting, Index: 2},
		{Kind: engine.Paused, Index: -1, Err: engine.ErrFolder},
	} {
		r.Apply(ev)
	}
	rows := m.Rows()
	if rows[0].State != Done || rows[0].After != 7 || !rows[0].Report.Lossless || rows[0].Output != "/out/a.jpg" {
		t.Errorf("done: %+v", rows[0])
	}
	if rows[1].State != Failed || rows[1].Err != damaged || rows[2].State != Waiting || rows[3].State != InQueue {
		t.Error("the states are wrong")
	}
	if !r.Paused || r.Why != engine.ErrFolder || len(r.Touched()) != 4 || len(r.Touched()) != 0 {
		t.Error("the pause or the touched rows are wrong")
	}
	if got := r.Indexes([]*Row{rows[1], {}}); len(got) != 1 || got[0] != 1 {
		t.Errorf("indexes %v", got)
	}
	// A retry that works takes the error away; what never ended is ready again.
	r.Apply(engine.Event{Kind: engine.Queued, Index: 1})
	r.Apply(engine.Event{Kind: engine.Skipped, Index: 1})
	r.Apply(engine.Event{Kind: engine.Finished, Index: -1})
	if rows[1].State != Skipped || rows[1].Err != nil || rows[2].State != Ready || rows[3].State != Ready || !r.Over || r.Paused {
		t.Error("the end is wrong")
	}
	if m.Count(ShowDone) != 2 || m.Count(ShowErrors) != 0 {
		t.Error("the counts are wrong")
	}
}

// TestRunAdd gives rows that join a batch the indexes that the batch gives them.
func TestRunAdd(t *testing.T) {
	m := listed(2)
	r := NewRun(m, m.Rows(), engine.Job{Folder: "/out"})
	late := m.Add([]engine.Photo{{Path: "/p/x.jpg"}})
	if photos := r.Add(late); len(photos) != 1 || photos[0].Path != "/p/x.jpg" || len(r.Photos()) != 3 {
		t.Error("the batch does not get the photo")
	}
	r.Apply(engine.Event{Kind: engine.Done, Index: 2})
	r.Apply(engine.Event{Kind: engine.Done, Index: 3}) // nobody's
	if late[0].State != Done {
		t.Error("the row does not hear of its photo")
	}
}

// TestFullest finds results that went to another folder before it was changed.
func TestFullest(t *testing.T) {
	r := NewRun(New(), nil, engine.Job{Folder: "/out"})
	if r.wrote("/old"); r.Fullest() != "/old" {
		t.Error("results that went to another folder are forgotten")
	}
}
