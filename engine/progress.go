package engine

import (
	"time"

	"pretobranco/engine/bw"
)

// Progress is how far a batch is.
type Progress struct {
	Total, Done, Failed, Skipped, Running int

	BytesBefore, BytesAfter int64   // of the photos done
	Rate                    float64 // photos a second
	Left                    time.Duration
	LeftKnown               bool          // Left is a useful estimate
	Elapsed                 time.Duration // without pauses
}

// Summary is the outcome of a batch.
type Summary struct {
	Converted, Failed, Skipped, Dropped int

	Before, After int64 // bytes of the photos converted
	Took          time.Duration
}

// enough is how many photos must be done before the time left is estimated.
const enough = 3

// usualCost is how long a pixel of a format takes, with one of JPEG as 1, as long as the batch has not
// measured it: a batch may begin with a hundred JPEG photos and end with six of HEIC.
var usualCost = map[Format]float64{
	bw.JPEG: 1, bw.BMP: 1, bw.TIFF: 3, bw.GIF: 4, bw.PNG: 5, bw.WebP: 10, bw.HEIC: 20, bw.AVIF: 25, bw.JXL: 25,
}

// A tally counts the photos of a batch by state, and its time.
type tally struct {
	Progress
	dropped int

	formats map[Format]*loads
	elapsed time.Duration
	since   time.Time // zero when the clock is stopped
}

// loads are the photos of one format.
type loads struct {
	all    load          // of all photos
	ended  load          // of those with an end: done, failed, skipped, dropped
	worked load          // of those done or failed: they took the time
	sized  load          // of photos whose size is known, in bytes and pixels
	took   time.Duration // of those that worked, added up
}

// A load is work: pixels, and the bytes of photos whose number of pixels is not known yet.
type load struct{ pixels, bytes int64 }

func (l *load) add(n int, bytes, pixels int64) {
	if pixels > 0 {
		l.pixels += int64(n) * pixels
	} else {
		l.bytes += int64(n) * bytes
	}
}

// of returns the loads of a format.
func (t *tally) of(f Format) *loads {
	l := t.formats[f]
	if l == nil {
		if t.formats == nil {
			t.formats = map[Format]*loads{}
		}
		l = &loads{}
		t.formats[f] = l
	}
	return l
}

func (t *tally) add(size int64, f Format) {
	t.Total++
	t.of(f).all.add(1, size, 0)
}

// size counts the pixels of a photo, which were unknown until now.
func (t *tally) size(state EventKind, bytes, pixels int64, f Format) {
	l := t.of(f)
	l.sized.pixels += pixels
	l.sized.bytes += bytes
	counted := []*load{&l.all}
	switch state {
	case Done, Failed:
		counted = append(counted, &l.ended, &l.worked)
	case Skipped, Dropped:
		counted = append(counted, &l.ended)
	}
	for _, l := range counted {
		l.add(-1, bytes, 0)
		l.add(1, bytes, pixels)
	}
}

func (t *tally) start() {
	if t.since.IsZero() {
		t.since = time.Now()
	}
}

func (t *tally) stop() {
	t.elapsed = t.clock()
	t.since = time.Time{}
}

func (t *tally) clock() time.Duration {
	if t.since.IsZero() {
		return t.elapsed
	}
	return t.elapsed + time.Since(t.since)
}

// change counts a photo of so many pixels, if that is known, that goes from a state, in which
// it had a result of so many bytes, to that of an event.
func (t *tally) change(from EventKind, after, pixels int64, e Event) {
	l := t.of(e.Photo.Format)
	t.count(l, from, -1, e.Before, after, pixels)
	t.count(l, e.Kind, 1, e.Before, e.After, pixels)
	l.took += e.Took
}

func (t *tally) count(l *loads, state EventKind, n int, before, after, pixels int64) {
	size := int64(n) * before
	switch state {
	case Started, Waiting:
		t.Running += n
		return
	case Done:
		t.Done += n
		t.BytesBefore += size
		t.BytesAfter += int64(n) * after
		l.worked.add(n, before, pixels)
	case Failed:
		t.Failed += n
		l.worked.add(n, before, pixels)
	case Skipped:
		t.Skipped += n
	case Dropped:
		t.dropped += n
	default:
		return
	}
	l.ended.add(n, before, pixels)
}

func (t *tally) progress() Progress {
	p := t.Progress
	p.Elapsed = t.clock()
	if seconds := p.Elapsed.Seconds(); seconds > 0 {
		p.Rate = float64(p.Done+p.Failed) / seconds
	}
	if left, worked := t.work(); p.Done >= enough && worked > 0 {
		p.LeftKnown = true
		p.Left = time.Duration(float64(p.Elapsed) * left / worked)
	}
	return p
}

// work returns how much is left and how much was done, in the same unit: seconds where the batch has
// measured any, and each format by its own. A format that it has not come to is compared with the
// others by its usual cost.
func (t *tally) work() (left, worked float64) {
	var sized load
	for _, l := range t.formats {
		sized.pixels += l.sized.pixels
		sized.bytes += l.sized.bytes
	}
	// pixels returns a load in pixels, with as many of them to a byte as the photos of known size have.
	pixels := func(l *loads, of load) float64 {
		each := 1.0
		for _, known := range []load{l.sized, sized} {
			if known.bytes > 0 {
				each = float64(known.pixels) / float64(known.bytes)
				break
			}
		}
		return max(0, float64(of.pixels)+each*float64(of.bytes))
	}
	var seconds, cost float64 // of what was measured
	for f, l := range t.formats {
		if l.took > 0 {
			seconds += l.took.Seconds()
			cost += usual(f) * pixels(l, l.worked)
		}
	}
	scale := 1.0
	if seconds > 0 && cost > 0 {
		scale = seconds / cost
	}
	for f, l := range t.formats {
		rate, done := scale*usual(f), pixels(l, l.worked)
		if l.took > 0 && done > 0 {
			rate = l.took.Seconds() / done
		}
		worked += rate * done
		rest := load{l.all.pixels - l.ended.pixels, l.all.bytes - l.ended.bytes}
		left += rate * pixels(l, rest)
	}
	return left, worked
}

// usual returns the usual cost of a format.
func usual(f Format) float64 {
	if cost, ok := usualCost[f]; ok {
		return cost
	}
	return 1
}

func (t *tally) summary() Summary {
	return Summary{
		Converted: t.Done, Failed: t.Failed, Skipped: t.Skipped, Dropped: t.dropped,
		Before: t.BytesBefore, After: t.BytesAfter, Took: t.clock(),
	}
}
