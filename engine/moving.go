package engine

import (
	"errors"
	"slices"
)

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
	b.renew()
	for _, index := range b.suspects { // of the old server
		b.items[index].retries = 0
	}
	b.queue, b.suspects, b.losses = append(b.queue, b.suspects...), nil, 0
	if errors.Is(b.why, ErrServer) {
		b.endPause()
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
	job, photos := b.job, make([]Photo, len(b.items))
	for i, it := range b.items {
		photos[i] = it.photo
	}
	b.mu.Unlock()

	job.Folder = folder
	job, made, err := prepare(job, photos)
	if err != nil {
		removeEmpty(made)
		return err
	}
	b.noteFolders(made)
	b.record.add(recordedChange{Folder: &job.Folder})
	plan, err := newPlan(job)
	if err != nil {
		return err // of a template that was good before
	}
	places := plan.add(photos) // of all, so that numbers in names stay what they are

	b.mu.Lock()
	defer b.mu.Unlock()
	b.job, b.plan = job, plan
	var items []item // that are still to come
	for i := range b.items {
		it := &b.items[i]
		if it.state != Done && it.state != Skipped {
			it.want, it.place = places[i], places[i]
			items = append(items, *it)
		}
	}
	if !b.active {
		return nil
	}
	if b.journals != nil {
		b.left = append(b.left, b.journals) // closed at the end: results for them may be under way
	}
	b.openJournals(job, items)
	b.renew()
	if errors.Is(b.why, ErrFolder) {
		b.endPause()
	}
	b.schedule()
	return nil
}

// noteFolders records folders that were made, outermost first.
func (b *Batch) noteFolders(made []string) {
	if len(made) == 0 {
		return
	}
	b.record.addMade(made)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.made = append(b.made, made...)
}

// RemoveEmpty removes the folders that the batch made and that are empty now, such as after
// its results were deleted. Its journal does not keep a folder. The batch must not be running.
func (b *Batch) RemoveEmpty() {
	b.mu.Lock()
	made, running := slices.Clone(b.made), b.active
	b.mu.Unlock()
	if !running {
		removeEmpty(made)
	}
}
