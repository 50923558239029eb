package app

import (
	"testing"

	"pretobranco/app/model"
	"pretobranco/app/words"
	"pretobranco/engine"
)

func TestTitle(t *testing.T) {
	w := words.New("en")
	for want, run := range map[string]*model.Run{
		"Preto & Branco":             nil,
		"0 % · Preto & Branco":       {},
		"37 % · Preto & Branco":      {Progress: engine.Progress{Total: 8, Done: 1, Failed: 1, Skipped: 1}},
		"paused · Preto & Branco":    {Paused: true},
		"stopping… · Preto & Branco": {Paused: true, Stopping: true},
	} {
		if got := title(w, run); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := title(w, &model.Run{Closed: true}); got != Metadata.Name {
		t.Errorf("a run that is over: %q", got)
	}
}
