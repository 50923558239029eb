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
	Damage  *engine.Damage   `json:"damage,omitempty"` // of what -damaged keep would convert
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
	if !e.Damage.Whole() {
		line.Damage = &e.Damage
	}
	return line
}

// A leftLine is a file or a folder that is not converted and is no failure, one a line.
type leftLine struct {
	Event  string             `json:"event"` // "leftout"
	Time   time.Time          `json:"time"`
	Path   string             `json:"path"`
	Reason engine.LeftReason  `json:"reason"`
	File   engine.ForeignKind `json:"file,omitempty"`   // what it is, if that is known: "raw"
	Label  string             `json:"label,omitempty"`  // "Canon"
	Format string             `json:"format,omitempty"` // "CR3"
	Folder bool               `json:"folder,omitempty"` // path is a folder
	Files  int                `json:"files,omitempty"`  // in the folder
	Kind   engine.Kind        `json:"kind"`             // of the error
	Error  string             `json:"error"`            // why, in a sentence
}

func lineOfLeft(left engine.LeftOut) leftLine {
	return leftLine{Event: "leftout", Time: time.Now(), Path: left.Path, Reason: left.Reason,
		File: left.File.Kind, Label: left.File.Label, Format: left.File.Format,
		Folder: left.Folder, Files: left.Files, Kind: engine.KindOf(left.Why), Error: left.Why.Error()}
}

// The summary is the last line. The files found are those converted, failed, skipped, dropped
// and left out.
type summary struct {
	Event     string  `json:"event"`
	Found     int     `json:"found"`
	Converted int     `json:"converted"`
	Failed    int     `json:"failed"`
	Skipped   int     `json:"skipped"`
	Other     int     `json:"other"`   // of the skipped: their results were made differently
	Dropped   int     `json:"dropped"` // not converted, for the batch was stopped
	LeftOut   int     `json:"leftout"`
	Folders   int     `json:"folders,omitempty"` // that could not be searched, or have no picture
	Before    int64   `json:"before"`            // bytes of the photos converted
	After     int64   `json:"after"`
	Seconds   float64 `json:"seconds"`

	Left  []leftCount             `json:"left,omitempty"`  // files left out, by kind
	Notes map[engine.NoteCode]int `json:"notes,omitempty"` // how many results have each

	Kind  engine.Kind `json:"kind,omitempty"` // of what ended the whole run
	Error string      `json:"error,omitempty"`
}

// A leftCount is how many files were left out for one reason.
type leftCount struct {
	Reason engine.LeftReason  `json:"reason"`
	File   engine.ForeignKind `json:"file,omitempty"`
	Label  string             `json:"label,omitempty"`
	Files  int                `json:"files"`
	Text   string             `json:"text"` // "2 Canon raw files"
}

func (r *reporter) summaryLine(s engine.Summary) summary {
	line := summary{Event: "summary", Found: r.files, Converted: s.Converted, Failed: s.Failed, Skipped: s.Skipped, Other: r.other, Dropped: s.Dropped,
		LeftOut: r.leftOut, Folders: r.folders, Before: s.Before, After: s.After, Seconds: s.Took.Seconds(), Notes: r.notes.counts}
	for _, c := range r.left {
		line.Left = append(line.Left, leftCount{Reason: c.Reason, File: c.File.Kind, Label: c.File.Label, Files: c.Files, Text: c.String()})
	}
	if r.broken != nil {
		line.Kind, line.Error = engine.KindOf(r.broken), r.broken.Error()
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
