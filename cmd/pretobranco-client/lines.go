package main

import (
	"encoding/json"
	"time"

	"pretobranco/engine"
)

// An event as -json prints it, one a line. Fields that don't apply are left out.
type event struct {
	Event   engine.EventKind `json:"event"`
	Time    time.Time        `json:"time"`
	Index   *int             `json:"index,omitempty"` // of the photo, from 0
	Photo   string           `json:"photo,omitempty"`
	Output  string           `json:"output,omitempty"`
	Before  int64            `json:"before,omitempty"` // bytes
	After   int64            `json:"after,omitempty"`  // bytes
	Seconds float64          `json:"seconds,omitempty"`
	Match   engine.Match     `json:"match,omitempty"` // of a skipped photo's result: same, other (made differently), unknown
	Report  *engine.Report   `json:"report,omitempty"`
	Kind    engine.Kind      `json:"kind,omitempty"` // of the error
	Error   string           `json:"error,omitempty"`
}

func eventLine(e engine.Event) event {
	line := event{Event: e.Kind, Time: e.At, Photo: e.Photo.Path, Output: e.Output, Before: e.Before, After: e.After, Match: e.Match, Seconds: e.Took.Seconds()}
	if e.Index >= 0 {
		line.Index = &e.Index
	}
	if e.Kind == engine.Done {
		line.Report = &e.Report
	}
	if e.Err != nil {
		line.Kind, line.Error = engine.KindOf(e.Err), e.Err.Error()
	}
	return line
}

// The summary is the last line.
type summary struct {
	Event     string  `json:"event"`
	Converted int     `json:"converted"`
	Failed    int     `json:"failed"`
	Skipped   int     `json:"skipped"`
	Other     int     `json:"other"`   // of the skipped: their results were made differently
	Dropped   int     `json:"dropped"` // not converted, for the batch was stopped
	Before    int64   `json:"before"`  // bytes of the photos converted
	After     int64   `json:"after"`
	Seconds   float64 `json:"seconds"`

	Kind  engine.Kind `json:"kind,omitempty"` // of what ended the whole run
	Error string      `json:"error,omitempty"`
}

func summaryLine(s engine.Summary, other int, ended error) summary {
	line := summary{Event: "summary", Converted: s.Converted, Failed: s.Failed, Skipped: s.Skipped, Other: other, Dropped: s.Dropped,
		Before: s.Before, After: s.After, Seconds: s.Took.Seconds()}
	if ended != nil {
		line.Kind, line.Error = engine.KindOf(ended), ended.Error()
	}
	return line
}

// line prints a line. If nobody reads any more there is nobody to tell.
func (r *reporter) line(v any) {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // it holds only text and numbers
	}
	r.out.Write(append(text, '\n'))
}
