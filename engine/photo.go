package engine

import (
	"time"

	"pretobranco/engine/bw"
)

// A Photo is a picture file to convert.
type Photo struct {
	Path string    // absolute
	Root string    // the folder it was found under, "" if named itself: results keep the tree below it
	Size int64     // bytes
	Time time.Time // when the file was last changed; zero if not read yet

	Format Format // by its first bytes, "" if not read yet

	Options *Options // how to convert it, nil for the job's; not to be changed any more
	Exists  Exists   // what to do when its result exists already; "" is the job's
}

// NamesPicture reports whether a file's name is that of a picture that can be read.
func NamesPicture(name string) bool { return bw.FormatOf(name) != "" }

// options returns what to make of the photo in a job.
func (p Photo) options(job Job) Options {
	if p.Options == nil {
		return job.Options
	}
	o := *p.Options
	if o.Format == "" {
		o.Format = bw.Keep
	}
	return o
}

// exists returns what to do in a job when the photo's result exists already.
func (p Photo) exists(job Job) Exists {
	if p.Exists != "" {
		return p.Exists
	}
	return job.Exists
}

// Found is what Scan makes of files and folders.
type Found struct {
	Photos  []Photo
	LeftOut []LeftOut // what was left out, with reasons
}

// ScanOptions are what Scan searches and leaves out.
type ScanOptions struct {
	Recursive bool
	Exclude   []string // folders with our own results
	Own       []string // names of folders for results next to the photos, wherever they are
	Mirrors   []string // as Own, where the folder holds versions of what is next to it
	Count     bool     // count the files in folders that are left out, which takes a walk through them

	// On, if not nil, hears the photos as they are found, some at a time and each once, in the
	// order of their folders. The list is the caller's.
	On func([]Photo)
}
