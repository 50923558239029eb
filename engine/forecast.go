package engine

import (
	"context"
	"path/filepath"
	"time"

	"pretobranco/engine/bw"
)

// A Forecast is what a batch would write, and its conflicts, before it runs.
type Forecast struct {
	Gets         []string // the path of each photo's result, in the order of the photos
	SameName     []Clash  // photos whose results would have one name: these get a number
	Exists       []Clash  // photos whose results exist already: Job.Exists decides about them
	OverOriginal []Clash  // photos whose results would replace an original, which never happens: they fail, unless numbered
}

// A Clash is a photo with the path that its result would have and the path that it gets.
type Clash struct {
	Index      int // of the photo
	Photo      Photo
	Want, Gets string
	Match      Match // what is known of the result that is there
}

// Foresee finds out what a batch would write and which files conflict with it. It reads names
// only, and pictures where the template needs their date. An error means that the job cannot be
// done at all; when ctx ends, Foresee returns what it has so far. It ignores the record of an
// interrupted batch: with Job.Fresh the batch does exactly what is foreseen.
func Foresee(ctx context.Context, known *Provenance, job Job, photos []Photo) (Forecast, error) {
	var f Forecast
	if job.Options.Format == "" {
		job.Options.Format = bw.Keep
	}
	p, err := newPlan(job)
	if err != nil {
		return f, err
	}
	p.namer.taken = onceEach(ctx, p.namer.taken)
	places := p.add(photos)
	f.Gets = make([]string, len(photos))
	for i, photo := range photos {
		if ctx.Err() != nil {
			break
		}
		want := p.wanted(photo, i, photo.Format, photo.options(job).Target(photo.Format, false))
		clash := Clash{Index: i, Photo: photo, Want: filepath.Join(job.Folder, want), Gets: filepath.Join(job.Folder, places[i])}
		f.Gets[i] = clash.Gets
		if want != places[i] {
			f.SameName = append(f.SameName, clash)
		}
		path, match, there := known.match(job, photo, places[i])
		if !there {
			continue
		}
		clash.Want, clash.Match = path, match
		switch exists := photo.exists(job); {
		case exists == Number:
			clash.Gets = filepath.Join(job.Folder, p.next(places[i]))
		case p.original(clash.Gets):
			f.OverOriginal = append(f.OverOriginal, clash)
			continue
		case exists != Overwrite || filepath.Ext(path) != filepath.Ext(clash.Gets):
			clash.Gets = path
		}
		f.Gets[i] = clash.Gets
		f.Exists = append(f.Exists, clash)
	}
	return f, nil
}

// onceEach returns taken with its answers remembered, until ctx ends: they are read from the
// disk.
func onceEach(ctx context.Context, taken func(path string) time.Time) func(string) time.Time {
	known := map[string]time.Time{}
	return func(path string) time.Time {
		at, ok := known[path]
		if !ok && ctx.Err() == nil {
			at = taken(path)
			known[path] = at
		}
		return at
	}
}
