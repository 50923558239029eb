package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"pretobranco/engine"
	"pretobranco/engine/bw"
)

// notes gathers what the reports of a batch say.
//
// What follows from what was asked for (a look is mixed, a PNG becomes a JPEG) would be said of
// every photo: it is only counted. Everything else is a loss that nobody expects, and is said of
// each photo. Where very many photos have the very same note, the count at the end replaces
// the rest of them.
type notes struct {
	job    engine.Job
	counts map[engine.NoteCode]int
	told   map[engine.NoteCode]bool // of single photos
	same   map[string]int           // how often a text was said
}

func newNotes(job engine.Job) notes {
	return notes{job: job, counts: map[engine.NoteCode]int{}, told: map[engine.NoteCode]bool{}, same: map[string]int{}}
}

// mostSame is how many photos are named for the very same text.
const mostSame = 50

// take counts the notes of a photo that is done, and returns those that are to be said of it in
// one line, or "".
func (n *notes) take(e engine.Event) string {
	var texts []string
	counted := map[engine.NoteCode]bool{}
	for _, note := range e.Report.Notes {
		if !counted[note.Code] {
			counted[note.Code] = true
			n.counts[note.Code]++
		}
		if expected(note.Code, e.Photo.Format, e.Report, n.job.Options) {
			continue
		}
		n.told[note.Code] = true
		switch n.same[note.Text]++; {
		case n.same[note.Text] == mostSame+1:
			texts = append(texts, note.Text+" (more photos like this one are only counted)")
		case n.same[note.Text] <= mostSame:
			texts = append(texts, note.Text)
		}
	}
	return strings.Join(texts, "; ")
}

// expected reports whether a note of a report follows from what was asked for, and would be the
// same for every photo of that format.
func expected(code engine.NoteCode, from engine.Format, r engine.Report, o engine.Options) bool {
	_, _, _, _, linear := o.Look.LinearYCbCr()
	strong := slices.ContainsFunc(r.Notes, func(n engine.Note) bool { return n.Code == bw.NoteStrong })
	switch code {
	case bw.NoteMixed, bw.NoteGrayJPEG, bw.NoteDecoded, bw.NoteStrong:
		return true
	case bw.NotePieces:
		return !o.Look.Neutral()
	case bw.NoteRecompressed:
		switch {
		case from != r.Format: // another format holds no coefficients to keep
			return true
		case from == bw.JPEG:
			return !linear || strong
		}
		return !o.Look.Neutral()
	}
	return false
}

// sum counts all notes, those first that photos were named for.
func (n *notes) sum() string {
	codes := slices.SortedFunc(maps.Keys(n.counts), func(a, b engine.NoteCode) int {
		named := func(c engine.NoteCode) int { return map[bool]int{false: 1}[n.told[c]] }
		return cmp.Or(named(a)-named(b), n.counts[b]-n.counts[a], strings.Compare(string(a), string(b)))
	})
	parts := make([]string, len(codes))
	for i, code := range codes {
		parts[i] = code.Count(n.counts[code])
	}
	return strings.Join(parts, ", ")
}
