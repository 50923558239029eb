package model

import "pretobranco/engine"

// A target is what is to be made of a photo, and where: with another one the result is another.
type target struct {
	options engine.Options
	name    string
	flat    bool
	home    string
}

// targetOf returns what a job makes of a row's photo.
func targetOf(job engine.Job, row *Row) target {
	t := target{options: optionsOf(job, row.Own, row.Keep), name: job.Name, flat: job.Flat, home: job.OutputRoot(row.Photo)}
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

// PhotoOf returns a photo as a batch of a job gets it.
func PhotoOf(job engine.Job, photo engine.Photo, own *engine.Look, keep bool) engine.Photo {
	if own != nil || keep {
		o := optionsOf(job, own, keep)
		photo.Options = &o
	}
	return photo
}
