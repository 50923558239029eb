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
	sample *sample // of the photo; nil counts nothing
}

// live shows at once what a look would make of what is seen. One trial is under way, until the window
// has it; of those that come meanwhile the newest is next and the others are forgotten.
type live struct {
	do   func(func())
	show func(*picture.Patch, tally)

	epoch int        // only the window's goroutine touches it
	maker patchMaker // only the trial under way touches it

	mu   sync.Mutex // guards what follows
	next *trial
	at   int // epoch of next
	busy bool
}

// Try shows a trial unless Stop comes first.
func (l *live) Try(t trial) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at, l.next = l.epoch, &t
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

// work makes the next trial. The one after it is made once this one is in the window: then nothing
// draws the one before any more, and its memory is free.
func (l *live) work() {
	l.mu.Lock()
	next, epoch := l.next, l.at
	l.next = nil
	l.busy = next != nil
	l.mu.Unlock()
	if next == nil {
		return
	}
	t, counts := *next, tally{look: next.look}
	if t.sample != nil {
		counts = t.sample.tally(t.look, &l.maker.counted)
		t.look = counts.look
	}
	patch, err := l.maker.patch(context.Background(), t)
	l.do(func() {
		if l.epoch == epoch && err == nil { // or the result will say why
			l.show(patch, counts)
		}
		go l.work()
	})
}

// A patchMaker makes what is seen of a photo with a look. The memory of a patch is used again for the
// second next one.
type patchMaker struct {
	screen picture.Screen
	gray   [2][]byte
	turn   int

	counted []byte // of a sample
}

// patch makes what is seen. Gray is made of the screen's own pixels, pure black and white of the
// photo's where these are not too many: made of fewer it would look coarser than it will be.
func (m *patchMaker) patch(ctx context.Context, t trial) (*picture.Patch, error) {
	bit := t.look.OneBit()
	if bit.Method == engine.NoMethod && t.before.Opaque() {
		return m.quick(t), nil
	}
	m.screen.Forget()
	margin := 0
	if bit.Method == engine.Sauvola {
		margin = window(bit, t.before.Size) / 2
	}
	part := t.before.Part(t.pane, t.view, margin, bit.Method != engine.NoMethod, livePixels)
	size := t.before.Size
	has := image.Pt(int(float64(size.X)*part.Density+0.5), int(float64(size.Y)*part.Density+0.5))
	img, err := engine.PreviewLook(ctx, part.Image, reduced(t.look, size, has))
	if err != nil {
		return nil, err
	}
	return part.Patch(img), nil
}

// quick makes gray of the screen's pixels, by the code that converts.
func (m *patchMaker) quick(t trial) *picture.Patch {
	m.screen.Show(t.before, t.pane, t.view)
	m.turn = 1 - m.turn
	n := m.screen.Width * m.screen.Height
	if cap(m.gray[m.turn]) < n {
		m.gray[m.turn] = make([]byte, n)
	}
	gray := m.gray[m.turn][:n]
	row, _, _ := t.look.Rows()
	width := m.screen.Width
	picture.Rows(m.screen.Height, func(from, to int) {
		row(gray[from*width:to*width], m.screen.RGB[3*from*width:3*to*width])
	})
	return m.screen.Patch(gray)
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
