package engine

import (
	"encoding/json"
	"os"

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
