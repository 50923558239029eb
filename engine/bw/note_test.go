package bw

import (
	"strings"
	"testing"
)

// TestNotes holds that every code has a sentence and a sum, that its arguments fit, and that a loss ends
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
		if len(r.Notes) != 1 || r.Why == "" || strings.Contains(r.Why, "%!") || strings.Contains(r.Why, "%s") || r.Lossless == code.Loss() {
			t.Errorf("%s: %+v", code, r)
		}
		if sum := code.Count(7); notes[code].sum == "" || !strings.HasPrefix(sum, "7 ") || strings.Contains(sum, "%") {
			t.Errorf("the sum of %s is %q", code, sum)
		}
	}
	newer := NoteCode("newer")
	if !newer.Loss() || newer.Count(2) != `2 with a note of the kind "newer"` {
		t.Error("a code that is not known counts as harmless, or is not named in a sum")
	}
}
