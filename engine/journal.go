package engine

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// A journal is a file in the results' folder with one JSON line for each photo that
// is saved. It is there while a batch runs, and afterwards if not all of its photos
// were converted. The next batch in that folder then leaves alone what is recorded, unless
// the original, the result or the options have changed since.
//
// Every batch holds a shared lock on it. Who gets an exclusive one knows that no other
// program writes into the folder: only then are temporary files swept and the
// journal removed.
type journal struct {
	path string
	job  Job

	mu   sync.Mutex           // guards what follows
	file *os.File             // nil if there can be none; the batch goes on without
	done map[[2]string]record // by photo and options
}

const journalName = ".pretobranco-journal"

// A record is a line of the journal.
type record struct {
	Photo  string    `json:"photo"` // path of the original
	Size   int64     `json:"size"`
	Time   time.Time `json:"time"`
	As     string    `json:"as"`     // what was asked for, as text
	Result string    `json:"result"` // place below the folder
	Bytes  int64     `json:"bytes"`  // of the result
}

// asked writes down what a job wants of a photo: with any other wish the result is another.
func asked(job Job, photo Photo) string {
	fields := photo.options(job).Fields()
	if job.Name != "" && job.Name != DefaultTemplate {
		fields["name"] = job.Name
	}
	if job.Flat {
		fields["flat"] = true
	}
	as, err := json.Marshal(fields)
	if err != nil {
		panic(err) // it holds only text and numbers
	}
	return string(as)
}

// openJournal reads what an earlier batch has left in the home of results, and sweeps the
// folders of these.
func openJournal(home string, job Job, results []string) *journal {
	j := &journal{path: filepath.Join(home, journalName), job: job, done: map[[2]string]record{}}
	for range 10 {
		f, err := os.OpenFile(j.path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			return j
		}
		alone := lockAlone(f) == nil
		if alone {
			sweepAll(home, results)
		}
		lockShared(f)
		if same(f, j.path) {
			j.file = f
			break
		}
		f.Close() // another program has just removed it
	}
	if j.file != nil {
		j.load()
	}
	return j
}

// readJournal reads what an interrupted batch has left, without going on with it. It is not
// alone while some batch holds the journal.
func readJournal(home string, job Job) (j *journal, alone bool) {
	j = &journal{path: filepath.Join(home, journalName), job: job, done: map[[2]string]record{}}
	f, err := os.OpenFile(j.path, os.O_RDWR, 0)
	if err != nil {
		return j, true
	}
	defer f.Close()
	if lockAlone(f) != nil {
		return j, false
	}
	j.file = f
	j.load()
	j.file = nil
	return j, true
}

// sweepAll removes temporary files from the folder and those where results go.
func sweepAll(folder string, results []string) {
	sweep(folder)
	seen := map[string]bool{filepath.Clean(folder): true}
	for _, result := range results {
		if dir := filepath.Dir(result); !seen[dir] {
			seen[dir] = true
			sweep(dir)
		}
	}
}

// same reports whether path is still the name of f.
func same(f *os.File, path string) bool {
	a, errA := f.Stat()
	b, errB := os.Stat(path)
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// load reads the lines. One that makes no sense was torn by the end of a program,
// and what it would have said is done again.
func (j *journal) load() {
	lines := bufio.NewReader(j.file)
	for {
		line, err := lines.ReadBytes('\n')
		var r record
		if json.Unmarshal(line, &r) == nil && filepath.IsLocal(r.Result) {
			j.done[[2]string{r.Photo, r.As}] = r
		}
		if err == io.EOF && len(line) > 0 {
			j.file.Write([]byte{'\n'})
		}
		if err != nil {
			return
		}
	}
}

// finished returns the path of a photo's result if that is recorded and still true.
func (j *journal) finished(photo Photo, info fs.FileInfo) (path string, ok bool) {
	as := asked(j.job, photo)
	j.mu.Lock()
	r, ok := j.done[[2]string{photo.Path, as}]
	j.mu.Unlock()
	if !ok || r.Size != info.Size() || !r.Time.Equal(info.ModTime()) {
		return "", false
	}
	path = filepath.Join(filepath.Dir(j.path), r.Result)
	result, err := os.Stat(path)
	return path, err == nil && result.Mode().IsRegular() && result.Size() == r.Bytes
}

// add records a photo whose result was saved at a path. A journal that cannot be written
// costs no more than time, later.
func (j *journal) add(photo Photo, info fs.FileInfo, path string, size int64) {
	place, err := filepath.Rel(filepath.Dir(j.path), path)
	r := record{Photo: photo.Path, Size: info.Size(), Time: info.ModTime(), As: asked(j.job, photo), Result: place, Bytes: size}
	var line bytes.Buffer
	if err != nil || json.NewEncoder(&line).Encode(r) != nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file != nil {
		j.done[[2]string{photo.Path, r.As}] = r
		j.file.Write(line.Bytes()) // in one piece, so that lines of two programs don't mix
	}
}

// close ends the journal, and removes it if the batch is complete and nobody else
// writes into the folder.
func (j *journal) close(complete bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return
	}
	empty := false
	if info, err := j.file.Stat(); err == nil {
		empty = info.Size() == 0
	}
	alone := lockAlone(j.file) == nil
	if alone {
		// What could not be removed when it should have been, as in a folder that was
		// locked for a while.
		home := filepath.Dir(j.path)
		var results []string
		for _, r := range j.done {
			results = append(results, filepath.Join(home, r.Result))
		}
		sweepAll(home, results)
	}
	remove := alone && (complete || empty)
	if remove && removeOpen {
		os.Remove(j.path)
	}
	j.file.Close()
	if remove && !removeOpen {
		os.Remove(j.path)
	}
	j.file = nil
}
