package journal

import (
	"context"
	"sync"
	"time"
)

// maxOpen is how many journals a Set keeps open. Further folders have none: their results are
// found by looking at the files alone.
const maxOpen = 200

// A Set holds the journals of a batch, one for each of its output folders.
type Set struct {
	ctx    context.Context
	fail   func(folder string, reason error)
	opened chan struct{} // closed once the folders of OpenSet are open

	mu       sync.Mutex // guards the fields below
	journals map[string]*Journal
	wait     time.Duration // that is left to wait for locks, for all folders together
}

// OpenSet opens the journals of some folders, each with the paths of results whose folders are
// swept. It returns at once: a disk may take its time. Waiting for locks ends after wait in all. Fail
// is called for each folder that can have no journal, unless ctx has ended.
func OpenSet(ctx context.Context, folders map[string][]string, wait time.Duration, fail func(folder string, reason error)) *Set {
	s := &Set{ctx: ctx, fail: fail, opened: make(chan struct{}), journals: map[string]*Journal{}, wait: wait}
	go func() {
		defer close(s.opened)
		s.mu.Lock()
		defer s.mu.Unlock()
		for folder, results := range folders {
			s.open(folder, results)
		}
	}()
	return s
}

func (s *Set) open(folder string, results []string) *Journal {
	j := &Journal{}
	if len(s.journals) < maxOpen {
		var err error
		j, err = Open(s.ctx, &s.wait, folder, results)
		if err != nil && s.ctx.Err() == nil {
			s.fail(folder, err)
		}
	}
	s.journals[folder] = j
	return j
}

// Of returns the journal of a folder, and opens it if it is a new one. It waits until OpenSet's
// folders are open.
func (s *Set) Of(folder string) *Journal {
	<-s.opened
	s.mu.Lock()
	defer s.mu.Unlock()
	if j := s.journals[folder]; j != nil {
		return j
	}
	return s.open(folder, nil)
}

// Close closes all journals; see Journal.Close. It waits until they are open.
func (s *Set) Close(complete bool) {
	<-s.opened
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.journals {
		j.Close(complete)
	}
}
