package words

import (
	"strings"
	"unicode"
)

// Name returns a file's name as it is shown: in one line, and without blanks at its ends.
func Name(name string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, name))
}

// Sentence ends a text as a sentence does.
func Sentence(text string) string {
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".?!") || strings.HasSuffix(text, "…") {
		return text
	}
	return text + "."
}
