package engine

import (
	"context"
	"os"
	"path/filepath"

	"pretobranco/engine/bw"
)

// A Forecast says what is in the way of a batch before it runs.
type Forecast struct {
	Alike []Clash // photos whose results would have one name: these get a number
	There []Clash // photos whose results are there already: what becomes of them is Job.Exists
	Over  []Clash // photos whose results would replace an original, which never happens: they fail, unless numbered
}

// A Clash is a photo with the path that its result would have, and the one that it gets.
type Clash struct {
	Photo      Photo
	Want, Gets string
}

// Foresee finds out what would be in the way of a batch. It reads names only, and pictures
// where their names tell when they were taken. An error says that the job cannot be done at all;
// when ctx ends, Foresee returns what it has so far.
func Foresee(ctx context.Context, job Job, photos []Photo) (Forecast, error) {
	var f Forecast
	if job.Options.Format == "" {
		job.Options.Format = bw.Keep
	}
	p, err := newPlan(job)
	if err != nil {
		return f, err
	}
	gets := p.add(photos)
	for i, photo := range photos {
		if ctx.Err() != nil {
			break
		}
		want := p.wanted(photo, i, photo.Format, photo.options(job).Target(photo.Format, false))
		clash := Clash{Photo: photo, Want: filepath.Join(job.Folder, want), Gets: filepath.Join(job.Folder, gets[i])}
		if want != gets[i] {
			f.Alike = append(f.Alike, clash)
		}
		if _, err := os.Lstat(clash.Gets); err != nil {
			continue
		}
		clash.Want = clash.Gets
		if job.Exists != Number && p.original(clash.Gets) {
			f.Over = append(f.Over, clash)
			continue
		}
		f.There = append(f.There, clash)
	}
	return f, nil
}

// Converted counts the photos that an interrupted batch of the same job has converted, as its
// journals tell. It is false while another program still writes into their folder.
func Converted(job Job, photos []Photo) (done int, over bool) {
	journals := map[string]*journal{}
	for _, home := range job.homes(photos) {
		j, alone := readJournal(home, job)
		if !alone {
			return 0, false
		}
		journals[home] = j
	}
	for _, photo := range photos {
		if info, err := os.Stat(photo.Path); err == nil {
			if _, ok := journals[job.Home(photo)].finished(photo, info); ok {
				done++
			}
		}
	}
	return done, true
}
