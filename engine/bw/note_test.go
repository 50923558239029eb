package bw

import (
	"strings"
	"testing"
)

// TestNotes holds that every code has a sentence, that its arguments fit, and that a loss ends
// what was lossless.
func TestNotes(t *testing.T) {
	for _, code := range NoteCodes() {
		r := Report{Lossless: true}
		args := make([]string, strings.Count(notes[code].text, "%s"))
		for i := range args {
			args[i] = "7"
		}
		r.Note(code, args...)
		r.Note(code, args...)
		if len(r.Notes) != 1 || r.Why == "" || strings.Contains(r.Why, "%") || r.Lossless == code.Loss() {
			t.Errorf("%s: %+v", code, r)
		}
	}
	if !NoteCode("of a newer program").Loss() {
		t.Error("a code that is not known counts as harmless")
	}
}
