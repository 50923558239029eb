package app

import (
	"slices"
	"strings"

	"pretobranco/engine"
)

// A loss says how much of a picture its result lacks.
type loss int

const (
	lossless   loss = iota
	compressed      // it has all of the picture, but was compressed again
	incomplete      // it has not all: pages, frames, transparency, depth, what a damaged file lacked
)

// compressions are the notes of results that are only compressed.
var compressions = []engine.NoteCode{"mixed", "recompressed", "pieces", "grayjpeg"}

// lossOf returns what a result lacks. What was lost counts before a picture's having been gray
// already: it may have lost its other pages.
func lossOf(r engine.Report) loss {
	worst := lossless
	if !r.Lossless && (!r.Gray || r.Why != "") {
		worst = compressed
	}
	for _, note := range r.Notes {
		if note.Code.Loss() && !slices.Contains(compressions, note.Code) {
			worst = incomplete
		}
	}
	return worst
}

// lossText says what a result lacks, or that it lacks nothing.
func lossText(w *Words, r engine.Report) string {
	var losses, others []string
	for _, note := range r.Notes {
		if note.Code.Loss() {
			losses = append(losses, noteText(w, note))
		} else {
			others = append(others, noteText(w, note))
		}
	}
	switch {
	case len(losses) > 0:
	case lossOf(r) == lossless && r.Gray && len(others) == 0:
		losses = append(losses, w.Say("loss.gray"))
	case lossOf(r) == lossless:
		losses = append(losses, w.Say("loss.none"))
	case len(others) == 0 && r.Why != "": // of an older server
		losses = append(losses, w.Say("loss.why", r.Why))
	}
	return strings.Join(append(losses, others...), " ")
}

// doneText says in a row how a photo was done: what is missing, if anything is.
func doneText(w *Words, r engine.Report) string {
	for _, note := range r.Notes {
		if note.Code.Loss() && !slices.Contains(compressions, note.Code) {
			return noteText(w, note)
		}
	}
	if r.Gray && lossOf(r) == lossless {
		return w.Say("state.gray")
	}
	return w.Say("state.done")
}

// noteText says a note in the person's language. One that only a newer server knows, or knows
// otherwise, is shown as it came.
func noteText(w *Words, note engine.Note) string {
	key := "note." + string(note.Code)
	if note.Code == engine.NoteMetadata {
		return w.Say("note.metadata", partNames(w, note.Args))
	}
	if !w.Has(key) || w.Takes(key) != len(note.Args) {
		return w.Say("loss.why", note.Text)
	}
	return w.Say(key, note.Args...)
}

// partNames lists parts of the metadata in the person's language.
func partNames(w *Words, parts []string) string {
	var names []string
	for _, part := range parts {
		if key := "part." + part; w.Has(key) {
			part = w.Say(key)
		}
		names = append(names, part)
	}
	return strings.Join(names, ", ")
}
