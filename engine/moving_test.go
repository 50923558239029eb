package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/journal"
)

// many draws so many photos and returns the names that {n:2} gives their results.
func many(t *testing.T, in string, n int) (results string) {
	t.Helper()
	var originals, numbered []string
	for i := range n {
		originals = append(originals, fmt.Sprintf("%c.jpg", 'a'+i))
		numbered = append(numbered, fmt.Sprintf("%02d.jpg", i+1))
	}
	draw(t, in, originals...)
	return strings.Join(numbered, " ")
}

// onKind returns a log that passes on the events of a kind.
func onKind(t *testing.T, kind EventKind) (*log, chan Event) {
	heard := make(chan Event, 100)
	return &log{t: t, on: func(e Event) {
		if e.Kind == kind {
			heard <- e
		}
	}}, heard
}

// TestUse changes the server of a batch that is under way: one batch, one summary, and the
// numbers in the names continue. A new batch of the rest began again with 01, found it there and
// skipped it.
func TestUse(t *testing.T) {
	for _, c := range []struct {
		name  string
		after int // photos until the server does no more
		does  func(p *peer, hold chan struct{}) bool
		waits EventKind // for what the test waits
		fails int
	}{
		{"hangs", 3, func(_ *peer, hold chan struct{}) bool { <-hold; return false }, Done, 0},
		{"hangs up", 3, func(*peer, chan struct{}) bool { return false }, Paused, 0},
		{"refuses", 3, func(p *peer, _ chan struct{}) bool { return p.fail(Unauthorized) }, Paused, 0},
		{"hangs from the start", 0, func(_ *peer, hold chan struct{}) bool { <-hold; return false }, Started, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, out := t.TempDir(), t.TempDir()
			want := many(t, in, 12)
			hold := make(chan struct{})
			defer close(hold)
			far := misbehave(t, 4, func(p *peer, n int) bool {
				if n > c.after {
					return c.does(p, hold)
				}
				return honest(p, n)
			})
			l, heard := onKind(t, c.waits)
			b, err := far.Start(t.Context(), Job{Folder: out, Name: "{n:2}"}, photos(t, in), l.hear)
			if err != nil {
				t.Fatal(err)
			}
			for range max(1, map[EventKind]int{Done: c.after}[c.waits]) {
				<-heard
			}
			b.Use(open(t, Config{}))
			far.Close() // does not end a batch that has left it
			sum := b.Wait()
			if sum.Converted != 12 || sum.Failed+sum.Skipped+sum.Dropped != 0 || sum.Took <= 0 {
				t.Errorf("summary: %+v", sum)
			}
			if got := names(t, out); got != want {
				t.Errorf("results: %s", got)
			}
			if _, err := os.Stat(filepath.Join(out, journal.Name)); err == nil {
				t.Error("a journal is left")
			}
		})
	}
}

// TestUsePaused keeps a pause that a person asked for, and continues elsewhere after it.
func TestUsePaused(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	want := many(t, in, 6)
	hold := make(chan struct{})
	defer close(hold)
	far := misbehave(t, 1, func(*peer, int) bool { <-hold; return false })
	l, heard := onKind(t, Paused)
	b, err := far.Start(t.Context(), Job{Folder: out, Name: "{n:2}"}, photos(t, in), l.hear)
	if err != nil {
		t.Fatal(err)
	}
	b.Pause()
	<-heard
	b.Use(open(t, Config{}))
	if l.of(-1) != "paused" {
		t.Errorf("of the batch: %s", l.of(-1))
	}
	b.Resume()
	if sum := b.Wait(); sum.Converted != 6 || names(t, out) != want {
		t.Errorf("summary: %+v, results: %s", sum, names(t, out))
	}
	if l.of(-1) != "paused resumed finished" {
		t.Errorf("of the batch: %s", l.of(-1))
	}
}

// TestUseLater retries at another server what failed at the first, in the same batch.
func TestUseLater(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	want := many(t, in, 5)
	far := misbehave(t, 2, func(p *peer, n int) bool {
		if n%2 == 0 {
			return p.fail(TooLarge)
		}
		return honest(p, n)
	})
	b, _ := start(t, far, Job{Folder: out, Name: "{n:2}"}, photos(t, in))
	if sum := b.Wait(); sum.Converted != 3 || sum.Failed != 2 {
		t.Fatalf("summary: %+v", sum)
	}
	far.Close()
	b.Use(open(t, Config{}))
	b.Retry()
	if sum := b.Wait(); sum.Converted != 5 || sum.Failed != 0 || names(t, out) != want {
		t.Errorf("summary: %+v, results: %s", sum, names(t, out))
	}
}

// TestMove changes the folder of a batch in its middle: what is done stays done, and the numbers
// in the names continue.
func TestMove(t *testing.T) {
	for _, beside := range []bool{false, true} {
		in, out, other := t.TempDir(), filepath.Join(t.TempDir(), "out"), filepath.Join(t.TempDir(), "new", "other")
		want := many(t, in, 6)
		job := Job{Folder: out, Name: "{n:2}"}
		if beside {
			job.Folder, job.Subfolder = "", "bw"
			out = filepath.Join(in, "bw")
		}
		moved := make(chan struct{})
		e := misbehave(t, 2, func(p *peer, n int) bool {
			if n > 2 {
				<-moved
			}
			return honest(p, n)
		})
		all := photos(t, in)
		l, done := onKind(t, Done)
		b, err := e.Start(t.Context(), job, all, l.hear)
		if err != nil {
			t.Fatal(err)
		}
		<-done
		<-done
		if err := b.Move(filepath.Join(in, "a.jpg")); !errors.Is(err, ErrFolder) {
			t.Errorf("into a file: %v", err)
		}
		if err := b.Move(other); err != nil {
			t.Fatal(err)
		}
		close(moved)
		if sum := b.Wait(); sum.Converted != 6 || sum.Skipped+sum.Failed != 0 {
			t.Errorf("summary: %+v", sum)
		}
		both := append(strings.Fields(names(t, out)), strings.Fields(names(t, other))...)
		slices.Sort(both)
		if got := strings.Join(both, " "); got != want || len(names(t, out)) != len("01.jpg 02.jpg") {
			t.Errorf("results: %s, and %s", names(t, out), names(t, other))
		}
		for _, folder := range []string{out, other} {
			if _, err := os.Stat(filepath.Join(folder, journal.Name)); err == nil {
				t.Errorf("a journal is left in %s", folder)
			}
		}
		e.Close()
	}
}

// TestMoveAway continues in another folder after the first went away with results on their way.
func TestMoveAway(t *testing.T) {
	in, out, other := t.TempDir(), filepath.Join(t.TempDir(), "out"), t.TempDir()
	want := many(t, in, 4)
	gone := make(chan struct{})
	e := misbehave(t, 3, func(p *peer, n int) bool {
		<-gone
		return honest(p, n)
	})
	all := photos(t, in)
	l, paused := onKind(t, Paused)
	b, err := e.Start(t.Context(), Job{Folder: out, Name: "{n:2}"}, all, l.hear)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(out); err != nil {
		t.Fatal(err)
	}
	close(gone)
	if err := (<-paused).Err; !errors.Is(err, ErrFolder) {
		t.Fatalf("paused by %v", err)
	}
	if err := b.Move(other); err != nil {
		t.Fatal(err)
	}
	if sum := b.Wait(); sum.Converted != 4 || sum.Failed != 0 || names(t, other) != want {
		t.Errorf("summary: %+v, results: %s", sum, names(t, other))
	}
}

// TestPolicies holds what becomes of photos whose results are there already, each by a policy of
// its own, and of those that were skipped when they are wanted after all.
func TestPolicies(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg", "c.jpg", "d.jpg")
	all := photos(t, in)
	for i, exists := range []Exists{"", Skip, Number, Overwrite} {
		write(t, filepath.Join(out, filepath.Base(all[i].Path)), []byte("precious"))
		all[i].Exists = exists
	}
	b, l := start(t, open(t, Config{}), Job{Folder: out}, all)
	if sum := b.Wait(); sum.Skipped != 2 || sum.Converted != 2 {
		t.Errorf("summary: %+v", sum)
	}
	for _, e := range l.events {
		if e.Kind == Done && e.Replaced != (e.Index == 3) {
			t.Errorf("photo %d: replaced %v", e.Index, e.Replaced)
		}
	}
	if got := names(t, out); got != "a.jpg b.jpg c-2.jpg c.jpg d.jpg" {
		t.Errorf("results: %s", got)
	}
	b.Again(Number, 0, 1, 2, 7)
	if sum := b.Wait(); sum.Skipped != 0 || sum.Converted != 4 {
		t.Errorf("summary: %+v", sum)
	}
	if got := names(t, out); got != "a-2.jpg a.jpg b-2.jpg b.jpg c-2.jpg c.jpg d.jpg" {
		t.Errorf("results: %s", got)
	}
}

// TestFresh makes again what an interrupted batch has recorded: a person who chose to convert
// the rest once more was told that it was done.
func TestFresh(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	paths := draw(t, in, "a.jpg", "b.jpg")
	job := Job{Folder: out, Exists: Number, Options: Options{Format: "keep"}}
	e := open(t, Config{})
	b, l := start(t, e, job, photos(t, paths[0]))
	b.Wait()
	info, err := os.Stat(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		fresh   bool
		results string
	}{{false, "a.jpg b.jpg"}, {true, "a-2.jpg a.jpg b-2.jpg b.jpg"}} {
		left := openJournal(t, job)
		left.Add(paths[0], requestText(job, Photo{Path: paths[0]}), info, filepath.Join(out, "a.jpg"), l.last(Done).After)
		left.Close(false)
		job.Fresh = c.fresh
		b, _ := start(t, e, job, photos(t, in))
		b.Wait()
		if got := names(t, out); got != c.results {
			t.Errorf("fresh %v: results: %s", c.fresh, got)
		}
	}
}

// TestUndoRemovesFolders undoes a batch that made folders: those that are empty then are removed, and
// no others. A run that was undone left its tree of empty folders.
func TestUndoRemovesFolders(t *testing.T) {
	for _, stopped := range []bool{false, true} {
		top := t.TempDir()
		in, out := filepath.Join(top, "in"), filepath.Join(top, "new", "out")
		draw(t, in, "day1/a.jpg", "day2/evening/b.jpg", "day2/c.jpg", "there/d.jpg", "kept/e.jpg")
		if err := os.MkdirAll(filepath.Join(top, "new"), 0o755); err != nil {
			t.Fatal(err)
		}
		b, _ := start(t, open(t, Config{}), Job{Folder: out}, photos(t, in))
		if sum := b.Wait(); sum.Converted != 5 {
			t.Fatalf("summary: %+v", sum)
		}
		if stopped { // its journal is left
			write(t, filepath.Join(out, journal.Name), []byte("{}\n"))
		}
		write(t, filepath.Join(out, "kept", "mine.txt"), []byte("somebody's"))
		b.Undo()
		if got := names(t, top); !strings.HasSuffix(got, "new/out/kept/mine.txt") {
			t.Errorf("left: %s", got)
		}
		for _, gone := range []string{"day1", "day2", "there"} {
			if _, err := os.Stat(filepath.Join(out, gone)); err == nil {
				t.Errorf("%s is still there", gone)
			}
		}
		os.RemoveAll(filepath.Join(out, "kept"))
		b.Undo()
		if left, _ := os.ReadDir(filepath.Join(top, "new")); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
		if _, err := os.Stat(filepath.Join(top, "new")); err != nil {
			t.Error("a folder that was there before is gone")
		}
	}
}
