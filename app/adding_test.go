package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"pretobranco/engine"
)

// TestLeftOut says once how many files were not taken, and why; Show lists them.
func TestLeftOut(t *testing.T) {
	b := newBench(t, nil)
	none := errors.New("not a picture")
	b.backend.found = engine.Found{Photos: []engine.Photo{{Path: "/p/a.jpg"}}, Left: []engine.LeftOut{
		{Path: "/p/notes.txt", Why: none, Sort: engine.LeftOther}, {Path: "/p/more.txt", Why: none, Sort: engine.LeftOther},
		{Path: "/p/Thumbs.db", Junk: true, Why: none, Sort: engine.LeftSystem}, {Path: "/p/pb", Junk: true, Why: none, Sort: engine.LeftOwn},
	}}
	b.add(t, "/p")
	want := "4 files left out: 2 not pictures, 1 system file, 1 folder of our own results."
	if n := b.banner.shown; n == nil || n.text != want || n.bad || !n.show || strings.Count(n.details, "\n") != 3 {
		t.Fatalf("the banner says %+v", n)
	}
	b.banner.Hide()
	b.backend.found.Left = nil
	b.add(t, "/p")
	if n := b.banner.shown; n == nil || n.text != "1 file left out: 1 already in the list." {
		t.Errorf("of a duplicate the banner says %+v", n)
	}
	b.backend.found = engine.Found{Left: []engine.LeftOut{{Path: "/p/a.txt", Why: none, Sort: engine.LeftOther}}}
	b.add(t, "/p/a.txt")
	if n := b.banner.shown; n == nil || n.text != "No photos found there. 1 file left out: 1 not a picture." {
		t.Errorf("with nothing found the banner says %+v", n)
	}
}

// TestOwnResults are no photos: neither those of the folder in use nor of one used before.
func TestOwnResults(t *testing.T) {
	b := newBench(t, func(s *Settings, _ *fakeBackend) { s.Recipe.Folder = "/out" })
	b.add(t, "/p/a.jpg")
	batch := b.convert(t)
	batch.finish(engine.Summary{Dropped: 1})
	b.loop.until(t, "the end", func() bool { return b.result })
	b.setFolder("/other")
	b.add(t, "/p/b.jpg")
	if o := b.backend.scanned; strings.Join(o.Exclude, " ") != "/out /other" || o.Own != "pb" {
		t.Errorf("left out are %+v", o)
	}
	if s, err := LoadSettings(b.setup.Settings); err != nil || len(s.Results) != 1 {
		t.Errorf("remembered are %v, %v", s.Results, err)
	}
}

// TestDrop adds what is dropped and what is pasted.
func TestDrop(t *testing.T) {
	b := newBench(t, nil)
	folder, paths := folderWith(t, "a b.jpg", "c.jpg")
	b.drop([]fyne.URI{storage.NewFileURI(paths[0])})
	b.loop.until(t, "the dropped one", func() bool { return b.model.Len() == 1 })
	b.app.Clipboard().SetContent("\"" + paths[1] + "\"\nfile://" + filepath.ToSlash(folder) + "/a%20b.jpg\nnonsense\n/not/there\n")
	b.paste()
	b.loop.until(t, "the pasted one", func() bool { return b.model.Len() == 2 })
	b.app.Clipboard().SetContent("nonsense")
	b.loop.until(t, "the end of the search", func() bool { return b.scan.under == 0 })
	b.banner.Hide()
	b.paste()
	b.loop.until(t, "a word that there is nothing to paste", func() bool { return b.banner.shown != nil })
}

func TestPastedPaths(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("paths of other systems")
	}
	folder, paths := folderWith(t, "a b.jpg", "it's.jpg", "c.jpg")
	t.Setenv("HOME", folder)
	a, its, c := paths[0], paths[1], paths[2]
	for text, want := range map[string][]string{
		a:                                       {a},
		" '" + a + "' \r\n" + c + "\n":          {a, c},
		`"` + its + `"`:                         {its},
		"copy\nfile://" + folder + "/a%20b.jpg": {a}, // as a file manager writes it
		strings.ReplaceAll(a, " ", `\ `) + " " + c:                {a, c},
		"'" + a + "' \"" + its + "\" file://" + folder + "/c.jpg": {a, its, c},
		"~/c.jpg":                 {c},
		"c.jpg":                   nil,
		folder + "/none.jpg":      nil,
		"https://example.com/a":   nil,
		"'" + folder + "/a b.jpg": {a},
	} {
		if got := pastedPaths(text); strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q has %q, want %q", text, got, want)
		}
	}
	if got := Absolute([]string{"file://" + folder + "/a%20b.jpg", "/x"}); got[0] != a || got[1] != "/x" {
		t.Errorf("arguments become %q", got)
	}
}

// TestScanning has a list that can be used while a search goes on, and ends the search when asked.
func TestScanning(t *testing.T) {
	b := newBench(t, nil)
	folder := t.TempDir()
	for i := range 1200 {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.gif", i)), []byte("GIF89a"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b.setup.Backend = Engine("")
	b.Add([]string{folder})
	if !b.header.scan.Visible() {
		t.Error("nothing says that there is a search")
	}
	b.loop.until(t, "the first photos", func() bool { return b.model.Len() > 0 })
	if b.model.Len() == 1200 && b.scan.under > 0 {
		t.Error("photos come all at once")
	}
	if b.model.Rows()[0].Name() != "0.gif" || !b.main.Visible() {
		t.Error("the first ones are not shown")
	}
	b.loop.until(t, "the end", func() bool { return b.scan.under == 0 })
	if b.model.Len() != 1200 || b.header.scan.Visible() || b.banner.shown != nil {
		t.Errorf("%d photos were found; %+v", b.model.Len(), b.banner.shown)
	}
	b.clear()
	b.Add([]string{folder})
	b.cancelScan()
	b.loop.until(t, "the end", func() bool { return b.scan.under == 0 })
	if b.model.Len() >= 1200 || b.banner.shown != nil {
		t.Errorf("a search that was stopped found %d", b.model.Len())
	}
}

// BenchmarkAdd10000 adds a folder with 10,000 photos from the disk to the window's list.
func BenchmarkAdd10000(b *testing.B) {
	folder := b.TempDir()
	for i := range 10_000 {
		dir := filepath.Join(folder, fmt.Sprint(i/500))
		os.MkdirAll(dir, 0o755)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("IMG_%d.jpg", i)), []byte("\xff\xd8\xff\xe0 and so on"), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	w := newTestWindow(b, Engine(""))
	b.ResetTimer()
	for range b.N {
		w.clear()
		start, before := time.Now(), used()
		w.Add([]string{folder})
		w.loop.until(b, "all photos", func() bool { return w.scan.under == 0 })
		if w.model.Len() != 10_000 {
			b.Fatalf("%d photos", w.model.Len())
		}
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms/10,000-files")
		b.ReportMetric(float64((used() - before).Milliseconds()), "cpu-ms/10,000-files")
	}
}
