package app

import (
	"strings"

	"pretobranco/engine"
)

// lossText says whether a result is lossless, or why not.
func lossText(w *Words, r engine.Report) string {
	switch {
	case r.Gray:
		return w.Say("loss.gray")
	case r.Lossless:
		return w.Say("loss.none")
	case r.Why == "":
		return ""
	}
	var reasons []string
	for _, reason := range strings.Split(r.Why, "; ") {
		reasons = append(reasons, lossReason(w, reason))
	}
	return strings.Join(reasons, " ")
}

// lossReason says in the person's language what the converter says in English. What a newer
// one says is shown as it is.
func lossReason(w *Words, why string) string {
	switch {
	case strings.HasPrefix(why, "no second generation"):
		return w.Say("loss.mixed")
	case strings.HasPrefix(why, "only the first"):
		return w.Say("loss.frames")
	case strings.HasPrefix(why, "transparency"):
		return w.Say("loss.white")
	case strings.HasPrefix(why, "JPEG has no pure"):
		return w.Say("loss.bilevel")
	case strings.HasPrefix(why, "the picture was compressed anew"):
		return w.Say("loss.anew")
	case strings.HasPrefix(why, "JPEG pieces"):
		return w.Say("loss.pieces")
	}
	return w.Say("loss.why", why)
}
