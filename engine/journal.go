package engine

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"pretobranco/engine/atomicfile"
	"pretobranco/engine/safefile"
)

// A journal is a file in the results' folder with one JSON line for each photo that
// is saved. It is there while a batch runs, and afterwards if not all of its photos
// were converted. The next batch in that folder then leaves alone what is recorded, unless
// the original, the result or the options have changed since.
//
// Every batch holds a shared lock on it. Who gets an exclusive one knows that no other
// program writes into the folder: only then are temporary files swept and the
// journal removed.
//
// Others may write into the folder, or it came out of an archive. So the journal is opened by
// package safefile, and nothing that it says is believed: each line is compared with the photo
// and the result as they are now.
type journal struct {
	path string
	job  Job

	mu   sync.Mutex           // guards what follows
	file *os.File             // nil if there can be none; the batch goes on without
	done map[[2]string]record // by photo and options
}

const journalName = ".pretobranco-journal"

// Limits on what is read of a journal, and written into it.
const (
	mostJournal = 64 << 20 // bytes: some 200,000 photos
	mostRecords = 1 << 18  // lines that are kept in memory
	mostLine    = 64 << 10 // bytes: two of the longest paths with every byte escaped are shorter
)

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
// folders of these. It waits for a lock until wait is used up. The error says why there is no
// journal; the one that is returned then records nothing.
func openJournal(ctx context.Context, wait *time.Duration, home string, job Job, results []string) (*journal, error) {
	j := newJournal(home, job)
	for range 10 {
		f, err := safefile.OpenOwn(j.path, true, mostJournal)
		if err != nil {
			return j, err
		}
		if lockAlone(f) == nil {
			atomicfile.Sweep(home, results)
		}
		if err := waitShared(ctx, wait, f); err != nil {
			f.Close()
			return j, err
		}
		if same(f, j.path) {
			j.file = f
			break
		}
		f.Close() // another program has just removed it
	}
	if j.file == nil {
		return j, errors.New("other programs remove it again and again")
	}
	if torn := j.load(); torn {
		j.file.Write([]byte{'\n'})
	}
	return j, nil
}

func newJournal(home string, job Job) *journal {
	return &journal{path: filepath.Join(home, journalName), job: job, done: map[[2]string]record{}}
}

// readJournal reads what an interrupted batch has left, without going on with it. It is not
// alone while some batch holds the journal.
func readJournal(home string, job Job) (j *journal, alone bool) {
	j = newJournal(home, job)
	f, err := safefile.OpenOwn(j.path, false, mostJournal)
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

// same reports whether path is still the name of f.
func same(f *os.File, path string) bool {
	a, errA := f.Stat()
	b, errB := os.Lstat(path)
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// load reads the lines. One that makes no sense was torn by the end of a program, and what it
// would have said is done again; torn tells that the last line is such a one. A line that is too
// long is passed over without being held in memory.
func (j *journal) load() (torn bool) {
	lines := bufio.NewReaderSize(io.LimitReader(j.file, mostJournal), mostLine)
	long := false
	for {
		line, err := lines.ReadSlice('\n')
		var r record
		if err != bufio.ErrBufferFull && !long && len(j.done) < mostRecords &&
			json.Unmarshal(line, &r) == nil && filepath.IsLocal(r.Result) {
			j.done[[2]string{r.Photo, r.As}] = r
		}
		switch err {
		case nil:
			long = false
		case bufio.ErrBufferFull:
			long = true
		default:
			return long || len(line) > 0
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
	if err != nil || json.NewEncoder(&line).Encode(r) != nil || line.Len() > mostLine {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return
	}
	j.done[[2]string{photo.Path, r.As}] = r
	if now, err := j.file.Stat(); err == nil && now.Size()+int64(line.Len()) <= mostJournal {
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
		atomicfile.Sweep(home, results)
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
