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

	"pretobranco/app/model"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// TestLeftOut says once how many files were not taken, and of what kind they are; Show lists them.
func TestLeftOut(t *testing.T) {
	b := newBench(t, nil)
	none := errors.New("why")
	raw := engine.Foreign{Kind: "raw", Label: "Canon", Format: "CR3"}
	mixed := []engine.LeftOut{
		{Path: "/p/notes.txt", Why: none, Reason: engine.LeftOther, File: engine.Foreign{Kind: "text"}}, {Path: "/p/noise", Why: none, Reason: engine.LeftOther},
		{Path: "/p/1.CR3", Why: none, Reason: engine.LeftOther, File: raw}, {Path: "/p/2.CR3", Why: none, Reason: engine.LeftOther, File: raw},
		{Path: "/p/Thumbs.db", Expected: true, Why: none, Reason: engine.LeftSystem}, {Path: "/p/pb", Expected: true, Why: none, Reason: engine.LeftOwn, Folder: true},
		{Path: "/p/link.jpg", Expected: true, Why: none, Reason: engine.LeftDuplicate}, {Path: "/p/gone.jpg", Why: none, Reason: engine.LeftMissing},
	}
	b.backend.found = engine.Found{Photos: []engine.Photo{{Path: "/p/a.jpg"}}, LeftOut: mixed}
	b.add(t, "/p")
	want := "7 files left out: 2 Canon raw files, 1 text file, 1 file of unknown kind, 1 file that is not there, 1 hidden or system file, 1 already in the list. 1 folder of earlier results was not searched."
	if n := b.notice(); n == nil || n.text != want || n.bad || !n.show || strings.Count(n.details, "\n") != 7 {
		t.Fatalf("the banner says %+v", n)
	}
	for _, line := range []string{"/p/1.CR3: Canon raw file (CR3)\n", "/p/link.jpg: already in the list\n", "/p/gone.jpg: file that is not there", "/p/pb: folder of earlier results was not searched.\n"} {
		if !strings.Contains(b.notice().details+"\n", line) {
			t.Errorf("the details lack %q: %s", line, b.notice().details)
		}
	}
	b.banner.Clear()
	b.backend.found.LeftOut = nil
	b.add(t, "/p")
	if n := b.notice(); n == nil || n.text != "1 file left out: 1 already in the list." {
		t.Errorf("of a duplicate the banner says %+v", n)
	}
	b.backend.found = engine.Found{LeftOut: []engine.LeftOut{{Path: "/p/a.bin", Why: none, Reason: engine.LeftOther}}}
	b.add(t, "/p/a.bin")
	if n := b.notice(); n == nil || n.text != "No photos found there. 1 file left out: 1 file of unknown kind." {
		t.Errorf("with nothing found the banner says %+v", n)
	}
	b.banner.Clear()
	b.backend.found = engine.Found{Photos: []engine.Photo{{Path: "/p/b.jpg"}}, LeftOut: mixed[4:5]}
	b.add(t, "/p")
	if n := b.notice(); n != nil {
		t.Errorf("of what every system leaves in folders the banner says %+v", n)
	}
}

// TestLeftWords names every kind of file and folder that is left out, in both languages: a number
// first, which the details spare, and no blanks where a label is missing.
func TestLeftWords(t *testing.T) {
	for _, language := range []string{"en", "pt-BR"} {
		w := words.New(language)
		var texts []string
		for _, n := range []int{1, 2} {
			for _, kind := range engine.ForeignKinds() {
				for _, label := range []string{"", "Canon"} {
					texts = append(texts, w.LeftFiles(engine.LeftOther, engine.Foreign{Kind: kind, Label: label}, n))
				}
			}
			for _, reason := range engine.LeftReasons() {
				if reason != engine.LeftOwn && reason != engine.LeftUnsearched {
					texts = append(texts, w.LeftFiles(reason, engine.Foreign{}, n))
				}
			}
			for _, reason := range []engine.LeftReason{engine.LeftOwn, engine.LeftSystem, engine.LeftUnreadable} {
				texts = append(texts, w.LeftFolders(reason, n))
			}
		}
		for _, text := range texts {
			if number, words, _ := strings.Cut(text, " "); number != "1" && number != "2" || len(words) < 3 || strings.Contains(text, "  ") || strings.Contains(text, "%") {
				t.Errorf("%s: %q", language, text)
			}
		}
	}
	why := words.New("pt-BR").LeftOut(engine.LeftOut{Reason: engine.LeftOther, File: engine.Foreign{Kind: "raw", Label: "Canon", Format: "CR3"}})
	if why != "arquivo RAW Canon (CR3)" {
		t.Errorf("in Portuguese it says %q", why)
	}
}

// TestOwnResults are no photos: neither those of the folder in use nor of one used before.
func TestOwnResults(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) { s.Recipe.Folder = "/out" })
	b.add(t, "/p/a.jpg")
	batch := b.convert(t)
	batch.finish(engine.Summary{Dropped: 1})
	b.loop.until(t, "the end", func() bool { return b.batches.result })
	b.edits.setFolder("/other")
	b.add(t, "/p/b.jpg")
	if o := b.backend.scanned; strings.Join(o.Exclude, " ") != "/out /other" || strings.Join(o.Own, " ") != "pb" || strings.Join(o.Mirrors, ",") != "pb,Black and white,Preto e branco" {
		t.Errorf("left out are %+v", o)
	}
	if s, err := model.LoadSettings(b.setup.Settings); err != nil || len(s.Results) != 1 {
		t.Errorf("remembered are %v, %v", s.Results, err)
	}
}

// TestDrop adds what is dropped and what is pasted.
func TestDrop(t *testing.T) {
	b := newBench(t, nil)
	folder, paths := folderWith(t, "a b.jpg", "c.jpg")
	b.photos.drop([]fyne.URI{storage.NewFileURI(paths[0])})
	b.loop.until(t, "the dropped one", func() bool { return b.model.Len() == 1 })
	b.app.Clipboard().SetContent("\"" + paths[1] + "\"\nfile://" + filepath.ToSlash(folder) + "/a%20b.jpg\nnonsense\n")
	b.photos.paste()
	b.loop.until(t, "the pasted one", func() bool { return b.model.Len() == 2 })
	b.app.Clipboard().SetContent("nonsense")
	b.loop.until(t, "the end of the search", func() bool { return b.photos.scan.under == 0 })
	b.banner.Clear()
	b.photos.paste()
	b.loop.until(t, "a word that there is nothing to paste", func() bool { return b.notice() != nil })
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
		"either / or":             nil,
		"'" + folder + "/a b.jpg": {a},
		// What is not there comes too, to be counted.
		folder + "/none.jpg":           {folder + "/none.jpg"},
		c + " " + folder + "/none.jpg": {c, folder + "/none.jpg"},
		folder + "/no such photo.jpg":  {folder + "/no such photo.jpg"},
		"~/none.jpg":                   {folder + "/none.jpg"},
		"https://example.com/a":        {"https://example.com/a"},
	} {
		if got := pasted(text); strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q has %q, want %q", text, got, want)
		}
	}
}

// TestScanning has a list that can be used while a search runs, and ends the search when asked.
func TestScanning(t *testing.T) {
	b := newBench(t, nil)
	folder := t.TempDir()
	for i := range 1200 {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.gif", i)), []byte("GIF89a"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b.setup.Backend = Engine("", nil)
	b.photos.add([]string{folder})
	if !b.header.scan.Visible() {
		t.Error("nothing says that there is a search")
	}
	b.loop.until(t, "the first photos", func() bool { return b.model.Len() > 0 })
	if b.model.Len() == 1200 && b.photos.scan.under > 0 {
		t.Error("photos come all at once")
	}
	if b.model.Rows()[0].Name() != "0.gif" || !b.main.Visible() {
		t.Error("the first ones are not shown")
	}
	b.loop.until(t, "the end", func() bool { return b.photos.scan.under == 0 })
	if b.model.Len() != 1200 || b.header.scan.Visible() || b.notice() != nil {
		t.Errorf("%d photos were found; %+v", b.model.Len(), b.notice())
	}
	b.photos.clear()
	b.banner.Clear()
	b.photos.add([]string{folder})
	b.photos.cancelScan()
	b.loop.until(t, "the end", func() bool { return b.photos.scan.under == 0 })
	if b.model.Len() >= 1200 || b.notice() != nil {
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
	w := newTestWindow(b, Engine("", nil))
	b.ResetTimer()
	for range b.N {
		w.photos.clear()
		start, before := time.Now(), used()
		w.photos.add([]string{folder})
		w.loop.until(b, "all photos", func() bool { return w.photos.scan.under == 0 })
		if w.model.Len() != 10_000 {
			b.Fatalf("%d photos", w.model.Len())
		}
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms/10,000-files")
		b.ReportMetric(float64((used() - before).Milliseconds()), "cpu-ms/10,000-files")
	}
}
