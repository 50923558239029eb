package model

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"pretobranco/app/picture"
	"pretobranco/engine"
)

func TestSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a", "b", "settings.json")
	if s, err := LoadSettings(file); err != nil || !reflect.DeepEqual(s, DefaultSettings()) {
		t.Errorf("a first start: %+v, %v", s, err)
	}
	s := DefaultSettings()
	s.Recipe.Format, s.Recipe.Quality, s.Recipe.Folder = "webp", 71, "/somewhere"
	s.Remotes = []Remote{{ID: "i", Name: "n", Address: "ws://h:8001", Token: "secret", CAFile: "/ca.pem"}}
	s.Server, s.Theme, s.Language, s.View = 1, "light", "pt-BR", picture.Split
	for range 2 {
		if err := s.Save(file); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := LoadSettings(file); err != nil || !reflect.DeepEqual(got, s) {
		t.Errorf("remembered %+v, %v", got, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read the tokens: %v %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*")); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	if c := s.Config(); c.Server != "ws://h:8001" || c.Token != "secret" || c.CAFile != "/ca.pem" {
		t.Errorf("the engine is told %+v", c)
	}
}

// TestSettingsDamaged starts with a file that an editor, or another version, wrote.
func TestSettingsDamaged(t *testing.T) {
	file := filepath.Join(t.TempDir(), "settings.json")
	for text, fails := range map[string]bool{
		"": true, "{": true, "[]": true,
		`{"presets":[{"name":" ","look":"red"}],"recipe":{"format":"exe","quality":-3,"exists":"destroy"},"server":7,"split":9,"view":-1,"workers":-5}`: false,
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := LoadSettings(file)
		if (err != nil) != fails || !reflect.DeepEqual(s, DefaultSettings()) {
			t.Errorf("%q: %+v, %v", text, s, err)
		}
	}
}

func TestHistory(t *testing.T) {
	var h History[int]
	for _, v := range []int{1, 2, 3} {
		h.Add(v)
	}
	for _, step := range []struct {
		do   func() (int, bool)
		want int
		ok   bool
	}{{h.Undo, 3, true}, {h.Undo, 2, true}, {h.Undo, 1, true}, {h.Undo, 0, false}, {h.Redo, 1, true}, {h.Redo, 2, true}, {h.Redo, 3, true}, {h.Redo, 0, false}, {h.Undo, 3, true}} {
		if got, ok := step.do(); got != step.want || ok != step.ok {
			t.Errorf("%d, %v, want %d, %v", got, ok, step.want, step.ok)
		}
	}
	h.Add(9)
	if _, ok := h.Redo(); ok {
		t.Error("what was undone comes back after another choice")
	}
	for v := range 2 * deepest {
		h.Add(v)
	}
	if len(h.past) != deepest {
		t.Errorf("%d steps are remembered", len(h.past))
	}
}

func TestCommand(t *testing.T) {
	recipe := DefaultSettings().Recipe
	photos := []engine.Photo{{Path: "/p/b c.jpg"}, {Path: "/t/1.jpg", Root: "/t"}, {Path: "/t/2.jpg", Root: "/t"}}
	want := `pretobranco-client -beside pb -exists skip '/p/b c.jpg' /t`
	if got := Command(recipe, Remote{}, photos); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	recipe.Format, recipe.Quality, recipe.Metadata, recipe.Exists = "png", 50, "none", engine.Overwrite
	recipe.Folder, recipe.Name, recipe.Flat, recipe.DropDates = "it's", "{date}/{name}", true, true
	want = `pretobranco-client -o 'it'\''s' -name '{date}/{name}' -flat -keep-dates=false -exists overwrite -format png -quality 50 -metadata none -server ws://h:1`
	if got := Command(recipe, Remote{Address: "ws://h:1", Token: "secret"}, nil); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
