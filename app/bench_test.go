package app

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
)

// A bench is a window with everything around it made up.
type bench struct {
	*Window
	loop    loop
	backend *fakeBackend
	dialogs *fakeDialogs
	ended   bool // the program
}

// testApp is Fyne's program of all tests, one after the other: each new one would parse the fonts
// again, which takes longer than most tests.
var testApp = sync.OnceValue(test.NewApp)

// TestMain has garbage collected seldom: Fyne keeps the widgets of every window, so the heap is
// large, and little of it is garbage.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(3 << 30)
	os.Exit(m.Run())
}

// newBench opens a window in English, with the settings in a file of its own.
func newBench(t testing.TB, prepare func(*model.Settings, *fakeBackend)) *bench {
	t.Helper()
	backend := &fakeBackend{}
	return openBench(t, backend, backend, prepare)
}

// newTestWindow opens a window in front of a backend that need not be made up.
func newTestWindow(t testing.TB, backend model.Backend) *bench {
	t.Helper()
	return openBench(t, backend, &fakeBackend{}, nil)
}

func openBench(t testing.TB, backend model.Backend, fake *fakeBackend, prepare func(*model.Settings, *fakeBackend)) *bench {
	t.Helper()
	b := &bench{loop: make(loop, 10_000), backend: fake, dialogs: &fakeDialogs{}}
	settings := model.DefaultSettings()
	settings.Language = "en"
	if prepare != nil {
		prepare(&settings, fake)
	}
	file := filepath.Join(t.TempDir(), "config", "settings.json")
	if err := settings.Save(file); err != nil {
		t.Fatal(err)
	}
	a := testApp()
	a.Clipboard().SetContent("")
	b.Window = New(a, Setup{Backend: backend, Dialogs: b.dialogs, Secrets: b.backend.secrets, Settings: file,
		Do: b.loop.do, Exit: func() { b.ended = true }})
	t.Cleanup(func() {
		b.checkTexts(t, "at the end")
		b.thumbs.Close()
		b.forecast.drop()
		b.preview.loader.Drop()
		b.Window.servers.close()
		b.win.Close()
	})
	b.win.Resize(fyne.NewSize(1240, 800))
	b.loop.until(t, "the server", func() bool { return b.Window.servers.way != nil || b.Window.servers.err != nil })
	return b
}

// notice returns what the window asks, or else its newest news; nil if that is nothing.
func (b *bench) notice() *notice {
	if b.banner.shown == nil && len(b.banner.news) > 0 {
		return b.banner.news[len(b.banner.news)-1].notice
	}
	return b.banner.shown
}

// add puts photos into the list and waits until they are there.
func (b *bench) add(t *testing.T, paths ...string) {
	t.Helper()
	b.photos.add(paths)
	b.loop.until(t, "the photos", func() bool { return b.photos.scan.under == 0 })
}

// know waits until it is known what a run would do.
func (b *bench) know(t *testing.T) {
	t.Helper()
	b.loop.until(t, "the forecast", func() bool { return b.forecast.todo.Known })
}

// convert starts a batch and returns it once the window has it.
func (b *bench) convert(t *testing.T) *fakeBatch {
	t.Helper()
	b.batches.convert()
	b.loop.until(t, "the batch", func() bool { return b.batches.run != nil && b.batches.run.Batch != nil })
	return b.backend.server().running()
}

// folderWith makes a folder with empty files and returns their paths.
func folderWith(t *testing.T, names ...string) (folder string, paths []string) {
	t.Helper()
	folder = t.TempDir()
	for _, name := range names {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return folder, paths
}

// initials joins the first letters of the photos' names.
func initials(rows []*model.Row) string {
	text := ""
	for _, row := range rows {
		text += row.Name()[:1]
	}
	return text
}
