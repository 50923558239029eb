package app

import (
	"strconv"

	"pretobranco/engine"
)

// damageText says what a damaged photo lacks; "" for one that is whole.
func damageText(w *Words, photo engine.Photo, d engine.Damage) string {
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

// keepable returns the rows of damaged photos of which something is there, and that nobody has
// asked yet to convert as they are.
func keepable(rows []*Row) (damaged []*Row) {
	for _, row := range rows {
		if !row.Damage.Whole() && !row.Keep && !row.pending() && row.State != Done {
			damaged = append(damaged, row)
		}
	}
	return damaged
}

// keepText offers to convert what is there of so many damaged photos.
func keepText(w *Words, n int) string {
	if n == 1 {
		return w.Say("damage.keep")
	}
	return w.Count("damage.keepall", n)
}

// keepDamaged converts what is there of damaged photos, now and whenever they are converted again.
func (w *Window) keepDamaged(rows []*Row) {
	rows = keepable(rows)
	for _, row := range rows {
		row.Keep = true
	}
	w.list.showRows(rows)
	if w.active() {
		w.join(rows)
	} else {
		w.convertRows(rows)
	}
	w.showDamage()
}

// keepCurrent converts what is there of the photo that is looked at.
func (w *Window) keepCurrent() {
	if row := w.looking.row; row != nil {
		w.keepDamaged([]*Row{row})
	}
}

// showDamage says below the current photo what it lacks, if it is damaged.
func (w *Window) showDamage() {
	row := w.looking.row
	if row == nil || row.Damage.Whole() || w.looking.has == noSide {
		w.compare.damage.Hide()
		return
	}
	w.compare.damage.Show(damageText(w.words, row.Photo, row.Damage), len(keepable([]*Row{row})) > 0 && w.server.way != nil)
}

// noteDamage notes what a preview has revealed of a row: what it lacks, or why it can't be shown
// at all.
func (w *Window) noteDamage(row *Row, d engine.Damage, trouble error) {
	if row.Damage != d || (row.Trouble == nil) != (trouble == nil) {
		row.Damage, row.Trouble = d, trouble
		w.list.showRows([]*Row{row})
	}
}

// tellDamaged offers to convert what is there of the photos that were refused as damaged.
func (w *Window) tellDamaged(run *Run) {
	var refused []*Row
	for _, row := range keepable(run.Rows) {
		if row.State == Failed {
			refused = append(refused, row)
		}
	}
	if len(refused) == 0 {
		return
	}
	w.banner.Show(notice{
		text:    w.words.Count("damage.found", len(refused)),
		actions: []action{{label: keepText(w.words, len(refused)), do: func() { w.keepDamaged(refused) }}},
	})
}

// troubled reports whether a row that nothing has happened to is known to be damaged, or of
// another kind of trouble.
func (r *Row) troubled() bool {
	return r.State == Ready && (r.Trouble != nil || !r.Damage.Whole() && !r.Keep)
}

// shownState is how a row's state looks.
func (r *Row) shownState() State {
	if r.troubled() {
		return Failed
	}
	return r.State
}

// readyText is what a row says before anything happens to it.
func readyText(w *Words, row *Row) string {
	switch {
	case row.troubled() && row.Trouble != nil:
		return describe(w, row.Trouble)
	case row.troubled():
		return describe(w, row.Damage.Error(nil))
	case row.Keep:
		return w.Say("state.keeps")
	}
	return w.Say("state.ready")
}
