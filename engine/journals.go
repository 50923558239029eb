package engine

import (
	"context"
	"path/filepath"
	"time"

	"pretobranco/engine/journal"
)

// A journalSet is what a batch needs of a journal.Set.
type journalSet interface {
	Of(folder string) *journal.Journal
	Close(complete bool)
}

// openJournals opens the journals of the folders that the results of items go to, in the background.
func openJournals(ctx context.Context, job Job, items []item, wait time.Duration, fail func(folder string, reason error)) journalSet {
	folders := map[string][]string{}
	if job.Folder != "" {
		folders[job.Folder] = nil
	}
	for _, it := range items {
		root := job.OutputRoot(it.photo)
		folders[root] = append(folders[root], filepath.Join(job.Folder, it.place))
	}
	return journal.OpenSet(ctx, folders, wait, fail)
}

// batchJournals are the open journals of a batch.
type batchJournals struct {
	current journalSet   // nil if none are open
	left    []journalSet // of folders that Move has left: results for them may be under way
	events  *eventQueue
}

// open opens the journals for items in the background. Those that are open stay so until close.
func (j *batchJournals) open(ctx context.Context, e *Engine, job Job, items []item) {
	if j.current != nil {
		j.left = append(j.left, j.current)
	}
	j.current = e.openJournals(ctx, job, items, e.patience.lock, func(root string, reason error) {
		j.events.notify(Event{Kind: Unrecorded, Output: root, Err: noJournal(reason)})
	})
}

// detach returns a function that closes all journals, which may wait for a disk, and forgets them.
func (j *batchJournals) detach() (closeAll func(complete bool)) {
	current, left := j.current, j.left
	j.current, j.left = nil, nil
	return func(complete bool) {
		current.Close(complete)
		for _, set := range left {
			set.Close(true)
		}
	}
}
