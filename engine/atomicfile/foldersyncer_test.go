package atomicfile

import (
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

// TestFolderSyncer gathers waiting callers: while a folder is being synced, all that come share the
// next sync, and none is served by one that began before it came. New folders' own names are
// synced once.
func TestFolderSyncer(t *testing.T) { synctest.Test(t, testFolderSyncer) }

func testFolderSyncer(t *testing.T) {
	const many = 50
	begun, goOn := make(chan struct{}), make(chan struct{})
	var mu sync.Mutex
	var synced []string
	s := NewFolderSyncer(func(folder string) error {
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
	all.Go(func() { s.Sync("/a", "/a") })
	<-begun
	for range many {
		all.Go(func() { s.Sync("/a", "/a") })
	}
	synctest.Wait()    // until all wait in one round
	s.Sync("/b", "/b") // another folder does not wait for it
	close(goOn)
	all.Wait()
	if got := strings.Join(synced, " "); got != "/a /b /a" {
		t.Errorf("synced: %s", got)
	}

	synced = nil
	s = NewFolderSyncer(func(folder string) error {
		synced = append(synced, folder)
		return nil
	})
	s.Sync("/x/y/z", "/x")
	s.Sync("/x/y/z", "/x")
	s.Sync("/x/y/w", "/x")
	if got, want := strings.Join(synced, " "), "/x/y/z /x/y /x /x/y/z /x/y/w /x/y"; got != want {
		t.Errorf("synced: %s, want %s", got, want)
	}
}

// TestFolderSyncerAbove has two results in folders one inside the other. The one inside once counted
// as kept when the other had synced the folder above both, though the names further up did not
// last yet.
func TestFolderSyncerAbove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		top := filepath.FromSlash("/top")
		out := filepath.Join(top, "out")
		held := make(chan struct{})
		s := NewFolderSyncer(func(folder string) error {
			if folder == top {
				<-held
			}
			return nil
		})
		kept := make(chan string, 2)
		keep := func(dir string) {
			if err := s.Sync(dir, top); err != nil {
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
