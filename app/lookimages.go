package app

import (
	"container/list"
	"context"
	"hash/maphash"
	"image"
	"sync"

	"pretobranco/engine"
)

// looksKept is how many small results are remembered: those of the last photos, so that going
// back to one costs nothing. At two pixels a unit they are 10 MB.
const looksKept = 600

// lookImages makes small results of one photo at a time, off the window's goroutine.
type lookImages struct {
	ready func() // some more are there; on a goroutine of its own

	mu     sync.Mutex // guards what follows
	kept   map[lookKey]*list.Element
	order  *list.List // of lookImage, the last used in front
	cancel context.CancelFunc
}

// A lookKey is a look of a photo, which is known by its pixels: a file may change.
type lookKey struct {
	photo uint64
	look  engine.Look
}

type lookImage struct {
	key   lookKey
	image image.Image
}

func newLookImages(ready func()) *lookImages {
	return &lookImages{ready: ready, kept: map[lookKey]*list.Element{}, order: list.New()}
}

var lookSeed = maphash.MakeSeed()

// keyOf returns what a small photo is known by.
func keyOf(photo *image.RGBA) uint64 {
	var h maphash.Hash
	h.SetSeed(lookSeed)
	h.Write(photo.Pix)
	h.WriteByte(byte(photo.Stride >> 2))
	return h.Sum64()
}

// Get returns a small result, or nil if there is none yet.
func (l *lookImages) Get(photo uint64, look engine.Look) image.Image {
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := l.kept[lookKey{photo, look}]
	if kept == nil {
		return nil
	}
	l.order.MoveToFront(kept)
	return kept.Value.(lookImage).image
}

// Make makes those that are missing, and gives up those of the last call. The photo must not
// change any more; nil makes none.
func (l *lookImages) Make(photo *image.RGBA, looks []engine.Look) {
	ctx, cancel := context.WithCancel(context.Background())
	l.mu.Lock()
	if l.cancel != nil {
		l.cancel()
	}
	l.cancel = cancel
	l.mu.Unlock()
	if photo == nil {
		return
	}
	go func() {
		key := keyOf(photo)
		made := false
		for _, look := range looks {
			if l.Get(key, look) != nil {
				continue
			}
			img, err := engine.PreviewLook(ctx, photo, look)
			if ctx.Err() != nil {
				return
			}
			if err == nil {
				l.keep(lookKey{key, look}, img)
				made = true
			}
		}
		if made {
			l.ready()
		}
	}()
}

func (l *lookImages) keep(key lookKey, img image.Image) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept[key] != nil {
		return
	}
	l.kept[key] = l.order.PushFront(lookImage{key, img})
	if l.order.Len() > looksKept {
		oldest := l.order.Remove(l.order.Back()).(lookImage)
		delete(l.kept, oldest.key)
	}
}
