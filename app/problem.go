package app

import (
	"errors"
	"io/fs"

	"pretobranco/engine"
)

// describe says in one sentence what happened to a photo or a batch: its kind, and why if
// that is known.
func describe(w *Words, err error) string {
	if err == nil {
		return ""
	}
	why := reason(w, err.Error())
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
		if notPicture.MatchString(err.Error()) {
			return w.Say("problem.unsupported") // that is the same
		}
		return because(w.Say("problem.unsupported"), why)
	case engine.TooLarge:
		if most := limit(w, err.Error()); most != "" {
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

// describeRow says what happened to a photo, and at whose limit if it was too large.
func describeRow(w *Words, row *Row) string {
	text := describe(w, row.Err)
	if row.Err != nil && row.Server != "" && engine.KindOf(row.Err) == engine.TooLarge {
		return w.Say("problem.on", text, row.Server)
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
