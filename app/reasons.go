package app

import (
	"regexp"
	"strconv"
)

// The engine, and servers through it, give reasons as English sentences. Those that people
// meet are said in their language; of the others only the kind is, and Details has the rest.
var reasons = []struct {
	sentence *regexp.Regexp
	say      func(w *Words, values []string) string
}{
	{regexp.MustCompile(`stops at (\d+) %`), func(w *Words, v []string) string { return w.Say("reason.stops", v[1]) }},
	{regexp.MustCompile(`(\d+) % of the picture is intact`), func(w *Words, v []string) string { return w.Say("reason.gaps", v[1]) }},
	{regexp.MustCompile(`^the picture lacks its fine detail`), func(w *Words, _ []string) string { return w.Say("reason.coarse") }},
	{regexp.MustCompile(`^the file is empty`), func(w *Words, _ []string) string { return w.Say("reason.empty") }},
	{regexp.MustCompile(`breaks off`), func(w *Words, _ []string) string { return w.Say("reason.breaks") }},
	{regexp.MustCompile(`a checksum is wrong`), func(w *Words, _ []string) string { return w.Say("reason.checksum") }},
	{regexp.MustCompile(`^not a file`), func(w *Words, _ []string) string { return w.Say("reason.pipe") }},
	{regexp.MustCompile(`^the file is not there`), func(w *Words, _ []string) string { return w.Say("reason.missing") }},
	{regexp.MustCompile(`^no permission to read`), func(w *Words, _ []string) string { return w.Say("reason.unreadable") }},
	{regexp.MustCompile(`would replace an original`), func(w *Words, _ []string) string { return w.Say("reason.original") }},
	{regexp.MustCompile(`^a folder has the name`), func(w *Words, _ []string) string { return w.Say("reason.folder") }},
	{regexp.MustCompile(`^the disk is full`), func(w *Words, _ []string) string { return w.Say("reason.full") }},
	{regexp.MustCompile(`^the disk can only be read`), func(w *Words, _ []string) string { return w.Say("reason.readonly") }},
	{regexp.MustCompile(`^no permission to write`), func(w *Words, _ []string) string { return w.Say("reason.unwritable") }},
	{regexp.MustCompile(`^the folder is not there`), func(w *Words, _ []string) string { return w.Say("reason.gone") }},
	{regexp.MustCompile(`^the disk reports an error`), func(w *Words, _ []string) string { return w.Say("reason.broken") }},
	{regexp.MustCompile(`^the results' folder (is a file|cannot be made: a file is in its way)`), func(w *Words, _ []string) string { return w.Say("reason.isfile") }},
	{regexp.MustCompile(`^no computer of that name`), func(w *Words, _ []string) string { return w.Say("reason.name") }},
	{regexp.MustCompile(`^nothing answers at this port|connection refused`), func(w *Words, _ []string) string { return w.Say("reason.port") }},
	{regexp.MustCompile(`hangs up again and again`), func(w *Words, _ []string) string { return w.Say("reason.hangs") }},
	{regexp.MustCompile(`did not answer within`), func(w *Words, _ []string) string { return w.Say("reason.late") }},
}

// limits find the number in a sentence about one.
var limits = []struct {
	sentence *regexp.Regexp
	say      func(w *Words, n int64) string
}{
	{regexp.MustCompile(`over the limit of (\d+) pixels|pixels, more than (\d+)`), func(w *Words, n int64) string {
		return w.Say("limit.pixels", w.decimal(float64(n)/1e6))
	}},
	{regexp.MustCompile(`over the limit of (\d+) bytes|more than (\d+) bytes`), func(w *Words, n int64) string { return w.Bytes(n) }},
	{regexp.MustCompile(`limit of (\d+) MB`), func(w *Words, n int64) string { return w.Bytes(n << 20) }},
	{regexp.MustCompile(`over the limit of (\d+) frames|pages, more than (\d+)`), func(w *Words, n int64) string {
		return w.Count("facts.frames", int(n))
	}},
}

// notPicture is what the engine says of files that no format begins like.
var notPicture = regexp.MustCompile(`^not a picture`)

// stops is the one that is said shorter in English, too: it stands in a narrow row.
var stops = reasons[0].sentence

// reason says a sentence of the engine's in the language of the window; "" if it can't.
func reason(w *Words, sentence string) string {
	if w.Language == "en" && !stops.MatchString(sentence) {
		return sentence
	}
	for _, known := range reasons {
		if values := known.sentence.FindStringSubmatch(sentence); values != nil {
			return known.say(w, values)
		}
	}
	return ""
}

// limit says what a picture is too large for; "" if the sentence does not tell.
func limit(w *Words, sentence string) string {
	for _, known := range limits {
		for _, value := range known.sentence.FindStringSubmatch(sentence) {
			if n, err := strconv.ParseInt(value, 10, 64); err == nil {
				return known.say(w, n)
			}
		}
	}
	return ""
}
