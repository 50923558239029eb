package engine

import (
	"errors"
	"slices"
)

// Use has the batch go on over another engine. What is under way over the old one is given up
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
	go b.links.close() // it may wait for the old server
	b.links = e.links()
	b.renew()
	for _, index := range b.suspects { // of the old server
		b.items[index].retries = 0
	}
	b.queue, b.suspects, b.losses = append(b.queue, b.suspects...), nil, 0
	if errors.Is(b.why, ErrServer) {
		b.goOn()
	}
	b.schedule()
}

// Move has the results that are still to come go to another folder, which is made if it is not
// there; "" is beside the photos, where the job names a folder for that. What is under way is
// given up and queued again. A pause that the old folder caused ends. With an error nothing has
// changed.
func (b *Batch) Move(folder string) error {
	b.adding.Lock() // no photo comes in between
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
		b.left = append(b.left, b.journals) // closed at the end: results may be on their way there
	}
	b.openJournals(job, items)
	b.renew()
	if errors.Is(b.why, ErrFolder) {
		b.goOn()
	}
	b.schedule()
	return nil
}

// noteFolders takes in folders that were made, outermost first.
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
