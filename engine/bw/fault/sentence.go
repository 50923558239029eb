package fault

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
)

// A Sentence is the message of an error. Its values are separate from its words, so that it can be
// translated: Format is the English sentence with %s in the place of
// each of Args, and the key under which translations are found. Formats therefore change as
// rarely as names of an interface.
type Sentence struct {
	Format  string    `json:"format"`
	Args    []string  `json:"args,omitempty"`
	Because *Sentence `json:"because,omitempty"` // the sentence of the cause, if that is public
}

// verb is one of package fmt, or a percent sign.
var verb = regexp.MustCompile(`%[-+# 0-9.]*[a-zA-Z%]`)

// Say makes a sentence like fmt.Errorf: an error given to a %w verb is its cause, and %w must
// end the format. Of the cause, only a sentence of this package becomes public.
func Say(format string, args ...any) Sentence {
	s := Sentence{}
	s.Format = verb.ReplaceAllStringFunc(format, func(v string) string {
		switch {
		case v == "%%":
			return v
		case len(args) == 0:
			panic("fault: too few values for " + format)
		}
		arg := args[0]
		args = args[1:]
		if cause, ok := arg.(error); ok && v == "%w" {
			var e *Error
			if errors.As(cause, &e) {
				s.Because = &e.Reason
			}
			return v
		}
		s.Args = append(s.Args, fmt.Sprintf(v, arg))
		return "%s"
	})
	if len(args) > 0 {
		panic("fault: too many values for " + format)
	}
	s.Format = strings.TrimSuffix(s.Format, ": %w")
	return s
}

// Quote makes a sentence of foreign text, which has no translation.
func Quote(text string) Sentence { return Sentence{Format: "%s", Args: []string{text}} }

// ReasonOf returns the sentence of an error, or quotes the text of an error of another package.
func ReasonOf(err error) Sentence {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return Quote(err.Error())
}

// Pack returns the sentence as JSON in one line of ASCII, for an HTTP header.
func (s Sentence) Pack() string {
	packed, err := json.Marshal(s)
	if err != nil {
		panic(err) // it holds only text
	}
	var b strings.Builder
	for _, r := range string(packed) {
		if r < 0x80 {
			b.WriteByte(byte(r))
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}

// Unpack returns the sentence that another program packed, if its English text equals text. Otherwise
// it quotes text.
func Unpack(packed, text string) Sentence {
	var s Sentence
	if packed == "" || json.Unmarshal([]byte(packed), &s) != nil || s.String() != text {
		return Quote(text)
	}
	return s
}

// String returns the sentence in English.
func (s Sentence) String() string { return s.In(func(format string) string { return format }) }

// In returns the sentence in another language. translate returns the translation of a format,
// in which %s or %[1]s, %[2]s and so on mark the values. A sentence of another program may
// contain anything: a verb without a value is left as it is.
func (s Sentence) In(translate func(format string) string) string {
	var b strings.Builder
	for depth := 0; ; depth++ {
		b.WriteString(fill(translate(s.Format), s.Args))
		if s.Because == nil || depth == maxCauses {
			return b.String()
		}
		b.WriteString(": ")
		s = *s.Because
	}
}

// maxCauses bounds a chain of causes, which may come from another program.
const maxCauses = 8

// place is where a value goes.
var place = regexp.MustCompile(`%(\[[1-9]\])?s|%%`)

func fill(format string, args []string) string {
	next := 0
	return place.ReplaceAllStringFunc(format, func(p string) string {
		i := next
		switch {
		case p == "%%":
			return "%"
		case len(p) > 2: // %[1]s
			i = int(p[2] - '1')
		default:
			next++
		}
		if i >= len(args) {
			return p
		}
		return args[i]
	})
}
