package engine

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"pretobranco/engine/atomicfile"
	"pretobranco/engine/bw"
	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd/backoff"
	"pretobranco/engine/safefile"
)

// A task is a photo's way through the batch, on a goroutine of its own.
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
	home   string

	run, way, going context.Context
	pool            *connPool
	journals        journalSet
	syncs           *atomicfile.FolderSyncer

	info   fs.FileInfo
	file   []byte // the original, in a buffer of package bufpool
	result bw.Result
	damage Damage // of an original that was refused, but could be kept

	written *written // the result that was saved, unless it replaced another one
}

// work converts and saves a photo. The caller does not hold Batch.mu.
func (b *Batch) work(index int) {
	b.mu.Lock()
	it := b.items[index]
	p := task{b: b, engine: b.engine, job: b.job, plan: b.plan, index: index, photo: it.photo, fresh: b.job.Fresh || it.fresh, want: it.want, place: it.place,
		home: b.job.OutputRoot(it.photo), run: b.run, way: b.way, going: b.going, pool: b.pool, journals: b.journals, syncs: b.syncs}
	b.mu.Unlock()

	event, err := guarded(p.convert)
	converted := err == nil && event.Kind == Done
	size := int64(len(p.result.File))
	b.mu.Lock()
	b.keepPlace(&p)
	if converted {
		b.saving++
		b.unsaved += size
	} else {
		b.complete(&p, event, err)
	}
	b.held -= p.photo.Size
	b.converting--
	b.alone = false
	b.schedule()
	b.mu.Unlock()
	if !converted {
		return
	}

	event, err = guarded(p.save)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.keepPlace(&p)
	if p.written != nil {
		b.results = append(b.results, *p.written)
	}
	b.complete(&p, event, err)
	b.unsaved -= size
	b.saving--
	b.schedule()
}

// keepPlace notes the place that a task has found, unless the results go elsewhere by now.
func (b *Batch) keepPlace(p *task) {
	if p.plan == b.plan {
		b.items[p.index].place = p.place
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
	if p.b.items[p.index].state != kind {
		p.b.change(p.index, Event{Kind: kind})
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
	if result, ok := p.journals.Of(p.home).Finished(p.photo.Path, requestText(p.job, p.photo), p.info); ok && !p.fresh {
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
	o := p.photo.options(p.b.job)
	if KindOf(err) != Damaged || o.Damaged == bw.KeepDamaged {
		return Damage{}
	}
	d, err := bw.Missing(p.run, p.file, o, p.b.engine.config.Limits)
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

// A patience is how long a batch waits for a server or another program. Tests use shorter times.
type patience struct {
	dial    time.Duration // for one attempt to connect, and for a server that never answered
	absence time.Duration // until a server that answered before counts as gone
	answer  time.Duration // to one photo, beyond the time its bytes take
	busy    time.Duration // the longest pause between two attempts
	lock    time.Duration // for all journals that other programs have locked
}

var defaultPatience = patience{dial: 5 * time.Second, absence: 20 * time.Second, answer: 5 * time.Minute, busy: 10 * time.Second, lock: time.Second}

// slowest is the lowest tolerated rate of a connection, in bytes a second.
const slowest = 16 << 10

// connect takes a connection. It waits for a busy server without limit, and for an absent server
// for some seconds: it may be restarting.
func (p *task) connect() (*conn, error) {
	start, most := time.Now(), p.engine.patience
	for attempt := 0; ; attempt++ {
		c, err := p.pool.take(p.going)
		var pause time.Duration
		switch {
		case err == nil:
			return c, nil
		case p.going.Err() != nil:
			return nil, stopped(p.going)
		case KindOf(err) == Busy:
			p.state(Waiting)
			pause = backoff.Pause(attempt, most.busy/32, most.busy)
		case !errors.Is(err, errAway) || time.Since(start) > p.pool.tolerate(most):
			return nil, err
		default:
			p.state(Waiting)
			pause = backoff.Pause(attempt, most.absence/256, most.absence/16)
		}
		if err := sleep(p.going, pause); err != nil {
			return nil, err
		}
	}
}

// send converts the photo over c, which it releases. It asks a busy server again until
// that accepts the photo.
func (p *task) send(c *conn) (bw.Result, error) {
	most := p.engine.patience
	allowed := most.answer + 2*time.Duration(p.engine.jobs*len(p.file))*time.Second/slowest
	for attempt := 0; ; attempt++ {
		ctx, cancel := context.WithTimeout(p.way, allowed)
		result, err := c.client.Convert(ctx, p.file, p.photo.options(p.job))
		late := errors.Is(ctx.Err(), context.DeadlineExceeded)
		cancel()
		switch {
		case err == nil:
			p.pool.release(c, false)
			return result, nil
		case p.way.Err() != nil:
			p.pool.release(c, true)
			return result, stopped(p.way)
		case late:
			p.pool.release(c, true)
			return result, &lostError{fault.New(fault.Internal, "the server did not answer within %v", allowed.Round(time.Second)).With(err)}
		case isLost(err):
			p.pool.release(c, true)
			return result, &lostError{err}
		}
		busy := KindOf(err) == Busy
		p.pool.release(c, busy) // a close code that reports busy ends the connection
		if !busy {
			return result, refusal(err)
		}
		p.state(Waiting)
		if err := sleep(p.going, backoff.Pause(attempt, most.busy/32, most.busy)); err != nil {
			return result, err
		}
		if c, err = p.connect(); err != nil {
			return result, err
		}
	}
}

// save is the second half: it writes the result.
func (p *task) save() (Event, error) {
	after := int64(len(p.result.File))
	s, err := p.plan.save(p.place, p.home, p.photo.exists(p.job), p.result, p.info)
	p.b.noteFolders(s.made)
	if errors.Is(err, errThere) {
		return p.skipped(), nil
	}
	if err != nil {
		return Event{}, err
	}
	p.place = s.place
	output := filepath.Join(p.job.Folder, s.place)
	if err := p.syncs.Sync(filepath.Dir(output), p.job.over(p.home)); err != nil {
		return Event{}, writeError(err)
	}
	p.journals.Of(p.home).Add(p.photo.Path, requestText(p.job, p.photo), p.info, output, after)
	p.engine.config.Provenance.add(p.job, p.photo, p.info, p.want, output)
	if w, ok := writtenAt(p.index, output); ok && !s.replaced {
		p.written = &w
		p.b.record.add(recordedChange{Result: &w})
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
