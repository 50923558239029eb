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

	"pretobranco/engine/journal"
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
					job, home = Job{Subfolder: "pb", Exists: exists}, filepath.Join(in, "pb")
				}
				e, cut := open(t, Config{}), newPowerCut()
				cut.sync(top)
				cut.sync(in)
				e.syncFolder = func(folder string) error {
					if _, err := os.Stat(filepath.Join(home, journal.Name)); err != nil {
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
	if text, err := os.ReadFile(filepath.Join(out, journal.Name)); err != nil || len(text) > 0 {
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
