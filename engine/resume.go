package engine

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"pretobranco/engine/journal"
)

// requestText describes what a job wants of a photo, for the journal: after any change the result
// would be different.
func requestText(job Job, photo Photo) string {
	fields := photo.options(job).Fields()
	if job.Name != "" && job.Name != DefaultTemplate {
		fields["name"] = job.Name
	}
	if job.Flat {
		fields["flat"] = true
	}
	text, err := json.Marshal(fields)
	if err != nil {
		panic(err) // the fields hold only text and numbers
	}
	return string(text)
}

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

// Converted counts the photos that an interrupted batch of the same job has converted, according to
// its journals. It is false while another program still writes to their folders.
func Converted(job Job, photos []Photo) (done int, over bool) {
	journals := map[string]*journal.Journal{}
	for _, root := range job.outputRoots(photos) {
		j, inUse := journal.Read(root)
		if inUse {
			return 0, false
		}
		journals[root] = j
	}
	for _, photo := range photos {
		if info, err := os.Stat(photo.Path); err == nil {
			if _, ok := journals[job.OutputRoot(photo)].Finished(photo.Path, requestText(job, photo), info); ok {
				done++
			}
		}
	}
	return done, true
}
