package app

import (
	"pretobranco/app/words"
	"pretobranco/engine"
)

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
	w.compare.damage.Show(w.words.Damage(row.Photo, row.Damage), len(keepable([]*Row{row})) > 0 && w.server.way != nil)
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
		actions: []action{{label: w.words.KeepDamaged(len(refused)), do: func() { w.keepDamaged(refused) }}},
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
func readyText(w *words.Words, row *Row) string {
	switch {
	case row.troubled() && row.Trouble != nil:
		return w.Describe(row.Trouble)
	case row.troubled():
		return w.Describe(row.Damage.Error(nil))
	case row.Keep:
		return w.Say("state.keeps")
	}
	return w.Say("state.ready")
}
