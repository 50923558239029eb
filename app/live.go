package app

import (
	"context"
	"image"
	"sync"

	"pretobranco/app/picture"
	"pretobranco/engine"
)

// livePixels is how much of a photo is made anew at once while a slider moves: more than a
// window shows, and little enough to be there before anybody waits.
const livePixels = 1_500_000

// A trial is a look that is tried on what is seen of a photo.
type trial struct {
	before *picture.Pyramid
	pane   image.Point
	view   picture.View
	look   engine.Look
}

// live shows at once what a look would make of what is seen. One trial is under way; of
// those that come meanwhile the newest is next and the others are forgotten.
type live struct {
	do   func(func())
	show func(*picture.Patch)

	epoch int // only the window's goroutine touches it

	mu   sync.Mutex // guards what follows
	next func()
	busy bool
}

// Try shows a trial unless Stop comes first.
func (l *live) Try(t trial) {
	epoch := l.epoch
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next = func() {
		patch, err := t.patch(context.Background())
		if err != nil {
			return // the result will say why
		}
		l.do(func() {
			if l.epoch == epoch {
				l.show(patch)
			}
		})
	}
	if !l.busy {
		l.busy = true
		go l.work()
	}
}

// Stop forgets what is being tried: the result is there, or another photo.
func (l *live) Stop() {
	l.epoch++
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next = nil
}

func (l *live) work() {
	for {
		l.mu.Lock()
		task := l.next
		l.next = nil
		l.busy = task != nil
		l.mu.Unlock()
		if task == nil {
			return
		}
		task()
	}
}

// patch makes what is seen. Pure black and white is made of the photo's own pixels
// where these are not too many: made of fewer it would look coarser than it will be.
func (t trial) patch(ctx context.Context) (*picture.Patch, error) {
	fine, margin := false, 0
	if bit := t.look.OneBit(); bit.Method != engine.NoMethod {
		fine = true
		if bit.Method == engine.Sauvola {
			margin = window(bit, t.before.Size) / 2
		}
	}
	part := t.before.Part(t.pane, t.view, margin, fine, livePixels)
	size := t.before.Size
	has := image.Pt(int(float64(size.X)*part.Density+0.5), int(float64(size.Y)*part.Density+0.5))
	img, err := engine.PreviewLook(ctx, part.Image, reduced(t.look, size, has))
	if err != nil {
		return nil, err
	}
	return part.Patch(img), nil
}

// window is the side of Sauvola's window for a photo.
func window(bit engine.OneBit, size image.Point) int {
	if bit.Window != 0 {
		return bit.Window
	}
	return engine.AutoWindow(size.X, size.Y)
}

// reduced is a look for a picture, or a part of it, that has been made smaller: what counts in
// pixels of the photo has fewer of them there.
func reduced(look engine.Look, whole, has image.Point) engine.Look {
	bit := look.OneBit()
	if bit.Method != engine.Sauvola || whole.X == 0 {
		return look
	}
	bit.Window = max(3, window(bit, whole)*has.X/whole.X|1)
	small, err := look.WithOneBit(bit)
	if err != nil {
		return look
	}
	return small
}
