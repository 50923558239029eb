package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
)

// A powerCut is a disk that keeps only names in folders that were synced.
type powerCut struct {
	mu    sync.Mutex // guards what follows
	lasts map[string]bool
	syncs []string // folders, in the order of their syncs
}

func newPowerCut() *powerCut { return &powerCut{lasts: map[string]bool{}} }

// sync makes the names last that are in a folder now.
func (p *powerCut) sync(folder string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.syncs = append(p.syncs, folder)
	entries, err := os.ReadDir(folder)
	for _, entry := range entries {
		p.lasts[filepath.Join(folder, entry.Name())] = true
	}
	return err
}

// kept reports whether a file, and each folder that leads to it from top on, is there after a power cut.
func (p *powerCut) kept(path, top string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for ; path != top; path = filepath.Dir(path) {
		if !p.lasts[path] {
			return false
		}
	}
	return true
}

// TestPowerCut cuts the power when a photo has become Done, and when the journal is gone: the
// names of results lasted only when the batch was over, after its journal had been removed.
func TestPowerCut(t *testing.T) {
	for _, beside := range []bool{false, true} {
		for _, exists := range []Exists{Skip, Number, Overwrite} {
			t.Run(fmt.Sprintf("%s, beside %v", exists, beside), func(t *testing.T) {
				top := t.TempDir()
				in := filepath.Join(top, "in")
				paths := draw(t, in, "a.jpg", "b.png", "sub/deep/c.jpg", "sub/d.jpg", "e.jpg")
				job := Job{Folder: filepath.Join(top, "new", "out"), Exists: exists}
				home := job.Folder
				if beside {
					job, home = Job{Beside: "pb", Exists: exists}, filepath.Join(in, "pb")
				}
				e, cut := open(t, Config{}), newPowerCut()
				cut.sync(top)
				cut.sync(in)
				e.syncFolder = func(folder string) error {
					if _, err := os.Stat(filepath.Join(home, journalName)); err != nil {
						t.Errorf("%s is synced after the journal is removed", folder)
					}
					return cut.sync(folder)
				}
				l := &log{t: t, on: func(ev Event) {
					if ev.Kind == Done && !cut.kept(ev.Output, top) {
						t.Errorf("%s is done and does not last", ev.Output)
					}
				}}
				b, err := e.Start(t.Context(), job, found(t, in), l.hear)
				if err != nil {
					t.Fatal(err)
				}
				if sum := b.Wait(); sum.Converted != len(paths) {
					t.Errorf("%+v", sum)
				}
				if len(l.all(Done)) != len(paths) {
					t.Errorf("%d photos are done", len(l.all(Done)))
				}
			})
		}
	}
}

// TestDoneWaits has a disk that takes its time to sync a folder: until then nothing is done, and
// nothing is in the journal, though the result has its name.
func TestDoneWaits(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg")
	begun, cut := make(chan string, 10), make(chan struct{})
	e := open(t, Config{})
	e.syncFolder = func(folder string) error {
		begun <- folder
		<-cut
		return nil
	}
	b, l := start(t, e, Job{Folder: out}, photos(t, in))
	if folder := <-begun; folder != out {
		t.Errorf("synced: %s", folder)
	}
	if got := names(t, out); got != "a.jpg" {
		t.Errorf("the folder holds %q when it is synced", got)
	}
	if text, err := os.ReadFile(filepath.Join(out, journalName)); err != nil || len(text) > 0 {
		t.Errorf("the journal says %q, %v", text, err)
	}
	if p := b.Progress(); p.Done != 0 || p.Running != 1 {
		t.Errorf("%+v", p)
	}
	close(cut)
	b.Wait()
	if got := l.of(0); got != "queued started done" {
		t.Error(got)
	}
}

// TestFolderSyncs gathers those who wait: while a folder is being synced, all that come share the
// next sync, and none is served by one that began before it came. New folders' own names are
// synced once.
func TestFolderSyncs(t *testing.T) { synctest.Test(t, testFolderSyncs) }

func testFolderSyncs(t *testing.T) {
	const many = 50
	begun, goOn := make(chan struct{}), make(chan struct{})
	var mu sync.Mutex
	var synced []string
	s := newFolderSyncs(func(folder string) error {
		mu.Lock()
		synced = append(synced, folder)
		first := len(synced) == 1
		mu.Unlock()
		if first {
			close(begun)
			<-goOn
		}
		return nil
	})
	var all sync.WaitGroup
	all.Go(func() { s.keep("/a", "/a") })
	<-begun
	for range many {
		all.Go(func() { s.keep("/a", "/a") })
	}
	synctest.Wait()    // until all wait in one round
	s.keep("/b", "/b") // another folder does not wait for it
	close(goOn)
	all.Wait()
	if got := strings.Join(synced, " "); got != "/a /b /a" {
		t.Errorf("synced: %s", got)
	}

	synced = nil
	s = newFolderSyncs(func(folder string) error {
		synced = append(synced, folder)
		return nil
	})
	s.keep("/x/y/z", "/x")
	s.keep("/x/y/z", "/x")
	s.keep("/x/y/w", "/x")
	if got, want := strings.Join(synced, " "), "/x/y/z /x/y /x /x/y/z /x/y/w /x/y"; got != want {
		t.Errorf("synced: %s, want %s", got, want)
	}
}

// TestSyncFails has a disk that cannot sync a folder: the batch pauses, and no photo is done.
func TestSyncFails(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg", "c.jpg")
	broken := true
	var mu sync.Mutex
	e := open(t, Config{})
	e.syncFolder = func(folder string) error {
		mu.Lock()
		defer mu.Unlock()
		if broken {
			return &os.PathError{Op: "sync", Path: folder, Err: syscall.EIO}
		}
		return nil
	}
	paused := make(chan error, 1)
	b, err := e.Start(t.Context(), Job{Folder: out, Exists: Overwrite}, photos(t, in), func(e Event) {
		switch e.Kind {
		case Paused:
			paused <- e.Err
		case Done:
			mu.Lock()
			defer mu.Unlock()
			if broken {
				t.Error("a photo is done")
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-paused; !errors.Is(err, ErrFolder) || !strings.Contains(err.Error(), "disk reports an error") {
		t.Errorf("paused by %v", err)
	}
	mu.Lock()
	broken = false
	mu.Unlock()
	b.Resume()
	if sum := b.Wait(); sum.Converted != 3 || !slices.Equal(strings.Fields(names(t, out)), []string{"a.jpg", "b.jpg", "c.jpg"}) {
		t.Errorf("%+v, %s", sum, names(t, out))
	}
}

// TestFolderSyncsAbove has two results in folders one inside the other. The one inside once counted
// as kept when the other had synced the folder above both, though the names further up did not
// last yet.
func TestFolderSyncsAbove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		top := filepath.FromSlash("/top")
		out := filepath.Join(top, "out")
		held := make(chan struct{})
		s := newFolderSyncs(func(folder string) error {
			if folder == top {
				<-held
			}
			return nil
		})
		kept := make(chan string, 2)
		keep := func(dir string) {
			if err := s.keep(dir, top); err != nil {
				t.Error(err)
			}
			kept <- dir
		}
		go keep(filepath.Join(out, "sub"))
		synctest.Wait()
		go keep(filepath.Join(out, "sub", "deep"))
		synctest.Wait()
		if len(kept) > 0 {
			t.Errorf("%s counts as kept before the name of %s lasts", <-kept, out)
		}
		close(held)
		<-kept
		<-kept
	})
}
