// Package words holds every sentence of the window: it loads the catalogue of a language and renders
// numbers, sizes, times, errors, notes and names of looks in it. It knows engine's types and nothing of
// a window.
package words

import (
	"fmt"
	"strings"
	"time"

	"pretobranco/assets"
	"pretobranco/engine"
)

// Words renders sentences in one language.
type Words struct {
	Language string // BCP 47
	text     map[string]string
	reasons  map[string]string // of the engine's errors, by their English formats
}

// New returns the words of a language. For "" and for a language without a catalogue it picks the
// nearest one: Brazilian Portuguese for Portuguese of any country, English for everything else.
func New(language string) *Words {
	text, err := assets.Words(language)
	if err != nil {
		nearest := "en"
		if strings.HasPrefix(strings.ToLower(language), "pt") {
			nearest = "pt-BR"
		}
		language = nearest
		if text, err = assets.Words(language); err != nil {
			panic(err) // English is part of the program
		}
	}
	reasons, err := assets.Reasons(language)
	if err != nil {
		panic(err) // every language of the program has them: a test
	}
	return &Words{Language: language, text: text, reasons: reasons}
}

// Say returns the sentence of a key, with values in their places. The places are written as
// fmt writes them, %[1]s, %[2]s and so on, and a percent sign as %%.
func (w *Words) Say(key string, values ...string) string {
	text, ok := w.text[key]
	if !ok {
		return key
	}
	pairs := []string{"%%", "%"}
	for i, value := range values {
		pairs = append(pairs, place(i+1), value)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// place is the placeholder of the n-th value in a sentence.
func place(n int) string { return fmt.Sprintf("%%[%d]s", n) }

// Takes returns how many values the sentence of a key has places for.
func (w *Words) Takes(key string) (n int) {
	for strings.Contains(w.text[key], place(n+1)) {
		n++
	}
	return n
}

// Has reports whether there is a sentence of a key.
func (w *Words) Has(key string) bool {
	_, ok := w.text[key]
	return ok
}

// Reason says why an error came about, in the language of the window.
func (w *Words) Reason(err error) string {
	return engine.ReasonOf(err).In(func(format string) string {
		if text, ok := w.reasons[format]; ok {
			return text
		}
		return format
	})
}

// Count returns the sentence of a key for n things: the words under key.one or
// key.other, with n grouped in thousands as their first value.
func (w *Words) Count(key string, n int, values ...string) string {
	form := key + ".other"
	if n == 1 || n == 0 && w.Language == "pt-BR" {
		form = key + ".one"
	}
	return w.Say(form, append([]string{w.Number(n)}, values...)...)
}

// Number writes a whole number with its thousands apart.
func (w *Words) Number(n int) string {
	digits := fmt.Sprint(max(n, -n))
	var b strings.Builder
	if n < 0 {
		b.WriteByte('-')
	}
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(w.Say("number.thousands"))
		}
		b.WriteRune(d)
	}
	return b.String()
}

// Decimal writes a number with at most one place behind the point.
func (w *Words) Decimal(v float64) string {
	if v >= 99.5 {
		return w.Number(int(v + 0.5))
	}
	text := strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0")
	return strings.Replace(text, ".", w.Say("number.point"), 1)
}

// Bytes writes a size as people read it.
func (w *Words) Bytes(n int64) string {
	value, unit := float64(n), "B"
	for _, larger := range []string{"KB", "MB", "GB", "TB"} {
		if value < 999.5 {
			break
		}
		value, unit = value/1000, larger
	}
	return w.Decimal(value) + " " + unit
}

// Date writes a day.
func (w *Words) Date(t time.Time) string { return t.Format(w.Say("date.layout")) }

// Took writes how long something took or will take.
func (w *Words) Took(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 10*time.Second:
		return w.Decimal(d.Round(100*time.Millisecond).Seconds()) + " s"
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	}
	return fmt.Sprintf("%d h %d min", s/3600, s/60%60)
}

// Left writes the time that is left, more roughly the longer it is: seconds that
// jump about promise more than anyone knows.
func (w *Words) Left(d time.Duration) string {
	switch {
	case d < time.Minute:
		return w.Say("progress.left", w.Took(max(time.Second, d.Round(time.Second))))
	case d < 10*time.Minute:
		return w.Say("progress.left", w.Took(d.Round(5*time.Second)))
	}
	m := int(d.Round(time.Minute) / time.Minute)
	if m < 60 {
		return w.Say("progress.left", fmt.Sprintf("%d min", m))
	}
	return w.Say("progress.left", fmt.Sprintf("%d h %d min", m/60, m%60))
}

// About writes how long something may take, as roughly as that is known.
func (w *Words) About(d time.Duration) string {
	switch {
	case d < time.Second:
		return w.Took(time.Second)
	case d < 10*time.Second:
		return w.Took(d.Round(time.Second))
	case d < time.Minute:
		return w.Took(d.Round(5 * time.Second))
	case d < 10*time.Minute:
		return w.Took(d.Round(10 * time.Second))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute)/time.Minute))
	}
	return w.Took(d.Round(5 * time.Minute))
}

// Change writes a size before and after, with one unit if both have the same.
func (w *Words) Change(before, after int64) string {
	from, to := w.Bytes(before), w.Bytes(after)
	if number, unit, _ := strings.Cut(from, " "); strings.HasSuffix(to, " "+unit) {
		from = number
	}
	return from + " › " + to
}
