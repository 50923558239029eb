package engine

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"pretobranco/engine/atomicfile"
	"pretobranco/engine/bw"
	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/safefile"
)

// A task is one photo's work, on a goroutine of its own.
//
// It has the batch's fields of its start: Use and Move change them for later tasks.
type task struct {
	b      *Batch
	engine *Engine
	job    Job
	plan   *plan
	index  int
	photo  Photo
	fresh  bool
	want   string // place of the result in the plan
	place  string // that it gets
	root   string // the output root

	contexts
	pool     *connPool
	journals journalSet
	syncs    *atomicfile.FolderSyncer

	info       fs.FileInfo
	file       []byte // the original, in a buffer of package bufpool
	result     bw.Result
	attributes attributes
	damage     Damage // of an original that was refused, but could be kept
}

// newTask makes the task of a photo. The caller holds Batch.mu.
func newTask(b *Batch, index int) *task {
	it := &b.photos.items[index]
	return &task{b: b, engine: b.engine, job: b.job, plan: b.plan, index: index, photo: it.photo, fresh: b.job.Fresh || it.fresh, want: it.want, place: it.place,
		root: b.job.OutputRoot(it.photo), contexts: b.contexts, pool: b.pool, journals: b.journals.current, syncs: b.syncs}
}

// do converts and saves the photo.
func (p *task) do() {
	b := p.b
	event, err := guarded(p.convert)
	converted := err == nil && event.Kind == Done
	size := int64(len(p.result.File))
	b.mu.Lock()
	p.keepPlace()
	if converted {
		b.queue.save(size)
	} else {
		p.complete(event, err)
	}
	b.queue.converted(p.photo.Size)
	b.schedule()
	b.mu.Unlock()
	if !converted {
		return
	}

	event, err = guarded(p.save)
	b.mu.Lock()
	defer b.mu.Unlock()
	p.keepPlace()
	p.complete(event, err)
	b.queue.saved(size)
	b.schedule()
}

// keepPlace notes the place that the task has found, unless the results go elsewhere by now. The
// caller holds Batch.mu.
func (p *task) keepPlace() {
	if p.plan == p.b.plan {
		p.b.photos.items[p.index].place = p.place
	}
}

// guarded calls f. A panic in it is the photo's error, not the program's end.
func guarded(f func() (Event, error)) (e Event, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fault.Recovered(v, "the program failed on this photo")
		}
	}()
	return f()
}

// state reports a change of state to the batch.
func (p *task) state(kind EventKind) {
	p.b.mu.Lock()
	defer p.b.mu.Unlock()
	if p.b.photos.items[p.index].state != kind {
		p.b.photos.change(p.index, Event{Kind: kind})
	}
}

// convert is the first half: all until the result is in memory. Its event is Done
// or Skipped.
func (p *task) convert() (Event, error) {
	f, source, err := p.open()
	if err != nil {
		return Event{}, err
	}
	defer f.Close()
	if result, ok := p.journals.Of(p.root).Finished(p.photo.Path, requestText(p.job, p.photo), p.info); ok && !p.fresh {
		return Event{Kind: Skipped, Output: result, Match: MatchSame}, nil
	}
	if source != p.photo.Format {
		// The file has changed since the names were given.
		p.rename(source, p.photo.options(p.job).Target(source, false))
		p.want = p.place
	}
	place, err := p.plan.resolveConflict(p.place, p.photo.exists(p.job))
	if errors.Is(err, errThere) || err == nil && p.elsewhere() {
		return p.skipped(), nil
	}
	if err != nil {
		return Event{}, err
	}
	p.place = place

	c, err := p.connect()
	if err != nil {
		return Event{}, err
	}
	p.state(Started)
	defer p.release()
	p.attributes = readAttributes(f, p.photo.options(p.job))
	if err := p.read(f); err != nil {
		p.pool.release(c, false)
		return Event{}, err
	}
	if p.result, err = p.send(c); err != nil {
		p.damage = p.kept(err)
		return Event{}, err
	}
	if err := verifyResult(p.file, p.result.File); err != nil {
		return Event{}, err
	}
	if format := bw.Sniff(p.result.File); format != p.photo.options(p.job).Target(source, false) {
		p.rename(source, format)
	}
	return Event{Kind: Done}, nil
}

func (p *task) rename(source, result Format) {
	if want := p.plan.wanted(p.photo, p.index, source, result); key(filepath.Ext(want)) != key(filepath.Ext(p.place)) {
		p.place = p.plan.move(p.place, want)
	}
}

// open opens the original and returns its format.
func (p *task) open() (*os.File, Format, error) {
	f, info, err := safefile.Open(p.photo.Path)
	if err != nil {
		return nil, "", readError(err)
	}
	p.info = info
	source, err := p.known(f)
	if err != nil {
		f.Close()
		return nil, "", err
	}
	return f, source, nil
}

// known returns the format of an original that is within the limits.
func (p *task) known(f *os.File) (Format, error) {
	if most := p.engine.config.Limits.Bytes; most > 0 && p.info.Size() > most {
		return "", tooBig(p.info.Size(), most)
	}
	source, _, err := formatOf(f, p.info.Size())
	return source, err
}

// read reads the original whole.
func (p *task) read(f *os.File) error {
	size := int(p.info.Size())
	p.file = bufpool.Get(size)[:size]
	if _, err := io.ReadFull(f, p.file); err != nil {
		return readError(err)
	}
	return nil
}

// kept returns how much of a refused original could be kept.
func (p *task) kept(err error) Damage {
	o := p.photo.options(p.job)
	if KindOf(err) != Damaged || o.Damaged == bw.KeepDamaged {
		return Damage{}
	}
	d, err := bw.Missing(p.run, p.file, o, p.engine.config.Limits)
	if err != nil {
		return Damage{}
	}
	return d
}

// release returns the original's buffer.
func (p *task) release() {
	bufpool.Put(p.file)
	p.file = nil
}

// save is the second half: it writes the result.
func (p *task) save() (Event, error) {
	after := int64(len(p.result.File))
	s, err := p.plan.save(p.place, p.root, p.photo.exists(p.job), p.result, p.info, p.attributes)
	p.b.record.addFolders(s.made)
	if errors.Is(err, errThere) {
		return p.skipped(), nil
	}
	if err != nil {
		return Event{}, err
	}
	p.place = s.place
	if p.plan.altered(p.photo, p.index, p.photo.Format, p.result.Report.Format) {
		p.result.Report.Note(bw.NoteName, filepath.Base(p.place))
	}
	output := filepath.Join(p.job.Folder, s.place)
	if err := p.syncs.Sync(filepath.Dir(output), p.job.over(p.root)); err != nil {
		return Event{}, writeError(err)
	}
	p.journals.Of(p.root).Add(p.photo.Path, requestText(p.job, p.photo), p.info, output, after)
	p.engine.config.Provenance.add(p.job, p.photo, p.info, p.want, output)
	if w, ok := writtenAt(p.index, output); ok && !s.replaced {
		p.b.record.addResult(w)
	}
	return Event{Kind: Done, Output: output, After: after, Report: p.result.Report, Replaced: s.replaced}, nil
}

// skipped returns the event of a photo whose result exists already.
func (p *task) skipped() Event {
	at := filepath.Join(p.job.Folder, p.place)
	path, match, there := p.engine.config.Provenance.match(p.job, p.photo, p.want)
	if !there || p.place != p.want && path != at {
		path, match = at, MatchUnknown
	}
	return Event{Kind: Skipped, Output: path, Match: match}
}

// elsewhere reports whether the place of the result is free only because its last one got
// another format than was expected.
func (p *task) elsewhere() bool {
	if p.photo.exists(p.job) != Skip || p.place != p.want {
		return false
	}
	_, _, there := p.engine.config.Provenance.match(p.job, p.photo, p.want)
	return there
}
