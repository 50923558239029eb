package app

import (
	"context"
	"image"
	"time"

	"pretobranco/app/model"
	"pretobranco/app/picture"
	"pretobranco/engine"
)

// Sides of a preview in pixels, the longer one. The first one is made within a blink, from
// an eighth of a large JPEG; what the view shows larger than that is asked for again,
// in the end with all of the photo's pixels.
const (
	firstSide = 750
	wholeSide = 0
)

// nextSide returns the side that a photo of this size needs at a scale: a quarter of its own,
// or a half, which JPEG has at less cost than anything between, or all of it.
func nextSide(size image.Point, scale float64) int {
	long := max(size.X, size.Y)
	for _, part := range []int{4, 2} {
		if side := (long + part - 1) / part; side > firstSide && float64(side) >= 0.98*scale*float64(long) {
			return side
		}
	}
	return wholeSide
}

// A previewStage is a photo, or what becomes of it, ready to be drawn.
type previewStage struct {
	row     *model.Row
	options engine.Options
	before  *picture.Pyramid // nil if it is there already
	after   *picture.Pyramid // nil while there is none
	coarse  bool             // a finer one is on its way
	sample  *sample          // of before
	tally   tally            // of sample, with the look
	quick   bool             // after is what the look makes of before, not what the file will hold
	report  engine.Report    // unless it is quick
	damage  engine.Damage    // of before: what the photo lacks
	err     error
}

// A previewRequest is a preview that is to be made.
type previewRequest struct {
	row     *model.Row
	options engine.Options
	side    int
	before  *picture.Pyramid // of that side, if it is there already
}

// previewer makes one preview at a time:
//
//	glance (a large JPEG's thumbnail, or its first colours) -> look -> shown
//	original (an eighth of a JPEG, or more) -> look -> shown
//	result (the whole photo as it would be converted) -> shown in its place
//
// A newer wish takes the older one's place, and what an older one still brings is
// dropped: it has an older generation.
type previewer struct {
	backend    model.Backend
	do         func(func())
	show       func(previewStage)
	generation int // only the window's goroutine touches it
	cancel     context.CancelFunc
	idle       *time.Timer
	free       func() // Setup.Free
}

// tidyAfter is how long nobody asked for a preview when the memory that the last ones
// took to make is given back.
const tidyAfter = time.Second

// Load makes a preview and shows its stages unless another was asked for since.
func (p *previewer) Load(w previewRequest) {
	p.Drop()
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	generation := p.generation
	tell := func(stage previewStage) {
		stage.row, stage.options = w.row, w.options
		p.do(func() {
			if p.generation == generation {
				p.show(stage)
				p.tidy()
			}
		})
	}
	go func() {
		defer cancel()
		before := w.before
		if before == nil {
			stage := previewStage{coarse: true}
			if w.side == firstSide {
				if stage = p.glance(ctx, w); damaged(stage.err) {
					stage = previewStage{coarse: true} // what is there of it is shown next
				} else {
					tell(stage)
				}
			}
			if stage.coarse && stage.err == nil {
				stage = p.original(ctx, w)
				tell(stage)
			}
			if before = stage.before; before == nil {
				return
			}
		}
		tell(p.result(ctx, w, before.Size))
	}()
}

// damaged reports whether a photo is damaged.
func damaged(err error) bool { return err != nil && engine.KindOf(err) == engine.Damaged }

// glance makes the first stage, if it can't make the second as fast.
func (p *previewer) glance(ctx context.Context, w previewRequest) previewStage {
	img, size, whole, err := p.backend.Glance(ctx, w.row.Photo.Path, w.side)
	if err != nil {
		return previewStage{err: err}
	}
	stage := p.quick(ctx, w, img, size)
	stage.coarse = !whole
	return stage
}

// original makes the second stage.
func (p *previewer) original(ctx context.Context, w previewRequest) previewStage {
	img, size, damage, err := p.backend.Original(ctx, w.row.Photo.Path, w.side)
	if err != nil {
		return previewStage{err: err}
	}
	stage := p.quick(ctx, w, img, size)
	stage.damage = damage
	return stage
}

// quick is the photo and, in a moment, what the look makes of as many of its pixels as are worth it.
func (p *previewer) quick(ctx context.Context, w previewRequest, img image.Image, size image.Point) previewStage {
	before := picture.New(img, size)
	small := before.Small(max(firstSide, w.side))
	gray, err := engine.PreviewLook(ctx, small, reduced(w.options.Look, size, small.Bounds().Size()))
	if err != nil {
		return previewStage{err: err}
	}
	s := newSample(before)
	return previewStage{before: before, after: picture.New(gray, size), quick: true, sample: s, tally: s.tally(w.options.Look, new([]byte))}
}

// result makes the last stage of a photo of that size.
func (p *previewer) result(ctx context.Context, w previewRequest, size image.Point) previewStage {
	img, report, err := p.backend.Result(ctx, w.row.Photo.Path, w.options, w.side)
	if err != nil {
		return previewStage{err: err}
	}
	return previewStage{after: picture.New(img, size), report: report}
}

// tidy gives memory back once nobody has asked for a while.
func (p *previewer) tidy() {
	if p.free == nil {
		return
	}
	if p.idle != nil {
		p.idle.Stop()
	}
	p.idle = time.AfterFunc(tidyAfter, p.free)
}

// Drop forgets the preview that is being made.
func (p *previewer) Drop() {
	p.generation++
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
}
