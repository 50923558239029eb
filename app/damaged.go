package app

import (
	"pretobranco/app/model"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// keepDamaged converts what is there of damaged photos, now and whenever they are converted again.
func (b *batches) keepDamaged(rows []*model.Row) {
	rows = model.Keepable(rows)
	for _, row := range rows {
		row.Keep = true
	}
	b.list.showRows(rows)
	if b.active() {
		b.join(rows)
	} else {
		b.convertRows(rows)
	}
	b.preview.showDamage()
}

// keepCurrent converts what is there of the photo in view.
func (v *preview) keepCurrent() {
	if row := v.state.row; row != nil {
		v.batches.keepDamaged([]*model.Row{row})
	}
}

// showDamage says below the current photo what it lacks, if it is damaged.
func (v *preview) showDamage() {
	row := v.state.row
	if row == nil || row.Damage.Whole() || v.state.has == noSide {
		v.compare.damage.Hide()
		return
	}
	v.compare.damage.Show(v.words.Damage(row.Photo, row.Damage), len(model.Keepable([]*model.Row{row})) > 0 && v.servers.way != nil)
}

// noteDamage notes what a preview has revealed of a row: what it lacks, or why it can't be shown
// at all.
func (v *preview) noteDamage(row *model.Row, d engine.Damage, trouble error) {
	if row.Damage != d || (row.Trouble == nil) != (trouble == nil) {
		row.Damage, row.Trouble = d, trouble
		v.list.showRows([]*model.Row{row})
	}
}

// tellDamaged offers to convert what is there of the photos that were refused as damaged.
func (b *batches) tellDamaged(run *model.Run) {
	var refused []*model.Row
	for _, row := range model.Keepable(run.Rows) {
		if row.State == model.Failed {
			refused = append(refused, row)
		}
	}
	if len(refused) == 0 {
		return
	}
	b.banner.Show(notice{
		text:    b.words.Count("damage.found", len(refused)),
		actions: []action{{label: b.words.KeepDamaged(len(refused)), do: func() { b.keepDamaged(refused) }}},
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
