package words

import (
	"errors"
	"io/fs"
	"strconv"
	"strings"

	"pretobranco/engine"
)

// Describe says in one sentence what happened to a photo or a batch: its kind, and why if
// that is known.
func (w *Words) Describe(err error) string {
	if err == nil {
		return ""
	}
	why := w.Reason(err)
	switch {
	case errors.Is(err, engine.ErrFolder):
		return because(w.Say("problem.folder"), why)
	case engine.KindOf(err) == engine.Unauthorized:
		return w.Say("problem.unauthorized")
	case errors.Is(err, engine.ErrServer):
		return because(w.Say("problem.server"), why)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist): // which is no damage
		return w.Say("problem.missing")
	case errors.Is(err, fs.ErrPermission):
		return because(w.Say("problem.unreadable"), why)
	}
	switch engine.KindOf(err) {
	case engine.Damaged:
		return because(w.Say("problem.damaged"), why)
	case engine.Unsupported:
		if strings.HasPrefix(engine.ReasonOf(err).Format, "not a picture") {
			return w.Say("problem.unsupported") // that is the same
		}
		return because(w.Say("problem.unsupported"), why)
	case engine.TooLarge:
		if most := w.limit(engine.ReasonOf(err)); most != "" {
			return w.Say("problem.limit", most)
		}
		return because(w.Say("problem.large"), why)
	case engine.Busy:
		return w.Say("problem.busy")
	case engine.Cancelled:
		return w.Say("problem.cancelled")
	}
	return because(w.Say("problem.internal"), why)
}

// DescribeAt is Describe for a photo that a server refused; "" is this computer. A limit is the
// server's.
func (w *Words) DescribeAt(err error, server string) string {
	text := w.Describe(err)
	if err != nil && server != "" && engine.KindOf(err) == engine.TooLarge {
		return w.Say("problem.on", text, server)
	}
	return text
}

// because joins what happened and why.
func because(what, why string) string {
	if why == "" {
		return what
	}
	return what + ": " + why
}

// limits say the number that ends a sentence about a limit, by the words before it.
var limits = []struct {
	words string
	say   func(w *Words, n int64) string
}{
	{"over the limit of %s pixels", (*Words).megapixels},
	{"pixels, more than %s, this server's limit", (*Words).megapixels},
	{"over the limit of %s bytes", (*Words).Bytes},
	{"more than %s bytes, this server's limit", (*Words).Bytes},
	{"over this computer's limit of %s MB", func(w *Words, n int64) string { return w.Bytes(n << 20) }},
	{"over the limit of %s frames", (*Words).frames},
	{"frames or pages, more than %s, this server's limit", (*Words).frames},
}

func (w *Words) megapixels(n int64) string {
	return w.Say("limit.pixels", w.Decimal(float64(n)/1e6))
}

func (w *Words) frames(n int64) string { return w.Count("facts.frames", int(n)) }

// limit says what a picture is too large for; "" if the sentence does not.
func (w *Words) limit(s engine.Sentence) string {
	for ; ; s = *s.Because {
		for _, known := range limits {
			if !strings.HasSuffix(s.Format, known.words) || len(s.Args) == 0 {
				continue
			}
			if n, err := strconv.ParseInt(s.Args[len(s.Args)-1], 10, 64); err == nil {
				return known.say(w, n)
			}
		}
		if s.Because == nil {
			return ""
		}
	}
}
