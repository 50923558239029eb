package app

import (
	"fmt"

	"pretobranco/app/model"
	"pretobranco/app/words"
)

// title is what the window is called: how far a batch is comes first, for people who see only
// its beginning, in a bar of windows.
func title(w *words.Words, r *model.Run) string {
	state := ""
	switch {
	case r == nil || r.Closed:
		return Metadata.Name
	case r.Stopping:
		state = w.Say("progress.stopping")
	case r.Paused:
		state = w.Say("progress.paused")
	default:
		p := r.Progress
		state = fmt.Sprintf("%d %%", 100*(p.Done+p.Failed+p.Skipped)/max(1, p.Total))
	}
	return state + " · " + Metadata.Name
}

// showTitle brings the window's title up to date.
func (b *batches) showTitle() {
	if now := title(b.words, b.run); now != b.win.Title() {
		b.win.SetTitle(now)
	}
}
