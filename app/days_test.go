package app

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
	"pretobranco/engine"
)

// tree lists the files and folders below a folder.
func tree(t *testing.T, folder string) string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if rel, _ := filepath.Rel(folder, path); rel != "." {
			all = append(all, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// TestDays converts with the real engine on three days: each knows what was made before, and
// undoing takes away what its own run wrote and made, to the last folder, and nothing else.
func TestDays(t *testing.T) {
	folder, records := t.TempDir(), t.TempDir()
	for _, name := range []string{"a.jpg", "day1/b.jpg", "day2/evening/c.jpg"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		photograph(t, filepath.Dir(filepath.Join(folder, name)), filepath.Base(name), 64, 48)
	}
	originals := tree(t, folder)
	open := func(look string) *bench {
		b := openBench(t, Engine(records, nil), &fakeBackend{}, func(s *model.Settings, _ *fakeBackend) { s.Recipe.Look = look })
		b.add(t, folder)
		b.know(t)
		return b
	}
	run := func(b *bench, tap func()) {
		tap()
		b.loop.until(t, "the end", func() bool { return b.batches.result && b.batches.run.Undoable == b.batches.run.Summary.Converted })
	}
	undo := func(b *bench) {
		b.batches.undoRun(b.batches.run)
		b.loop.until(t, "the undoing", func() bool { return b.notice() != nil })
	}

	b := open("")
	run(b, b.batches.convert)
	if s := b.batches.run.Summary; s.Converted != 3 || !strings.Contains(tree(t, folder), "Black and white/day2/evening/c.jpg") {
		t.Fatalf("the first run: %+v, %s", s, tree(t, folder))
	}
	undo(b)
	if got := tree(t, folder); got != originals {
		t.Errorf("undone, there are %s", got)
	}
	b.know(t)
	run(b, b.batches.convert)
	first := tree(t, folder)
	b.close()

	b = open("red")
	if got := b.shown(); got != "3 of 3 exist already, made differently | Skip | Convert 3 photos again" {
		t.Errorf("on the second day the footer says %q", got)
	}
	run(b, func() { test.Tap(b.footer.convert) })
	if s := b.batches.run.Summary; s.Converted != 3 || !strings.Contains(tree(t, folder), "Black and white/day1/b-2.jpg") {
		t.Errorf("the second run: %+v, %s", s, tree(t, folder))
	}
	b.close()

	b = open("red")
	if got := b.shown(); got != "3 of 3 exist already, just as they would be now | Skip | Convert 3 photos again" {
		t.Errorf("on the third day the footer says %q", got)
	}
	b.output.exists.SetSelectedIndex(1)
	b.edits.setLook(parse(t, "green"))
	b.know(t)
	run(b, b.batches.convert)
	if got := tree(t, folder); !strings.Contains(got, "Black and white/day1/b-3.jpg") {
		t.Errorf("with numbers there are %s", got)
	}
	undo(b)
	b.close()
	b = open("green")
	if got := b.shown(); got != "3 of 3 exist already, made differently | Skip | Convert 3 photos again" {
		t.Errorf("after the undoing the footer says %q", got)
	}
	if s := tree(t, folder); strings.Contains(s, "-3") || !strings.Contains(s, "b-2.jpg") || len(s) <= len(first) {
		t.Errorf("after the undoing there are %s", s)
	}
	b.close()
}

// TestRealServerDies takes a run from a server that dies to this computer, with the real engine:
// names with numbers continue where they were.
func TestRealServerDies(t *testing.T) {
	folder, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	for _, name := range []string{"a.jpg", "b.jpg", "c.jpg", "d.jpg"} {
		photograph(t, folder, name, 64, 48)
	}
	b := openBench(t, Engine("", nil), &fakeBackend{}, func(s *model.Settings, _ *fakeBackend) {
		s.Recipe.Folder, s.Recipe.Name = out, "{n:2}"
		s.Remotes, s.Server = []model.Remote{{Address: "ws://127.0.0.1:1"}}, 1 // nobody is there
	})
	b.add(t, folder)
	b.know(t)
	b.batches.convert()
	b.loop.until(t, "the trouble", func() bool { return b.batches.run != nil && b.batches.run.Paused })
	b.servers.useThisComputer()
	b.loop.until(t, "the end", func() bool { return b.batches.result && b.batches.run.Undoable == 4 })
	if s := b.batches.run.Summary; s.Converted != 4 || s.Failed+s.Skipped+s.Dropped != 0 || tree(t, out) != "01.jpg 02.jpg 03.jpg 04.jpg" {
		t.Errorf("the summary: %+v, %s", s, tree(t, out))
	}
	if b.batches.run.Address != "" || b.servers.err != nil {
		t.Errorf("the run is at %q, %v", b.batches.run.Address, b.servers.err)
	}
	b.batches.undoRun(b.batches.run)
	b.loop.until(t, "the undoing", func() bool { return b.notice() != nil })
	if _, err := os.Stat(out); err == nil {
		t.Error("the results' folder stays")
	}
	if job := b.forecast.whatToDo().Job; job.Exists != engine.Skip {
		t.Errorf("the next job is %+v", job)
	}
	b.close()
}
