package engine

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"pretobranco/engine/atomicfile"
	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// A plan gives every photo of a batch an output path of its own in the results' folder,
// before the first is converted, so that the same photos get the same names again
// when a killed batch is resumed.
type plan struct {
	job   Job
	namer namer

	mu        sync.Mutex         // guards what follows
	count     int                // of photos so far
	taken     map[string]bool    // keys of the places given away
	originals map[int64][]string // paths by size: nothing is written onto them
}

func newPlan(job Job) (*plan, error) {
	namer, err := newNamer(job)
	namer.anyName = askDisks()
	return &plan{job: job, namer: namer, taken: map[string]bool{}, originals: map[int64][]string{}}, err
}

// A place is where a result goes, below the job's folder; without one, from the disk's root.
//
// wanted returns the place of the photo with an index in the batch if no other has it.
func (p *plan) wanted(photo Photo, index int, source, result Format) string {
	place := p.namer.place(photo, index+1, source, result)
	if p.job.Folder == "" {
		return filepath.Join(p.job.OutputRoot(photo), place)
	}
	return place
}

// altered reports whether the name of a photo's result is not the one it should have.
func (p *plan) altered(photo Photo, index int, source, result Format) bool {
	return p.namer.altered(photo, index+1, source, result)
}

// askDisks returns a function that reports whether the disk of a folder allows all characters in
// names. It asks the disk once for each folder.
func askDisks() func(folder string) bool {
	var mu sync.Mutex
	known := map[string]bool{}
	return func(folder string) bool {
		mu.Lock()
		defer mu.Unlock()
		allows, asked := known[folder]
		if !asked {
			allows = atomicfile.AllowsAnyName(folder)
			known[folder] = allows
		}
		return allows
	}
}

// add returns a place for each photo. Photos that keep their name come first; the others
// make way with a number.
func (p *plan) add(photos []Photo) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	places := make([]string, len(photos))
	for i, photo := range photos {
		p.originals[photo.Size] = append(p.originals[photo.Size], photo.Path)
		places[i] = p.wanted(photo, p.count+i, photo.Format, photo.options(p.job).Target(photo.Format, false))
	}
	p.count += len(photos)
	var others []int
	for i, photo := range photos {
		if filepath.Base(places[i]) == filepath.Base(photo.Path) {
			places[i] = p.claim(places[i])
		} else {
			others = append(others, i)
		}
	}
	for _, i := range others {
		places[i] = p.claim(places[i])
	}
	return places
}

// claim takes a place, or the next one with a number that is free in this batch.
func (p *plan) claim(want string) string {
	free := want
	for n := 2; p.taken[key(free)]; n++ {
		free = numbered(want, n)
	}
	p.taken[key(free)] = true
	return free
}

// move changes a place to one for a result of another format than was expected.
func (p *plan) move(from, to string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.taken, key(from))
	return p.claim(to)
}

// next returns a place like want with a number that is free in this batch and on disk.
func (p *plan) next(want string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for n := 2; ; n++ {
		free := numbered(want, n)
		if p.taken[key(free)] {
			continue
		}
		if _, err := os.Lstat(filepath.Join(p.job.Folder, free)); errors.Is(err, fs.ErrNotExist) {
			p.taken[key(free)] = true
			return free
		}
	}
}

// errThere means that the result exists already and stays.
var errThere = errors.New("the result is there already")

// resolveConflict decides by a policy what becomes of a result for place: where it goes, or errThere,
// or a reason why it may not go there.
func (p *plan) resolveConflict(want string, exists Exists) (string, error) {
	path := filepath.Join(p.job.Folder, want)
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return want, nil
	case err != nil:
		return "", writeError(err)
	case exists == Number:
		return p.next(want), nil
	case p.original(path):
		return "", newError(fault.Unsupported, "the result would replace an original: choose another folder, or let results be numbered")
	case info.IsDir():
		return "", newError(fault.Unsupported, "a folder has the name of the result")
	case exists == Overwrite:
		return want, nil
	}
	return "", errThere
}

// original reports whether path is one of the originals, by any name: another
// case, a link, a way round.
func (p *plan) original(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return false
	}
	p.mu.Lock()
	same := p.originals[info.Size()]
	p.mu.Unlock()
	for _, original := range same {
		if other, err := os.Stat(original); err == nil && os.SameFile(info, other) {
			return true
		}
	}
	return false
}

// saved is where a result was written.
type saved struct {
	place    string
	replaced bool     // an older result
	made     []string // new folders, outermost first
}

// writePending writes a result with its attributes into an unpublished file, readable for the owner and for those who may read
// the original. The result is not used any more: its memory is free before the disk is done.
func (p *plan) writePending(folder string, result bw.Result, original fs.FileInfo, a attributes) (*atomicfile.PendingFile, error) {
	file, err := atomicfile.Create(folder, original.Mode()&0o666|0o600)
	if err != nil {
		return nil, err
	}
	a.write(file)
	_, err = file.Write(result.File)
	result.Recycle()
	if err == nil {
		var at time.Time
		if !p.job.DropDates {
			at = original.ModTime()
		}
		err = file.Sync(at)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// save gives the result its place, under home. errThere means that another program was
// faster. The result is not used any more. The folders that were made are returned with an
// error, too.
func (p *plan) save(want, home string, exists Exists, result bw.Result, original fs.FileInfo, a attributes) (s saved, err error) {
	path := filepath.Join(p.job.Folder, want)
	if s.made, err = makeFolder(p.job, home, filepath.Dir(path)); err != nil {
		return s, writeError(err)
	}
	file, err := p.writePending(filepath.Dir(path), result, original, a)
	if err != nil {
		return s, writeError(err)
	}
	defer file.Close()
	for {
		// Again, for much may have happened since the photo was begun.
		s.place, err = p.resolveConflict(want, exists)
		if err != nil {
			return s, err
		}
		want = s.place
		path = filepath.Join(p.job.Folder, want)
		_, err := os.Lstat(path)
		s.replaced = err == nil
		switch err := file.Publish(path, exists == Overwrite); {
		case err == nil:
			return s, nil
		case !errors.Is(err, fs.ErrExist):
			return s, writeError(err)
		}
	}
}
