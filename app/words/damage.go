package words

import (
	"strconv"

	"pretobranco/engine"
)

// Damage returns what a damaged photo lacks; "" if it is whole.
func (w *Words) Damage(photo engine.Photo, d engine.Damage) string {
	percent := strconv.Itoa(d.Percent)
	switch d.Loss {
	case engine.Stops:
		if photo.Format == "jpeg" {
			return w.Say("damage.stops.gray", percent)
		}
		return w.Say("damage.stops.empty", percent)
	case engine.Gaps:
		return w.Say("damage.gaps", percent)
	case engine.Coarse:
		return w.Say("damage.coarse")
	case engine.Doubtful:
		return w.Say("damage.doubtful")
	}
	return ""
}

// KeepDamaged offers to convert what is there of so many damaged photos.
func (w *Words) KeepDamaged(n int) string {
	if n == 1 {
		return w.Say("damage.keep")
	}
	return w.Count("damage.keepall", n)
}
