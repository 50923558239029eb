package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/engine"
)

// TestPresets saves, chooses, replaces and deletes, and remembers.
func TestPresets(t *testing.T) {
	b := newBench(t, nil)
	look, err := engine.ParseLook("mix(80,30,-10) contrast=1.2")
	if err != nil {
		t.Fatal(err)
	}
	cells := len(b.strip.cells)
	b.edits.savePreset(" Storm ", look)
	b.edits.savePreset("Dawn", engine.Looks()[1])
	b.edits.savePreset("storm", look)
	if got := len(b.settings.Presets); got != 2 || b.settings.Presets[1].Name != "storm" {
		t.Errorf("kept: %+v", b.settings.Presets)
	}
	if len(b.strip.cells) != cells+2 || b.inspector.look.choose.Options[cells+1] != "storm" {
		t.Error("the strip or the menu does not show them")
	}
	b.inspector.look.choose.SetSelectedIndex(cells + 1)
	if b.settings.Recipe.Look != look.String() || b.inspector.look.choose.Selected != "storm" {
		t.Errorf("chosen: %q", b.settings.Recipe.Look)
	}
	if at, mark := b.strip.at(); at != cells+1 || mark != widgets.InForce {
		t.Errorf("the strip marks %d as %d", at, mark)
	}
	if s, err := model.LoadSettings(b.setup.Settings); err != nil || len(s.Presets) != 2 || s.Recipe.Look != look.String() {
		t.Errorf("remembered: %+v, %v", s, err)
	}
	menu := b.edits.presetMenu()
	menu.Items[len(menu.Items)-1].Action()
	if len(b.settings.Presets) != 1 || len(b.strip.cells) != cells+1 {
		t.Error("it is not deleted")
	}
}

// TestPresetFiles reads the forms that the terminal client reads, and what it writes itself.
func TestPresetFiles(t *testing.T) {
	for text, want := range map[string]string{
		"red contrast=1.2\n":                    "red contrast=1.2",
		`"mix(80,30,-10)"`:                      "mix(80,30,-10)",
		`{"mix":[80,30,-10],"gamma":1.2}`:       "mix(80,30,-10) gamma=1.2",
		"\xef\xbb\xbf {\"name\": \"portrait\"}": "portrait",
		"":                                      "! empty",
		"{":                                     "! JSON",
		"purple":                                "! unknown look",
		`{"name":"red","size":3}`:               "! size",
		"[1]":                                   "! look",
	} {
		look, err := engine.ReadLook([]byte(text))
		if part, fails := strings.CutPrefix(want, "! "); fails {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%q: %v, want %s", text, err, part)
			}
			continue
		}
		if err != nil || look.String() != want {
			t.Errorf("%q: %v, %v", text, look, err)
			continue
		}
		file, err := model.WriteLook(look)
		if again, readErr := engine.ReadLook(file); err != nil || readErr != nil || again != look {
			t.Errorf("%s comes back as %v, %v, %v", file, again, err, readErr)
		}
	}
}

// TestImport chooses what it reads, and says what it cannot.
func TestImport(t *testing.T) {
	b := newBench(t, nil)
	path := filepath.Join(t.TempDir(), "Old film.json")
	look, _ := engine.ParseLook("green gamma=0.8")
	b.edits.setLook(look)
	b.dialogs.save = path
	b.edits.exportPreset()
	b.loop.until(t, "the file", func() bool { _, err := os.Stat(path); return err == nil })
	b.edits.undo()
	b.dialogs.files = addresses([]string{path})
	b.edits.importPreset()
	b.loop.until(t, "the look", func() bool { return len(b.settings.Presets) == 1 })
	if len(b.settings.Presets) != 1 || b.settings.Presets[0].Name != "Old film" || b.lookOf(nil) != look {
		t.Errorf("imported %+v, chosen %s", b.settings.Presets, b.lookOf(nil))
	}
	if err := os.WriteFile(path, []byte("nonsense"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.edits.importPreset()
	b.loop.until(t, "a word that it is no look", func() bool { return b.notice() != nil })
	if len(b.settings.Presets) != 1 {
		t.Error("nonsense is a preset")
	}
	b.banner.Clear()
	b.dialogs.save = filepath.Join(path, "in a file")
	b.edits.exportPreset()
	b.loop.until(t, "a word that the look was not written", func() bool { return b.notice() != nil })
	b.edits.askPresetName()
	if b.win.Canvas().Overlays().Top() == nil {
		t.Error("nobody asks for a name")
	}
}

// TestUnknownLook starts with looks of another version: neutral replaces them, and they stay in
// the file for the version that knows them.
func TestUnknownLook(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Recipe.Look = "holographic depth=3"
		s.Presets = []model.Preset{{Name: "New", Look: "holographic"}, {Name: "Mine", Look: "red"}}
	})
	if b.lookOf(nil) != (engine.Look{}) {
		t.Errorf("the look is %s", b.lookOf(nil))
	}
	b.edits.savePreset("More", engine.Looks()[2])
	s, err := model.LoadSettings(b.setup.Settings)
	if err != nil || len(s.Presets) != 3 || s.Recipe.Look != "holographic depth=3" {
		t.Errorf("remembered: %+v, %v", s, err)
	}
}
