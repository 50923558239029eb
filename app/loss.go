package app

import (
	"strings"

	"pretobranco/engine"
)

// lossText says what a result lacks, or that it lacks nothing. What was lost comes first: a
// picture that was gray already may still have lost its other pages.
func lossText(w *Words, r engine.Report) string {
	var sentences []string
	for _, note := range r.Notes {
		sentences = append(sentences, noteText(w, note))
	}
	switch {
	case len(sentences) > 0:
	case r.Gray:
		return w.Say("loss.gray")
	case r.Lossless:
		return w.Say("loss.none")
	case r.Why != "": // of an older server
		return w.Say("loss.why", r.Why)
	}
	return strings.Join(sentences, " ")
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
