package engine

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"pretobranco/engine/safefile"
)

// journals are those of a batch, one for each home of its results. They are open from the
// batch's beginning to its end.
type journals struct {
	ctx  context.Context
	job  Job
	fail func(home string, why error) // hears of each home that can have no journal

	mu   sync.Mutex // guards what follows
	open map[string]*journal
	wait time.Duration // that is left to wait for locks, for all homes together
}

// newJournals opens the journals of the homes that items go to.
func newJournals(ctx context.Context, job Job, items []item, wait time.Duration, fail func(home string, why error)) *journals {
	results := map[string][]string{}
	if job.Folder != "" {
		results[job.Folder] = nil
	}
	for _, it := range items {
		home := job.Home(it.photo)
		results[home] = append(results[home], filepath.Join(job.Folder, it.place))
	}
	all := &journals{ctx: ctx, job: job, fail: fail, open: map[string]*journal{}, wait: wait}
	for home, paths := range results {
		all.begin(home, paths)
	}
	return all
}

// mostJournals is how many files the journals of a batch may keep open. Beyond that a home
// has none, and what is done there is found out by looking at the results alone.
const mostJournals = 200

func (all *journals) begin(home string, results []string) *journal {
	j := &journal{}
	if len(all.open) < mostJournals {
		var err error
		j, err = openJournal(all.ctx, &all.wait, home, all.job, results)
		if err != nil && all.ctx.Err() == nil {
			all.fail(home, err)
		}
	}
	all.open[home] = j
	return j
}

// of returns the journal of a home, which photos that came later may bring.
func (all *journals) of(home string) *journal {
	all.mu.Lock()
	defer all.mu.Unlock()
	if j := all.open[home]; j != nil {
		return j
	}
	return all.begin(home, nil)
}

// discardJournal removes the journal of a home, unless a batch uses it.
func discardJournal(home string) {
	path := filepath.Join(home, journalName)
	f, err := safefile.OpenOwn(path, false, mostJournal)
	if err != nil {
		return
	}
	alone := lockAlone(f) == nil && same(f, path)
	if alone && removeOpen {
		os.Remove(path)
	}
	f.Close()
	if alone && !removeOpen {
		os.Remove(path)
	}
}

func (all *journals) close(complete bool) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for _, j := range all.open {
		j.close(complete)
	}
}
