package engine

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// mostOrigins is for how many homes there are files. The least recently written are removed first.
const mostOrigins = 500

// An origin is what made one result, and a line of the file.
type origin struct {
	Want    string    `json:"want,omitempty"` // place in the plan, below the home, if the result's is another
	Result  string    `json:"result"`         // its place below the home
	Bytes   int64     `json:"bytes"`
	Written time.Time `json:"written"` // the result's last change
	Photo   string    `json:"photo"`   // path of the original
	Size    int64     `json:"size"`    // of the original
	Time    time.Time `json:"time"`    // of the original's last change
	As      string    `json:"as"`      // the options, as text
}

// holds reports whether the result at a path is still the recorded file.
func (o origin) holds(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() == o.Bytes && info.ModTime().Equal(o.Written)
}

// of reports whether a job would make just this of a photo.
func (o origin) of(job Job, photo Photo) bool {
	if o.Photo != photo.Path || o.As != made(job, photo) {
		return false
	}
	info, err := os.Stat(photo.Path)
	return err == nil && info.Size() == o.Size && info.ModTime().Equal(o.Time)
}

// origins are the records of one home.
type origins struct {
	home string
	file string // "" keeps them in memory

	size    int64               // of the file when it was read or written last
	changed time.Time           // at that time
	lines   int                 // in the file
	count   int                 // of the records
	by      map[string][]origin // by the place in the plan, the newest last
}

func newOrigins(folder, home string) *origins {
	o := &origins{home: home, by: map[string][]origin{}}
	if folder != "" {
		sum := sha256.Sum256([]byte(home))
		o.file = filepath.Join(folder, hex.EncodeToString(sum[:12])+".jsonl")
	}
	return o
}

// refresh reads the file if another program has written it.
func (o *origins) refresh() {
	if o.file == "" {
		return
	}
	info, err := os.Stat(o.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		o.lines, o.size = 0, 0
		return
	case err != nil || info.Size() == o.size && info.ModTime().Equal(o.changed):
		return
	}
	file, err := os.ReadFile(o.file)
	if err != nil {
		return
	}
	o.size, o.changed, o.lines, o.count = info.Size(), info.ModTime(), 0, 0
	clear(o.by)
	lines := bufio.NewScanner(bytes.NewReader(file))
	lines.Buffer(nil, len(file)+1)
	for lines.Scan() {
		o.lines++
		var line origin
		if json.Unmarshal(lines.Bytes(), &line) == nil && filepath.IsLocal(line.Result) {
			o.keep(line)
		}
	}
}

// keep adds a record. A result has one origin.
func (o *origins) keep(line origin) {
	at := cmp.Or(line.Want, line.Result)
	others := slices.DeleteFunc(o.by[at], func(old origin) bool { return old.Result == line.Result })
	o.count += 1 + len(others) - len(o.by[at])
	o.by[at] = append(others, line)
}

// add records one more result. If the file cannot be written, only this knowledge is lost.
func (o *origins) add(line origin) {
	o.keep(line)
	switch {
	case o.file == "":
	case o.lines == 0 || o.lines > 2*o.count+100: // most of the lines are of results that were replaced
		_ = o.write()
	default:
		_ = o.append(line)
	}
}

// append adds a line to the file.
func (o *origins) append(line origin) error {
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(o.file, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	n, err := f.Write(append(text, '\n')) // in one piece, so that lines of two programs don't mix
	if err != nil {
		return err
	}
	o.lines++
	o.size += int64(n)
	info, err := f.Stat()
	if err == nil && info.Size() == o.size { // else another program has written, too
		o.changed = info.ModTime()
	}
	return err
}

// write writes the file anew. Its first line names the home, for human readers.
func (o *origins) write() error {
	folder := filepath.Dir(o.file)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	prune(folder)
	f, err := os.CreateTemp(folder, "*.new") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails once it is renamed
	to := bufio.NewWriter(f)
	lines := json.NewEncoder(to)
	err = lines.Encode(map[string]string{"home": o.home})
	for _, records := range o.by {
		for _, line := range records {
			err = errors.Join(err, lines.Encode(line))
		}
	}
	err = errors.Join(err, to.Flush(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), o.file)
	}
	if err != nil {
		return err
	}
	o.lines = o.count + 1
	info, err := os.Stat(o.file)
	if err == nil {
		o.size, o.changed = info.Size(), info.ModTime()
	}
	return err
}

// prune removes the oldest files, so that one more fits the limit.
func prune(folder string) {
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) < mostOrigins {
		return
	}
	var files []fs.FileInfo
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, file := range files[:max(0, len(files)-mostOrigins+1)] {
		os.Remove(filepath.Join(folder, file.Name()))
	}
}
