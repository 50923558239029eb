package app

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// TestNaming writes a template: an example while it is right, a sentence while it is wrong, and
// only what is right is used.
func TestNaming(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/Trip/IMG_1.jpg")
	n := b.output
	b.win.Canvas().Focus(n.name)
	test.Type(n.name, "{folder}_{name}")
	b.loop.until(t, "the example", func() bool { return n.example.Text == "For example: Trip_IMG_1.jpg" })
	if b.settings.Recipe.Name != "" {
		t.Error("a template is used before it is finished")
	}
	press(b.win.MainMenu(), shortcut(fyne.KeyReturn, 0))
	if b.batches.run != nil {
		t.Error("a shortcut acts while the template is written")
	}
	b.win.Canvas().Unfocus()
	if b.settings.Recipe.Name != "{folder}_{name}" {
		t.Errorf("the recipe has %q", b.settings.Recipe.Name)
	}
	test.Type(n.name, "{")
	if !n.wrong.Visible() || n.example.Visible() || !strings.Contains(n.wrong.Text, "has no }") {
		t.Errorf("of a wrong one it says %q", n.wrong.Text)
	}
	n.name.OnSubmitted("")
	if b.settings.Recipe.Name != "{folder}_{name}" {
		t.Error("a wrong template is used")
	}
	b.edits.undo()
	if b.settings.Recipe.Name != "" || n.name.Text != "" || n.wrong.Visible() {
		t.Errorf("after undo there is %q, in use %q", n.name.Text, b.settings.Recipe.Name)
	}
	n.insert("{n:4}")
	if b.settings.Recipe.Name != "{name}_{n:4}" {
		t.Errorf("a field makes %q", b.settings.Recipe.Name)
	}
	n.folders.SetChecked(false)
	n.dates.SetChecked(false)
	n.exists.SetSelectedIndex(1)
	batch := b.convert(t)
	if j := batch.job; j.Name != "{name}_{n:4}" || !j.Flat || !j.DropDates || j.Exists != engine.Number || j.Subfolder != "Black and white" {
		t.Errorf("the job is %+v", j)
	}
}

// TestUnfinishedName is taken at Convert even if the cursor is still in its field.
func TestUnfinishedName(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	b.output.name.SetText("{n}")
	if batch := b.convert(t); batch.job.Name != "{n}" {
		t.Errorf("the job's names are %q", batch.job.Name)
	}
}

// TestDestination switches between a folder and the photos' own, in the card and in the footer.
func TestDestination(t *testing.T) {
	b := newBench(t, nil)
	b.dialogs.folder = "/results"
	n := b.output
	n.place.SetSelectedIndex(1)
	b.loop.until(t, "the folder", func() bool { return b.settings.Recipe.Folder == "/results" })
	if len(n.place.Options) != 3 || n.place.Selected != "/results" || b.footer.folder.Text != "/results" {
		t.Errorf("the card says %q, the footer %q", n.place.Selected, b.footer.folder.Text)
	}
	n.place.SetSelectedIndex(0)
	if b.settings.Recipe.Folder != "" || len(n.place.Options) != 2 {
		t.Errorf("beside the photos: %q", b.settings.Recipe.Folder)
	}
	b.add(t, "/p/a.jpg")
	if b.footer.folder.Text != "/p/Black and white" {
		t.Errorf("results go to %q", b.footer.folder.Text)
	}
	b.add(t, "/q/a.jpg")
	if b.footer.folder.Text != "“Black and white” next to the photos" {
		t.Errorf("of photos in two folders results go to %q", b.footer.folder.Text)
	}
}

// TestClashes are said before the run, with what will happen.
func TestClashes(t *testing.T) {
	clash := engine.Clash{Photo: engine.Photo{Path: "/q/a.jpg"}, Want: "/out/a.jpg", Gets: "/out/a-2.jpg"}
	b := newBench(t, func(_ *model.Settings, f *fakeBackend) {
		f.forecast = engine.Forecast{SameName: []engine.Clash{clash}, Exists: []engine.Clash{clash, clash}}
	})
	b.add(t, "/p/a.jpg", "/q/a.jpg")
	n := b.output
	b.loop.until(t, "the forecast", func() bool { return n.clashes.Visible() })
	want := "1 result would have the name of another: it becomes a-2.jpg.\n2 results are there already: choose below what becomes of them."
	if n.clash.Text != want {
		t.Errorf("it says %q", n.clash.Text)
	}
	test.Tap(n.more)
	if b.win.Canvas().Overlays().Top() == nil {
		t.Error("the photos are not listed")
	}
	b.win.Canvas().Overlays().Remove(b.win.Canvas().Overlays().Top())
	n.exists.SetSelectedIndex(2)
	b.loop.until(t, "another forecast", func() bool { return strings.Contains(n.clash.Text, "will be replaced") })
	b.convert(t)
	if n.clashes.Visible() {
		t.Error("it is still said during the run")
	}
}

// TestTemplateWords says every mistake in every language.
func TestTemplateWords(t *testing.T) {
	for _, language := range []string{"en", "pt-BR"} {
		w := words.New(language)
		seen := map[string]bool{}
		for _, text := range []string{"{", "}", "{x}", "{n:x}", "a:b", "a//b", ".a", " "} {
			_, err := engine.ParseTemplate(text)
			said := w.Template(err)
			if err == nil || seen[said] || strings.Contains(said, "names.") || strings.Contains(said, "%!") {
				t.Errorf("%s: of %q it says %q", language, text, said)
			}
			seen[said] = true
		}
	}
	if got := words.New("en").Template(errors.New("x")); got != "x" {
		t.Error(got)
	}
}
