package app

import (
	"pretobranco/app/model"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// keepDamaged converts what is there of damaged photos, now and whenever they are converted again.
func (w *Window) keepDamaged(rows []*model.Row) {
	rows = model.Keepable(rows)
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
		w.keepDamaged([]*model.Row{row})
	}
}

// showDamage says below the current photo what it lacks, if it is damaged.
func (w *Window) showDamage() {
	row := w.looking.row
	if row == nil || row.Damage.Whole() || w.looking.has == noSide {
		w.compare.damage.Hide()
		return
	}
	w.compare.damage.Show(w.words.Damage(row.Photo, row.Damage), len(model.Keepable([]*model.Row{row})) > 0 && w.server.way != nil)
}

// noteDamage notes what a preview has revealed of a row: what it lacks, or why it can't be shown
// at all.
func (w *Window) noteDamage(row *model.Row, d engine.Damage, trouble error) {
	if row.Damage != d || (row.Trouble == nil) != (trouble == nil) {
		row.Damage, row.Trouble = d, trouble
		w.list.showRows([]*model.Row{row})
	}
}

// tellDamaged offers to convert what is there of the photos that were refused as damaged.
func (w *Window) tellDamaged(run *model.Run) {
	var refused []*model.Row
	for _, row := range model.Keepable(run.Rows) {
		if row.State == model.Failed {
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

// readyText is what a row says before anything happens to it.
func readyText(w *words.Words, row *model.Row) string {
	switch {
	case row.Troubled() && row.Trouble != nil:
		return w.Describe(row.Trouble)
	case row.Troubled():
		return w.Describe(row.Damage.Error(nil))
	case row.Keep:
		return w.Say("state.keeps")
	}
	return w.Say("state.ready")
}
