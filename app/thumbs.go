package app

import (
	"container/list"
	"context"
	"image"
	"slices"
	"sync"
	"time"
)

// Bounds of the thumbnails that are kept and asked for. 600 of 84 pixels are 17 MB, of a
// grid's 160 pixels 61 MB.
const (
	thumbsKept  = 600
	thumbsAsked = 60 // more than a screen shows at once
	thumbsBusy  = 2
	sameBurst   = 50 * time.Millisecond
)

// thumbs are small pictures of the rows that can be seen. The newest request comes
// first, and a request that was scrolled away long ago is forgotten.
type thumbs struct {
	load  func(ctx context.Context, path string, side int) (image.Image, error)
	ready func(paths []string) // on a goroutine of its own, gathered

	mu     sync.Mutex // guards what follows
	side   int        // of the pictures, in pixels
	kept   map[string]*list.Element
	order  *list.List // of *thumb, the last used in front
	asked  []string   // the newest last
	burst  int        // how many at the end were asked for at about the same time
	last   time.Time  // that one was asked for
	busy   int
	loaded []string // not told yet
	closed bool
	ctx    context.Context
	cancel context.CancelFunc
}

// A thumb without an image could not be made; err is the reason.
type thumb struct {
	path  string
	image image.Image
	err   error
}

func newThumbs(load func(context.Context, string, int) (image.Image, error), ready func([]string)) *thumbs {
	ctx, cancel := context.WithCancel(context.Background())
	return &thumbs{load: load, ready: ready, side: 2 * thumbSide, kept: map[string]*list.Element{}, order: list.New(), ctx: ctx, cancel: cancel}
}

// Get returns a photo's thumbnail, or nil and asks for it.
func (t *thumbs) Get(path string) image.Image {
	t.mu.Lock()
	defer t.mu.Unlock()
	if kept := t.kept[path]; kept != nil {
		t.order.MoveToFront(kept)
		return kept.Value.(*thumb).image
	}
	if at := slices.Index(t.asked, path); at >= 0 {
		t.asked = slices.Delete(t.asked, at, at+1)
	}
	if now := time.Now(); now.Sub(t.last) > sameBurst {
		t.burst, t.last = 0, now
	} else {
		t.last = now
	}
	t.asked = append(t.asked, path)
	t.burst = min(t.burst+1, thumbsAsked)
	if len(t.asked) > thumbsAsked {
		t.asked = t.asked[1:]
	}
	if t.busy < thumbsBusy && !t.closed {
		t.busy++
		go t.work()
	}
	return nil
}

// SetSide makes pictures of another size from now on, and forgets the others.
func (t *thumbs) SetSide(side int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.side != side {
		t.side, t.asked = side, nil
		clear(t.kept)
		t.order.Init()
	}
}

// Close ends all work.
func (t *thumbs) Close() {
	t.mu.Lock()
	t.closed, t.asked = true, nil
	t.mu.Unlock()
	t.cancel()
}

// work makes thumbnails until none is asked for.
func (t *thumbs) work() {
	for {
		t.mu.Lock()
		if len(t.asked) == 0 {
			t.busy--
			t.mu.Unlock()
			return
		}
		at := max(0, len(t.asked)-max(1, t.burst)) // the first of the newest burst: a screen fills from its top
		path := t.asked[at]
		t.asked = slices.Delete(t.asked, at, at+1)
		t.burst = max(0, t.burst-1)
		side := t.side
		t.mu.Unlock()

		img, err := t.load(t.ctx, path, side)
		if err != nil {
			img = nil
		}
		t.keep(&thumb{path, img, err}, side)
	}
}

// Err returns why a photo's thumbnail cannot be made; nil if it can, or if that is not known.
func (t *thumbs) Err(path string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if kept := t.kept[path]; kept != nil {
		return kept.Value.(*thumb).err
	}
	return nil
}

func (t *thumbs) keep(made *thumb, side int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed || t.kept[made.path] != nil || t.side != side {
		return
	}
	t.kept[made.path] = t.order.PushFront(made)
	if t.order.Len() > thumbsKept {
		oldest := t.order.Remove(t.order.Back()).(*thumb)
		delete(t.kept, oldest.path)
	}
	if t.loaded = append(t.loaded, made.path); len(t.loaded) == 1 {
		time.AfterFunc(Pace, t.tell)
	}
}

func (t *thumbs) tell() {
	t.mu.Lock()
	paths := t.loaded
	t.loaded = nil
	closed := t.closed
	t.mu.Unlock()
	if !closed {
		t.ready(paths)
	}
}
