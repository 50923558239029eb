package model

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
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
	command := Command{Program: "pretobranco-client", Recipe: recipe, Job: recipe.Job("Black and white")}
	want := `pretobranco-client -beside 'Black and white' -exists skip '/p/b c.jpg' /t`
	if got := command.Lines(photos); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	recipe.Format, recipe.Quality, recipe.Metadata, recipe.Exists = "png", 50, "none", engine.Overwrite
	recipe.Folder, recipe.Name, recipe.Flat, recipe.DropDates = "it's", "{date}/{name}", true, true
	command = Command{Program: "pretobranco-client", Recipe: recipe, Job: recipe.Job("x"), Remote: Remote{Address: "ws://h:1", Token: "secret"}}
	want = `pretobranco-client -o 'it'\''s' -name '{date}/{name}' -flat -keep-dates=false -exists overwrite -format png -quality 50 -metadata none -server ws://h:1`
	if got := command.Lines(nil); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// TestCommandPlaces holds that the lines put every result where the window does, with looks of some
// photos' own, names with numbers, and photos that were removed. With own looks the results once
// went next to each photo, and numbers began anew.
func TestCommandPlaces(t *testing.T) {
	red, err := engine.ParseLook("red")
	if err != nil {
		t.Fatal(err)
	}
	tree := []engine.Photo{
		{Path: "/t/day1/a.jpg", Root: "/t"}, {Path: "/t/day1/b.png", Root: "/t"}, {Path: "/t/day2/x/c.jpg", Root: "/t"}, {Path: "/t/d.jpg", Root: "/t"},
		{Path: "/other/it's e.jpg", Root: "/other"}, {Path: "/alone/f.jpg"},
	}
	for i := range tree {
		tree[i].Format = engine.Format(map[string]string{".jpg": "jpeg", ".png": "png"}[filepath.Ext(tree[i].Path)])
	}
	for _, name := range []string{"", "{n:3}", "{date}/{name}", "{folder}_{n}", "x/{name}"} {
		for _, folder := range []string{"", "/out"} {
			for _, flat := range []bool{false, true} {
				for own := range 3 { // photos with a look of their own
					for _, partial := range []map[string]bool{nil, {"/t": true}} {
						recipe := DefaultSettings().Recipe
						recipe.Name, recipe.Folder, recipe.Flat = name, folder, flat
						job := recipe.Job("Black and white")
						photos := slices.Clone(tree)
						for k := range own {
							o := job.Options
							o.Look = red
							photos[2*k].Options = &o
						}
						want := map[string]string{} // looks by paths of results
						for i, photo := range photos {
							path, err := engine.OutputName(job, photo, i+1)
							if err != nil {
								t.Fatal(err)
							}
							want[path] = ""
							if photo.Options != nil {
								want[path] = "red"
							}
						}
						lines := Command{Program: "client", Recipe: recipe, Job: job, Partial: partial}.Lines(photos)
						if got := results(t, lines, tree, job); !maps.Equal(got, want) {
							t.Errorf("%q to %q, flat %v, %d own, partial %v:\n%s\nmake %v\nwant %v", name, folder, flat, own, partial != nil, lines, got, want)
						}
					}
				}
			}
		}
	}
}

// results returns which results the terminal client makes of lines, with their looks: of a folder
// it takes the photos of a tree.
func results(t *testing.T, lines string, tree []engine.Photo, job engine.Job) map[string]string {
	t.Helper()
	made := map[string]string{}
	for line := range strings.Lines(lines) {
		job, look := job, ""
		job.Folder, job.Subfolder, job.Name, job.Flat = "", "", "", false
		args := shellSplit(strings.TrimSpace(line))[1:]
		for len(args) > 0 && strings.HasPrefix(args[0], "-") {
			flag, value := args[0], ""
			if args = args[1:]; flag != "-flat" && !strings.Contains(flag, "=") {
				value, args = args[0], args[1:]
			}
			switch flag {
			case "-o":
				job.Folder = value
			case "-beside":
				job.Subfolder = value
			case "-name":
				job.Name = value
			case "-flat":
				job.Flat = true
			case "-look":
				look = value
			}
		}
		var photos []engine.Photo
		for _, arg := range args {
			for _, photo := range tree {
				switch {
				case photo.Path == arg:
					photo.Root = ""
					photos = append(photos, photo)
				case photo.Root == arg:
					photos = append(photos, photo)
				}
			}
		}
		slices.SortFunc(photos, func(a, b engine.Photo) int { return engine.CompareNames(a.Path, b.Path) })
		for i, photo := range photos {
			path, err := engine.OutputName(job, photo, i+1)
			if err != nil {
				t.Fatal(err)
			}
			made[path] = look
		}
	}
	return made
}

// shellSplit takes a line apart into its words.
func shellSplit(line string) (words []string) {
	word, quoted, begun := "", false, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\'':
			quoted, begun = !quoted, true
		case c == '\\' && !quoted:
			i++
			word, begun = word+line[i:i+1], true
		case c == ' ' && !quoted:
			if begun {
				words = append(words, word)
			}
			word, begun = "", false
		default:
			word, begun = word+string(c), true
		}
	}
	return append(words, word)
}
