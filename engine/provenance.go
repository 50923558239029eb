package engine

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"pretobranco/engine/bw"
)

// A Provenance records what made the results in folders, after their batches and journals are
// gone: a later batch can distinguish a result that it would make in the same way from a result
// with another look. The records are private files, away from the results: one for each output
// root, with one JSON line for each result.
//
// Losing a record costs only this knowledge. Several programs may write the same file.
// A nil Provenance knows nothing and records nothing.
type Provenance struct {
	folder string // of the files; "" keeps what is recorded in memory

	mu    sync.Mutex          // guards what follows
	homes map[string]*origins // by their paths, and by those without links
}

// NewProvenance returns the records in a folder, which is made when there is something to
// record; "" keeps them in memory.
func NewProvenance(folder string) *Provenance {
	return &Provenance{folder: folder, homes: map[string]*origins{}}
}

// ProvenanceFolder returns where the records of this person are kept, or "" if there is no such
// place.
func ProvenanceFolder() string {
	folder, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "pretobranco", "results")
}

// made describes what a job makes of a photo. Unlike what a journal records it leaves out the
// name: two names are two results.
func made(job Job, photo Photo) string {
	o := photo.options(job)
	if format := o.Target(photo.Format, false); format != "" {
		o.Format = format // a JPEG that keeps its format is a JPEG
	}
	if o.Quality == 0 {
		o.Quality = bw.DefaultQuality
	}
	as, err := json.Marshal(o.Fields())
	if err != nil {
		panic(err) // it holds only text and numbers
	}
	return string(as)
}

// add records a result that was saved at a path. Its place in the plan was want.
func (p *Provenance) add(job Job, photo Photo, original fs.FileInfo, want, path string) {
	if p == nil {
		return
	}
	home := job.OutputRoot(photo)
	info, err := os.Lstat(path)
	result, errResult := filepath.Rel(home, path)
	planned, errPlanned := filepath.Rel(home, filepath.Join(job.Folder, want))
	if errors.Join(err, errResult, errPlanned) != nil || !filepath.IsLocal(result) {
		return
	}
	o := origin{Result: result, Bytes: info.Size(), Written: info.ModTime(),
		Photo: photo.Path, Size: original.Size(), Time: original.ModTime(), As: made(job, photo)}
	if planned != result {
		o.Want = planned
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.of(home).add(o)
}

// match looks for the result of a photo whose place in the plan is want: there, or at the
// path where it was written. It returns the path of the existing file and what is known of it;
// there is false if nothing conflicts with a new result.
func (p *Provenance) match(job Job, photo Photo, want string) (path string, match Match, there bool) {
	path = filepath.Join(job.Folder, want)
	_, err := os.Lstat(path)
	there, match = err == nil, MatchUnknown
	if p == nil {
		return path, match, there
	}
	home := job.OutputRoot(photo)
	planned, err := filepath.Rel(home, path)
	if err != nil {
		return path, match, there
	}
	p.mu.Lock()
	known := slices.Clone(p.of(home).by[planned])
	p.mu.Unlock()
	var other string // a result of another format than was expected
	for _, o := range slices.Backward(known) {
		at := filepath.Join(home, o.Result)
		moved := filepath.Ext(o.Result) != filepath.Ext(planned)
		if !there && !moved || !o.holds(at) {
			continue
		}
		switch {
		case o.of(job, photo):
			return at, MatchSame, true
		case o.Result == planned:
			match = MatchOther
		case moved && other == "":
			other = at
		}
	}
	if !there && other != "" {
		return other, MatchOther, true
	}
	return path, match, there
}

// of returns the records of a home as they are now. The caller holds p.mu.
func (p *Provenance) of(home string) *origins {
	o := p.homes[home]
	if o == nil {
		real, err := realPath(home)
		if err != nil {
			real = home // it does not exist yet
		}
		if o = p.homes[real]; o == nil {
			o = newOrigins(p.folder, real)
			p.homes[real] = o
		}
		p.homes[home] = o
	}
	o.refresh()
	return o
}
