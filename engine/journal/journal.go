// Package journal records which photos of a batch are done, so that a batch that was killed can be
// resumed.
//
// A journal is a file in an output folder, with one JSON line for each result that is saved. It
// exists while a batch runs, and afterwards if not all photos of the batch were converted. The next
// batch in that folder skips what is recorded, unless the original, the result or the options have
// changed since:
//
//	Open ... Finished (skip the photo?) ... Add (a result is saved) ... Close
//
// # Several programs
//
// Every batch holds a shared lock on the journals of its folders. A process that gets an exclusive
// lock knows that no other batch writes to the folder: only then does it sweep temporary files and
// remove the journal. A disk without locks is treated as if others were always there.
//
// # Trust
//
// Other people may write to the folder, or it may come from an archive. Package safefile opens the
// journal, and no line is believed: each is compared with the photo and the result as they are
// now. What is read, and what is kept in memory, has a limit.
package journal

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

// Name is the name of the file.
const Name = ".pretobranco-journal"

// Limits on what is read from a journal, and written to it.
const (
	maxSize    = 64 << 20 // bytes: some 200,000 photos
	maxRecords = 1 << 18  // lines that are kept in memory
	maxLine    = 64 << 10 // bytes: two of the longest paths with every byte escaped are shorter
)

// A Journal is the open journal of one folder. A journal that could not be opened records nothing.
type Journal struct {
	path string

	mu   sync.Mutex       // guards the fields below
	file *os.File         // nil if the folder can have no journal
	done map[entry]record // what earlier batches and this one have recorded
}

// An entry is what a record is found by.
type entry struct{ photo, as string }

// A record is a line of the file. The format is fixed: older versions have left such files.
type record struct {
	Photo  string    `json:"photo"`  // path of the original
	Size   int64     `json:"size"`   // of the original
	Time   time.Time `json:"time"`   // of the original's last change
	As     string    `json:"as"`     // the options, as text
	Result string    `json:"result"` // path below the folder
	Bytes  int64     `json:"bytes"`  // of the result
}

// Open opens the journal of a folder, reads what an earlier batch has left, and sweeps temporary
// files from the folder and from the folders of the given results. It waits for a lock until wait is
// used up, and reduces wait by what it took. With an error the journal records nothing.
func Open(ctx context.Context, wait *time.Duration, folder string, results []string) (*Journal, error) {
	j := newJournal(folder)
	for range 10 {
		f, err := safefile.OpenOwn(j.path, true, maxSize)
		if err != nil {
			return j, err
		}
		if lockExclusive(f) == nil {
			atomicfile.Sweep(folder, results)
		}
		if err := waitShared(ctx, wait, f); err != nil {
			f.Close()
			return j, err
		}
		if isNamed(f, j.path) {
			j.file = f
			break
		}
		f.Close() // another process has just removed it
	}
	if j.file == nil {
		return j, errors.New("other programs remove it again and again")
	}
	if torn := j.load(); torn {
		j.file.Write([]byte{'\n'})
	}
	return j, nil
}

func newJournal(folder string) *Journal {
	return &Journal{path: filepath.Join(folder, Name), done: map[entry]record{}}
}

// Read reads what an interrupted batch has left, and does not open the journal. It is in use while
// a batch has it open; nothing is read then.
func Read(folder string) (j *Journal, inUse bool) {
	j = newJournal(folder)
	f, err := safefile.OpenOwn(j.path, false, maxSize)
	if err != nil {
		return j, false
	}
	defer f.Close()
	if lockExclusive(f) != nil {
		return j, true
	}
	j.file = f
	j.load()
	j.file = nil
	return j, false
}

// isNamed reports whether path is still the name of f.
func isNamed(f *os.File, path string) bool {
	a, errA := f.Stat()
	b, errB := os.Lstat(path)
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// load reads the lines and skips those that make no sense. A line may be torn, if the program was
// killed while writing it: its photo is converted again. Torn reports that the last line is such a
// one. A line that is too long is skipped without being kept in memory.
func (j *Journal) load() (torn bool) {
	lines := bufio.NewReaderSize(io.LimitReader(j.file, maxSize), maxLine)
	long := false
	for {
		line, err := lines.ReadSlice('\n')
		var r record
		if err != bufio.ErrBufferFull && !long && len(j.done) < maxRecords &&
			json.Unmarshal(line, &r) == nil && filepath.IsLocal(r.Result) {
			j.done[entry{r.Photo, r.As}] = r
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

// Finished returns the path of the result that was made of a photo with these options, if that is
// recorded and still true. Info is of the photo as it is now.
func (j *Journal) Finished(photo, as string, info fs.FileInfo) (path string, ok bool) {
	j.mu.Lock()
	r, ok := j.done[entry{photo, as}]
	j.mu.Unlock()
	if !ok || r.Size != info.Size() || !r.Time.Equal(info.ModTime()) {
		return "", false
	}
	path = filepath.Join(filepath.Dir(j.path), r.Result)
	result, err := os.Stat(path)
	return path, err == nil && result.Mode().IsRegular() && result.Size() == r.Bytes
}

// Add records a result of so many bytes that was saved at a path. A line that cannot be written
// costs a second conversion later, so it is no error.
func (j *Journal) Add(photo, as string, info fs.FileInfo, path string, size int64) {
	result, err := filepath.Rel(filepath.Dir(j.path), path)
	r := record{Photo: photo, Size: info.Size(), Time: info.ModTime(), As: as, Result: result, Bytes: size}
	var line bytes.Buffer
	if err != nil || json.NewEncoder(&line).Encode(r) != nil || line.Len() > maxLine {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return
	}
	j.done[entry{photo, as}] = r
	if now, err := j.file.Stat(); err == nil && now.Size()+int64(line.Len()) <= maxSize {
		j.file.Write(line.Bytes()) // in one call, so that lines of two processes don't mix
	}
}

// Close closes the journal. It removes the file if the batch is complete, or has recorded nothing,
// and no other process uses the journal.
func (j *Journal) Close(complete bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return
	}
	empty := false
	if info, err := j.file.Stat(); err == nil {
		empty = info.Size() == 0
	}
	alone := lockExclusive(j.file) == nil
	if alone {
		// A folder that was locked for a while may have kept temporary files.
		folder := filepath.Dir(j.path)
		var results []string
		for _, r := range j.done {
			results = append(results, filepath.Join(folder, r.Result))
		}
		atomicfile.Sweep(folder, results)
	}
	closeFile(j.file, alone && (complete || empty))
	j.file = nil
}

// Discard removes the journal of a folder, unless a batch uses it.
func Discard(folder string) {
	path := filepath.Join(folder, Name)
	f, err := safefile.OpenOwn(path, false, maxSize)
	if err == nil {
		closeFile(f, lockExclusive(f) == nil && isNamed(f, path))
	}
}

// closeFile closes a journal's file and may remove it.
func closeFile(f *os.File, remove bool) {
	if remove && canRemoveOpen {
		os.Remove(f.Name())
	}
	f.Close()
	if remove && !canRemoveOpen {
		os.Remove(f.Name())
	}
}
