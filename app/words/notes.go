package words

import (
	"slices"
	"strings"

	"pretobranco/engine"
)

// A Loss says how much of a picture its result lacks.
type Loss int

const (
	Lossless   Loss = iota
	Compressed      // it has all of the picture, but was compressed again
	Incomplete      // it has not all: pages, frames, transparency, depth, what a damaged file lacked
)

// compressions are the notes of results that are only compressed.
var compressions = []engine.NoteCode{"mixed", "recompressed", "pieces", "grayjpeg"}

// LossOf returns what a result lacks. What was lost counts before a picture's having been gray
// already: it may have lost its other pages.
func LossOf(r engine.Report) Loss {
	worst := Lossless
	if !r.Lossless && (!r.Gray || r.Why != "") {
		worst = Compressed
	}
	for _, note := range r.Notes {
		if note.Code.Loss() && !slices.Contains(compressions, note.Code) {
			worst = Incomplete
		}
	}
	return worst
}

// Losses says what a result lacks, or that it lacks nothing.
func (w *Words) Losses(r engine.Report) string {
	var losses, others []string
	for _, note := range r.Notes {
		if note.Code.Loss() {
			losses = append(losses, w.Note(note))
		} else {
			others = append(others, w.Note(note))
		}
	}
	switch {
	case len(losses) > 0:
	case LossOf(r) == Lossless && r.Gray && len(others) == 0:
		losses = append(losses, w.Say("loss.gray"))
	case LossOf(r) == Lossless:
		losses = append(losses, w.Say("loss.none"))
	case len(others) == 0 && r.Why != "": // of an older server
		losses = append(losses, w.Say("loss.why", r.Why))
	}
	return strings.Join(append(losses, others...), " ")
}

// Done says in a row how a photo was done: what is missing, if anything is.
func (w *Words) Done(r engine.Report) string {
	for _, note := range r.Notes {
		if note.Code.Loss() && !slices.Contains(compressions, note.Code) {
			return w.Note(note)
		}
	}
	if r.Gray && LossOf(r) == Lossless {
		return w.Say("state.gray")
	}
	return w.Say("state.done")
}

// Note says a note in the person's language. A note that only a newer server knows, or knows
// otherwise, is shown as it came.
func (w *Words) Note(note engine.Note) string {
	key := "note." + string(note.Code)
	if note.Code == engine.NoteMetadata {
		return w.Say("note.metadata", w.parts(note.Args))
	}
	if !w.Has(key) || w.Takes(key) != len(note.Args) {
		return w.Say("loss.why", note.Text)
	}
	return w.Say(key, note.Args...)
}

// More says of the notes of a result what exactly happens, for people who know about formats; "" if
// there is no more to say.
func (w *Words) More(r engine.Report) string {
	var all []string
	for _, note := range r.Notes {
		if key := "notemore." + string(note.Code); w.Has(key) && w.Takes(key) <= len(note.Args) {
			all = append(all, w.Say(key, note.Args...))
		}
	}
	return strings.Join(all, "\n\n")
}

// parts lists parts of the metadata in the person's language.
func (w *Words) parts(parts []string) string {
	var names []string
	for _, part := range parts {
		if key := "part." + part; w.Has(key) {
			part = w.Say(key)
		}
		names = append(names, part)
	}
	return strings.Join(names, ", ")
}
