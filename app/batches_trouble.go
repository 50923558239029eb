package app

import (
	"errors"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// showTrouble says why a batch holds, or could not start, and what can be done.
func (b *batches) showTrouble(err error) {
	n := notice{text: b.words.Describe(err), bad: true}
	again := action{label: b.words.Say("trouble.resume"), do: b.resume}
	if !b.active() {
		again = action{label: b.words.Say("trouble.again"), do: b.convert}
	}
	local := action{label: b.words.Say("trouble.local"), do: b.servers.useThisComputer}
	switch {
	case errors.Is(err, engine.ErrFolder):
		n.actions = []action{{label: b.words.Say("trouble.folder"), do: b.edits.changeFolder, keep: true}, again}
	case refused(err):
		b.servers.lost(err)
		n.actions = []action{{label: b.words.Say("trouble.server"), do: b.servers.mend, keep: true}, local, again}
	case errors.Is(err, engine.ErrServer):
		b.servers.lost(err)
		n.actions = []action{again}
		if _, remote := b.settings.Remote(); remote {
			n.actions = append(n.actions, local)
		}
	default:
		n.actions = []action{again}
	}
	b.report(n, err)
}

// tellTooLarge offers this computer for photos that are over a server's limits.
func (b *batches) tellTooLarge(run *model.Run) {
	if run.Address == "" {
		return
	}
	var rows []*model.Row
	for _, row := range run.Rows {
		if row.State == model.Failed && engine.KindOf(row.Err) == engine.TooLarge {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return
	}
	remote, _ := b.settings.Remote()
	b.banner.Show(notice{
		text:    b.words.Count("trouble.large", len(rows), remote.Label()),
		details: rows[0].Name() + ": " + b.explain(rows[0].Err, rows[0].Server),
		fault:   true,
		actions: []action{{label: b.words.Say("menu.local"), do: func() { b.servers.convertHere(rows) }}},
	})
}
