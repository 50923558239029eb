package engine

import "time"

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

// A tally counts the photos of a batch by state, and its time.
type tally struct {
	Progress
	dropped int

	all     load // of all photos
	ended   load // of those with an end: done, failed, skipped, dropped
	worked  load // of those done or failed: they took the time
	sized   load // of photos whose size is known, in bytes and pixels
	elapsed time.Duration
	since   time.Time // zero when the clock is stopped
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

// work returns a load in pixels, with as many of them to a byte as the sized photos have.
func (t *tally) work(l load) float64 {
	each := 1.0
	if t.sized.bytes > 0 {
		each = float64(t.sized.pixels) / float64(t.sized.bytes)
	}
	return float64(l.pixels) + each*float64(l.bytes)
}

func (t *tally) add(size int64) {
	t.Total++
	t.all.add(1, size, 0)
}

// size counts the pixels of a photo, which were unknown until now.
func (t *tally) size(state EventKind, bytes, pixels int64) {
	t.sized.pixels += pixels
	t.sized.bytes += bytes
	loads := []*load{&t.all}
	switch state {
	case Done, Failed:
		loads = append(loads, &t.ended, &t.worked)
	case Skipped, Dropped:
		loads = append(loads, &t.ended)
	}
	for _, l := range loads {
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
	t.count(from, -1, e.Before, after, pixels)
	t.count(e.Kind, 1, e.Before, e.After, pixels)
}

func (t *tally) count(state EventKind, n int, before, after, pixels int64) {
	size := int64(n) * before
	switch state {
	case Started, Waiting:
		t.Running += n
		return
	case Done:
		t.Done += n
		t.BytesBefore += size
		t.BytesAfter += int64(n) * after
		t.worked.add(n, before, pixels)
	case Failed:
		t.Failed += n
		t.worked.add(n, before, pixels)
	case Skipped:
		t.Skipped += n
	case Dropped:
		t.dropped += n
	default:
		return
	}
	t.ended.add(n, before, pixels)
}

func (t *tally) progress() Progress {
	p := t.Progress
	p.Elapsed = t.clock()
	if seconds := p.Elapsed.Seconds(); seconds > 0 {
		p.Rate = float64(p.Done+p.Failed) / seconds
	}
	if worked := t.work(t.worked); p.Done >= enough && worked > 0 {
		p.LeftKnown = true
		p.Left = time.Duration(float64(p.Elapsed) * max(0, t.work(t.all)-t.work(t.ended)) / worked)
	}
	return p
}

func (t *tally) summary() Summary {
	return Summary{
		Converted: t.Done, Failed: t.Failed, Skipped: t.Skipped, Dropped: t.dropped,
		Before: t.BytesBefore, After: t.BytesAfter, Took: t.clock(),
	}
}
