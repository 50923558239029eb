package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// TestResultFolder names the folder for results in the person's language, and stays with the one that
// is there: of an older version, whose name says nothing to anybody, or of another language.
func TestResultFolder(t *testing.T) {
	for _, c := range []struct{ language, there, want string }{
		{"en", "", "Black and white"}, {"pt-BR", "", "Preto e branco"},
		{"en", "pb", "pb"}, {"pt-BR", "pb", "pb"}, {"pt-BR", "Black and white", "Black and white"}, {"en", "Preto e branco", "Preto e branco"}, {"en", "other", "Black and white"},
	} {
		for _, remembered := range []bool{false, true} {
			folder := t.TempDir()
			for _, name := range []string{"a.jpg", filepath.Join(c.there, "a.jpg")} {
				path := filepath.Join(folder, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte("GIF89a"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			b := openBench(t, scanBackend{&fakeBackend{}}, &fakeBackend{}, func(s *model.Settings, _ *fakeBackend) {
				s.Language = c.language
				if remembered && c.there != "" {
					s.Results = []string{filepath.Join(folder, c.there)}
				}
			})
			b.add(t, folder)
			want := 1
			if c.there == "other" && !remembered {
				want = 2
			}
			if b.model.Len() != want || b.job().Subfolder != c.want || filepath.Base(b.folder()) != c.want {
				t.Errorf("%+v, remembered %v: %d photos go to %q, %q", c, remembered, b.model.Len(), b.job().Subfolder, b.folder())
			}
			if c.there == "" {
				break
			}
		}
	}
}

// scanBackend is a made up engine that searches the disk.
type scanBackend struct{ *fakeBackend }

func (b scanBackend) Scan(ctx context.Context, paths []string, o engine.ScanOptions, progress func(int)) engine.Found {
	return engine.Scan(ctx, paths, o, progress)
}

// TestOwnChooser shows photos with small pictures, sizes and dates, and other files only on request.
// "Mark all" once added a PDF and a text.
func TestOwnChooser(t *testing.T) {
	b := newBench(t, nil)
	home := t.TempDir()
	t.Setenv("HOME", home)
	folder, paths := folderWith(t, "a.jpg", "b.JPG", "c.png", "d.heic", "doc.pdf", "notes.txt")
	if err := os.Mkdir(filepath.Join(folder, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	c := b.choosers.ownPhotos(folder)
	if len(c.Entries) != 5 || c.Entries[0].Name != "sub" {
		t.Fatalf("it shows %v", c.Entries)
	}
	c.MarkAll()
	if c.Accept.Text != "Add 4 photos" || c.Accept.Size().Width < c.Accept.MinSize().Width {
		t.Errorf("all of them: %q, in %v of %v", c.Accept.Text, c.Accept.Size(), c.Accept.MinSize())
	}
	for i := 1; i <= 4; i++ {
		c.Tap(i)
	}
	c.Press(1, 0)
	c.Press(3, fyne.KeyModifierShift)
	if c.Accept.Text != "Add 3 photos" {
		t.Errorf("with Shift: %q", c.Accept.Text)
	}
	texts := ""
	walk(b.win.Canvas().Overlays().Top(), "", func(object fyne.CanvasObject, _ string) {
		if text, ok := object.(*canvas.Text); ok {
			texts += text.Text + "\n"
		}
	})
	for _, want := range []string{"Home", "Changed", time.Now().Format("2 Jan 2006"), "B\n", "All files"} {
		if !strings.Contains(texts, want) {
			t.Errorf("the chooser does not say %q: %s", want, texts)
		}
	}
	b.loop.until(t, "small pictures", func() bool {
		found := false
		walk(b.win.Canvas().Overlays().Top(), "", func(object fyne.CanvasObject, _ string) {
			picture, ok := object.(*canvas.Image)
			found = found || ok && picture.Image != nil
		})
		return found
	})
	test.Tap(c.Accept)
	b.loop.until(t, "the photos", func() bool { return b.model.Len() == 3 })
	if b.model.Rows()[0].Photo.Path != paths[0] || b.win.Canvas().Overlays().Top() != nil {
		t.Errorf("added %v", b.model.Rows()[0].Photo.Path)
	}
}
