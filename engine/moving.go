package engine

import "errors"

// Use makes the batch continue on another engine. Photos under way on the old engine are aborted
// and queued again; counts, time, names and results stay those of one batch. A pause that the
// old server caused ends.
func (b *Batch) Use(e *Engine) {
	b.mu.Lock()
	defer b.mu.Unlock()
	old := b.engine
	if old == e {
		return
	}
	b.engine = e
	if !b.active {
		return
	}
	old.leave(b)
	e.enter(b)
	go b.pool.close() // it may wait for the old server
	b.pool = e.newPool()
	b.renew(b.paused)
	for _, index := range b.queue.clearSuspects() { // of the old server
		b.photos.items[index].retries = 0
	}
	if errors.Is(b.why, ErrServer) {
		b.resumeLocked()
	}
	b.schedule()
}

// Move directs the remaining results to another folder, which is made if it does not exist; "" is
// next to the photos, if the job names a folder for that. Photos under way are aborted and queued
// again. A pause that the old folder caused ends. With an error nothing has
// changed.
func (b *Batch) Move(folder string) error {
	b.adding.Lock() // no photo is added meanwhile
	defer b.adding.Unlock()
	b.mu.Lock()
	job, photos := b.job, b.photos.photos()
	b.mu.Unlock()

	job.Folder = folder
	job, made, err := prepare(job, photos)
	if err != nil {
		removeEmpty(made)
		return err
	}
	b.record.addFolders(made)
	b.record.add(recordedChange{Folder: &job.Folder})
	plan, err := newPlan(job)
	if err != nil {
		return err // of a template that was good before
	}
	places := plan.add(photos) // of all, so that numbers in names stay what they are

	b.mu.Lock()
	defer b.mu.Unlock()
	b.job, b.plan = job, plan
	moved := b.photos.move(places)
	if !b.active {
		return nil
	}
	b.journals.open(b.run, b.engine, job, moved)
	b.renew(b.paused)
	if errors.Is(b.why, ErrFolder) {
		b.resumeLocked()
	}
	b.schedule()
	return nil
}
