package app

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"pretobranco/app/model"
	"pretobranco/engine"
	"pretobranco/engine/testkit"
)

// TestEverything presses everything that there is in the window in its states, in every
// language, and everything in what that opens: menus, choosers, forms, questions. Nothing
// crashes, nothing that is said is no sentence, all that opens is closed by Escape, whatever has
// the keyboard, and no press keeps it. The import and the export of looks once crashed the program,
// and no test had ever opened them.
func TestEverything(t *testing.T) {
	if testkit.Short() {
		t.Skip("it takes seconds")
	}
	// A state takes seconds: a usual run has one.
	for _, language := range []string{"en", "pt-BR"} {
		before := pressed{map[string]bool{}, map[string]bool{}}
		for _, state := range windowStates {
			if !testkit.Exhaustive() && (language != "en" || state.name != "photos") {
				continue
			}
			t.Run(language+" "+state.name, func(t *testing.T) {
				home := t.TempDir()
				t.Setenv("HOME", home)
				t.Setenv("XDG_CACHE_HOME", "")
				if err := os.WriteFile(filepath.Join(home, "a.jpg"), []byte("GIF89a"), 0o644); err != nil {
					t.Fatal(err)
				}
				explore(t, before, func() *bench {
					b := newBench(t, func(s *model.Settings, k *fakeBackend) {
						s.Language = language
						s.Open = map[string]bool{tuneGroup: true, bitGroup: true}
						s.Presets = []model.Preset{{Name: "Mine", Look: "neutral"}}
						s.Remotes = []model.Remote{{ID: "1", Name: "Studio", Address: "ws://studio:8001"}}
						if state.prepare != nil {
							state.prepare(s)
						}
					})
					b.setup.Dialogs = NoDialogs{}
					if state.bring != nil {
						state.bring(t, b)
					}
					return b
				})
			})
		}
		if n := len(before.seen); n > 0 && n < 30 {
			t.Errorf("only %d things open", n)
		}
	}
}

// windowStates are what the window can look like. Their photos have names of their own: what
// has the same place and name is pressed in one of them.
var windowStates = []struct {
	name    string
	prepare func(*model.Settings)
	bring   func(t *testing.T, b *bench)
}{
	{name: "empty"},
	{name: "photos", bring: func(t *testing.T, b *bench) { b.add(t, "/p/a.jpg", "/p/b.jpg") }},
	{
		name:    "own looks in a grid",
		prepare: func(s *model.Settings) { s.Grid, s.Recipe.Look, s.Recipe.Folder = true, "sauvola", "/out" },
		bring: func(t *testing.T, b *bench) {
			b.add(t, "/p/own a.jpg", "/p/own b.jpg", "/p/own c.jpg")
			b.photos.selectAll()
			b.edits.setScope(ThesePhotos)
		},
	},
	{name: "running", bring: func(t *testing.T, b *bench) {
		b.add(t, "/p/running a.jpg", "/p/running b.jpg")
		b.convert(t).done(0)
		b.loop.until(t, "the first", func() bool { return b.model.Count(model.ShowDone) == 1 })
	}},
	{name: "finished", prepare: func(s *model.Settings) { s.Server = 1 }, bring: func(t *testing.T, b *bench) {
		b.add(t, "/p/done.jpg", "/p/failed.jpg", "/p/large.jpg", "/p/skipped.jpg")
		batch := b.convert(t)
		batch.done(0)
		batch.fail(1, errors.New("no"))
		batch.fail(2, kind(engine.TooLarge))
		batch.on(engine.Event{Kind: engine.Skipped, Index: 3})
		batch.finish(engine.Summary{Converted: 1, Failed: 2, Skipped: 1})
		b.loop.until(t, "the end", func() bool { return b.batches.result })
		b.batches.run.Undoable = 1
		b.photos.press(1, 0)
		b.batches.showFooter()
	}},
	{name: "no server", prepare: func(s *model.Settings) { s.Server = 1 }, bring: func(t *testing.T, b *bench) {
		b.add(t, "/p/a.jpg")
		b.convert(t).on(engine.Event{Kind: engine.Paused, Index: -1, Err: engine.ErrServer})
		b.loop.until(t, "the banner", func() bool { return b.notice() != nil })
	}},
	{name: "refused", prepare: func(s *model.Settings) { s.Server = 1 }, bring: func(t *testing.T, b *bench) {
		b.add(t, "/p/a.jpg")
		b.convert(t).on(engine.Event{Kind: engine.Paused, Index: -1, Err: kind(engine.Unauthorized)})
		b.loop.until(t, "the banner", func() bool { return b.notice() != nil })
	}},
	{name: "no folder", bring: func(t *testing.T, b *bench) {
		b.add(t, "/p/a.jpg")
		b.convert(t).on(engine.Event{Kind: engine.Paused, Index: -1, Err: engine.ErrFolder})
		b.loop.until(t, "the banner", func() bool { return b.notice() != nil })
	}},
	{name: "left out and clashing", bring: func(t *testing.T, b *bench) {
		clash := []engine.Clash{{Photo: engine.Photo{Path: "/p/a.jpg"}, Want: "/p/pb/a.jpg", Gets: "/p/pb/a-2.jpg"}}
		b.backend.forecast = engine.Forecast{SameName: clash, Exists: clash, OverOriginal: clash}
		b.backend.found = engine.Found{Photos: []engine.Photo{{Path: "/p/a.jpg"}}, LeftOut: []engine.LeftOut{engine.Elsewhere("http://x/y.jpg")}}
		b.add(t, "/p")
		b.loop.until(t, "the forecast", func() bool { return b.output.clashes.Visible() })
	}},
}
