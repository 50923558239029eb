package engine

import (
	"path/filepath"
	"sync"
)

// folderSyncs make the names of a batch's results last through a power cut. What a result holds was
// synced before it got its name; the name lasts once its folder is synced, and a new folder's name
// once the folder above is. The order for each photo is
//
//	sync the file -> give it its name -> sync the folder -> write the journal's line -> Done
//
// so that a photo that is called done keeps its result, and the journal is removed when all names
// last. A sync serves all results that got their names before it begins. While one is under way
// others gather for the next: a slow disk syncs its folder once for many results.
type folderSyncs struct {
	sync func(folder string) error

	mu      sync.Mutex // guards what follows
	folders map[string]*folderSync
	named   map[string]bool // folders whose names last, as those of the folders above do
}

// A folderSync is where those who want a folder synced meet. Its fields are guarded by
// folderSyncs.mu.
type folderSync struct {
	last *syncRound // that has begun, or nil
	next *syncRound // that has not begun, or nil
}

// A syncRound is one sync, and those who wait for it.
type syncRound struct {
	done chan struct{} // closed when it is over
	err  error
}

func newFolderSyncs(sync func(folder string) error) *folderSyncs {
	return &folderSyncs{sync: sync, folders: map[string]*folderSync{}, named: map[string]bool{}}
}

// keep returns when the names in dir last, and the names of the folders from above on that lead to
// it. An error is one of the disk.
func (s *folderSyncs) keep(dir, above string) error {
	if err := s.one(dir); err != nil {
		return err
	}
	var passed []string
	for ; dir != above && dir != filepath.Dir(dir) && !s.lasts(dir); dir = filepath.Dir(dir) {
		if err := s.one(filepath.Dir(dir)); err != nil {
			return err
		}
		passed = append(passed, dir)
	}
	// Not before all of them last: others go no further up than to one that does.
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, folder := range passed {
		s.named[folder] = true
	}
	return nil
}

// lasts reports whether the names of a folder and of those above it last.
func (s *folderSyncs) lasts(folder string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.named[folder]
}

// one returns when a sync of the folder is over that began after the call.
func (s *folderSyncs) one(folder string) error {
	s.mu.Lock()
	f := s.folders[folder]
	if f == nil {
		f = &folderSync{}
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
	f.last, f.next = round, nil // who comes from now on may be too late for this sync
	s.mu.Unlock()
	round.err = s.sync(folder)
	return round.err
}
