package engine

import "time"

// An item is a photo with what is known of it.
type item struct {
	photo   Photo
	want    string // place of its result in the plan
	place   string // that it gets, or got
	output  string // path of the result, once there is one
	state   EventKind
	before  int64
	after   int64
	pixels  int64 // 0 while not known
	began   time.Time
	retries int  // connections lost while alone
	fresh   bool // what an interrupted batch has recorded does not count
}

// photoStates are the photos of a batch with their states. It counts them, and reports each change.
type photoStates struct {
	items  []item
	tally  tally
	events *eventQueue
}

// add adds photos, whose results have these places, and returns the index of the first one.
func (s *photoStates) add(photos []Photo, places []string) (first int) {
	first = len(s.items)
	for i, photo := range photos {
		s.items = append(s.items, item{photo: photo, want: places[i], place: places[i], before: photo.Size})
		s.tally.add(photo.Size, photo.Format)
	}
	return first
}

// size returns the bytes of a photo.
func (s *photoStates) size(index int) int64 { return s.items[index].photo.Size }

// photos returns all photos.
func (s *photoStates) photos() []Photo {
	all := make([]Photo, len(s.items))
	for i := range s.items {
		all[i] = s.items[i].photo
	}
	return all
}

// change gives a photo a new state and reports it.
func (s *photoStates) change(index int, e Event) {
	it := &s.items[index]
	e.Index, e.Photo, e.Before, e.At = index, it.photo, it.before, time.Now()
	switch e.Kind {
	case Started:
		it.began = e.At
	case Done, Failed:
		if !it.began.IsZero() {
			e.Took = e.At.Sub(it.began)
		}
	}
	s.tally.change(it.state, it.after, it.pixels, e)
	it.state, it.after, it.output = e.Kind, e.After, e.Output
	s.events.add(e, nil)
}

// setPixels sets how many pixels a photo has.
func (s *photoStates) setPixels(index int, n int64) {
	it := &s.items[index]
	s.tally.size(it.state, it.before, n, it.photo.Format)
	it.pixels = n
}

// move gives the photos without a result new places, and returns them.
func (s *photoStates) move(places []string) (moved []item) {
	for i := range s.items {
		it := &s.items[i]
		if it.state != Done && it.state != Skipped {
			it.want, it.place = places[i], places[i]
			moved = append(moved, *it)
		}
	}
	return moved
}
