package app

import (
	"pretobranco/engine"
)

// A target is what is to be made of a photo, and where: with another one the result is another.
type target struct {
	options engine.Options
	name    string
	flat    bool
	home    string
}

// targetOf returns what a job makes of a row's photo.
func targetOf(job engine.Job, row *Row) target {
	t := target{options: optionsOf(job, row.Own, row.Keep), name: job.Name, flat: job.Flat, home: job.Home(row.Photo)}
	if t.name == engine.DefaultTemplate {
		t.name = ""
	}
	if format := t.options.Target(row.Photo.Format, false); format != "" {
		t.options.Format = format // to keep JPEG is to make JPEG
	}
	return t
}

// optionsOf are what a job makes of a photo that may have a look of its own.
// A damaged one may be converted as it is.
func optionsOf(job engine.Job, own *engine.Look, keep bool) engine.Options {
	o := job.Options
	if own != nil {
		o.Look = *own
	}
	if keep {
		o.Damaged = engine.KeepDamaged
	}
	return o
}

// photoOf returns a photo as a batch of a job gets it.
func photoOf(job engine.Job, photo engine.Photo, own *engine.Look, keep bool) engine.Photo {
	if own != nil || keep {
		o := optionsOf(job, own, keep)
		photo.Options = &o
	}
	return photo
}

// A fate is what stands in the way of a photo's result.
type fate int

// Fates.
const (
	free     fate = iota // nothing
	alike                // a result just like the new one
	differs              // a result that was made differently
	unknown              // a file of which nobody knows what made it
	original             // an original
	fates                // how many there are
)

// A choice is an answer to what becomes of results that exist already.
type choice int

// Choices.
const (
	usual        choice = iota // what the button in colour does
	skipThere                  // leave them, and convert the other photos
	convertThere               // convert their photos again
)

// A todo is what a batch that begins now has to do. It is the one place that decides which
// photos are converted, and by which policy: the button, the key and the numbers follow it.
type todo struct {
	rows  []*Row
	job   engine.Job // as the settings have it
	again bool       // nothing is to be done any more: all photos are converted once more

	known bool   // what follows has been found out
	fate  []fate // of each row
	count [fates]int
	bytes [fates]int64
	gets  []string // path of each row's result
}

// whatToDo collects what is to be done: the photos that have no result as it would be now.
func (w *Window) whatToDo() todo {
	t := todo{job: w.draftJob()}
	t.job.Fresh = true
	for _, row := range w.model.Rows() {
		if row.State == Ready || row.State == Failed || (row.State == Done || row.State == Skipped) && row.target != targetOf(t.job, row) {
			t.rows = append(t.rows, row)
		}
	}
	if len(t.rows) == 0 {
		t.rows, t.again, t.job = w.model.Rows(), true, again(t.job)
	}
	return t
}

// again is a job that makes something of a photo once more, and takes nothing away.
func again(job engine.Job) engine.Job {
	if job.Exists == engine.Skip {
		job.Exists = engine.Number
	}
	return job
}

// photos are those of the rows, as a batch would get them.
func (t todo) photos() []engine.Photo {
	photos := make([]engine.Photo, len(t.rows))
	for i, row := range t.rows {
		photos[i] = photoOf(t.job, row.Photo, row.Own, row.Keep)
	}
	return photos
}

// learn takes in what was foreseen for photos, which are those of the rows.
func (t *todo) learn(f engine.Forecast, photos []engine.Photo) {
	t.known, t.gets, t.fate = true, f.Gets, make([]fate, len(photos))
	for _, clash := range f.There {
		t.fate[clash.Index] = map[engine.Match]fate{engine.MatchSame: alike, engine.MatchOther: differs}[clash.Match]
		if t.fate[clash.Index] == free {
			t.fate[clash.Index] = unknown
		}
	}
	for _, clash := range f.Over {
		t.fate[clash.Index] = original
	}
	for i, photo := range photos {
		t.count[t.fate[i]]++
		t.bytes[t.fate[i]] += photo.Size
	}
}

// there is how many results exist already.
func (t todo) there() int { return len(t.rows) - t.count[free] }

// repeats reports whether all that is to be done was done before, in another way or in this one.
func (t todo) repeats() bool {
	for _, row := range t.rows {
		if row.State != Done && row.State != Skipped {
			return false
		}
	}
	return true
}

// asks reports whether a person has to choose what becomes of results that exist: the settings
// say that their photos are skipped, and then too little or nothing would be converted.
func (t todo) asks() bool {
	return t.known && t.job.Exists == engine.Skip && len(t.rows) > 0 &&
		(t.count[free] == 0 || t.there() > t.count[alike])
}

// usual is what most people want where there is a choice. Who chose another look wants it on
// all photos; of results that may be anybody's their own are not made again.
func (t todo) usual() choice {
	if t.asks() && (t.count[differs] > 0 || t.count[free] == 0) {
		return convertThere
	}
	return skipThere
}

// writes tells which fates a choice converts.
func (t todo) writes(c choice) (yes [fates]bool) {
	if c == usual {
		c = t.usual()
	}
	yes[free] = true
	switch {
	case t.job.Exists == engine.Number || !t.known:
		yes = [fates]bool{true, true, true, true, true}
	case t.job.Exists == engine.Overwrite:
		yes = [fates]bool{free: true, alike: true, differs: true, unknown: true}
	case c == convertThere && t.count[alike] == len(t.rows):
		yes[alike] = true
	case c == convertThere:
		yes[differs], yes[unknown], yes[original] = true, true, true
	}
	return yes
}

// files returns how many files a choice writes, and how many bytes their photos have.
func (t todo) files(c choice) (n int, bytes int64) {
	if !t.known {
		for _, row := range t.rows {
			bytes += row.Photo.Size
		}
		return len(t.rows), bytes
	}
	for f, yes := range t.writes(c) {
		if yes {
			n += t.count[f]
			bytes += t.bytes[f]
		}
	}
	return n, bytes
}

// begin returns the job of a choice, and gives the rows their policies in it. What is converted
// again becomes a new file, unless results are to be replaced.
func (t todo) begin(c choice) engine.Job {
	if c == usual {
		c = t.usual()
	}
	job := t.job
	if c == convertThere {
		job = again(job)
	}
	yes := t.writes(c)
	for i, row := range t.rows {
		row.exists = ""
		if c == convertThere && t.known && !yes[t.fate[i]] {
			row.exists = engine.Skip
		}
	}
	return job
}
