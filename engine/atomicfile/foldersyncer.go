package atomicfile

import (
	"errors"
	"path/filepath"
	"sync"
	"syscall"

	"pretobranco/engine/safefile"
)

// SyncFolder puts the names in a folder on the disk, where the system can do that. An error means
// that the disk is full or broken.
func SyncFolder(folder string) error {
	f, err := safefile.OpenFolder(folder)
	if err != nil {
		return nil
	}
	defer f.Close()
	if err := f.Sync(); errors.Is(err, syscall.EIO) || IsFull(err) {
		return err
	}
	return nil
}

// A FolderSyncer puts the names of many files on the disk. Published data is already there; its
// name is there once its folder is synced, and a new folder's name once the folder above is.
//
// One sync serves all files that were published before it begins. While a sync is running, later
// callers share the next one: a slow disk syncs a folder once for many files.
type FolderSyncer struct {
	sync func(folder string) error

	mu      sync.Mutex // guards the fields below
	folders map[string]*folderRounds
	named   map[string]bool // folders whose own names, and those of the folders above, are on the disk
}

// folderRounds are the syncs of one folder. FolderSyncer.mu guards the fields.
type folderRounds struct {
	last *syncRound // the last one that has begun, or nil
	next *syncRound // the one that has not begun, or nil
}

// A syncRound is one sync.
type syncRound struct {
	done chan struct{} // closed when it is over
	err  error         // after done
}

// NewFolderSyncer returns a syncer that calls sync, which SyncFolder is meant for.
func NewFolderSyncer(sync func(folder string) error) *FolderSyncer {
	return &FolderSyncer{sync: sync, folders: map[string]*folderRounds{}, named: map[string]bool{}}
}

// Sync returns when the names in dir are on the disk, and the names of the folders from top to dir.
// The name of top itself is not synced.
func (s *FolderSyncer) Sync(dir, top string) error {
	if err := s.syncOne(dir); err != nil {
		return err
	}
	var passed []string
	for ; dir != top && dir != filepath.Dir(dir) && !s.isNamed(dir); dir = filepath.Dir(dir) {
		if err := s.syncOne(filepath.Dir(dir)); err != nil {
			return err
		}
		passed = append(passed, dir)
	}
	// Only now, when all of them are on the disk: other callers stop at a folder that is named.
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, folder := range passed {
		s.named[folder] = true
	}
	return nil
}

func (s *FolderSyncer) isNamed(folder string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.named[folder]
}

// syncOne returns when a sync of the folder is over that began after the call.
func (s *FolderSyncer) syncOne(folder string) error {
	s.mu.Lock()
	f := s.folders[folder]
	if f == nil {
		f = &folderRounds{}
		s.folders[folder] = f
	}
	round, before := f.next, f.last
	if round != nil {
		s.mu.Unlock()
		<-round.done
		return round.err
	}
	round = &syncRound{done: make(chan struct{})}
	f.next = round
	s.mu.Unlock()
	defer close(round.done)
	if before != nil {
		<-before.done
	}
	s.mu.Lock()
	f.last, f.next = round, nil // later callers may be too late for this sync
	s.mu.Unlock()
	round.err = s.sync(folder)
	return round.err
}
