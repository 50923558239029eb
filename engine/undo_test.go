package engine

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pretobranco/engine/journal"
)

// TestUndo removes what a batch has written, in the process that ran it and in a later one, and
// nothing else: no result that somebody has changed, none that replaced another, none that was
// skipped, and no original.
func TestUndo(t *testing.T) {
	for _, later := range []bool{false, true} {
		t.Run(map[bool]string{false: "same process", true: "later process"}[later], func(t *testing.T) {
			top := t.TempDir()
			in, out, file := filepath.Join(top, "in"), filepath.Join(top, "new", "out"), filepath.Join(top, "config", "last.jsonl")
			draw(t, in, "a.jpg", "changed.jpg", "day/c.png", "day/d.jpg", "gone.jpg")
			before := contents(t, in)
			b, l := start(t, open(t, Config{}), Job{Folder: out, Record: file}, photos(t, in))
			if n, _ := b.Undo(); len(n) > 0 && b.Progress().Done < 5 {
				t.Error("a batch that is running was undone")
			}
			if sum := b.Wait(); sum.Converted != 5 {
				t.Fatalf("%+v", sum)
			}
			write(t, filepath.Join(out, "changed.jpg"), []byte("somebody's work"))
			if err := os.Remove(filepath.Join(out, "gone.jpg")); err != nil {
				t.Fatal(err)
			}
			var removed []int
			var kept int
			if later {
				r, err := ReadRecord(file)
				if err != nil {
					t.Fatal(err)
				}
				if n := r.Undoable(); n != 5 {
					t.Errorf("%d results can be undone", n)
				}
				removed, kept, err = r.Undo()
				if err != nil {
					t.Error(err)
				}
			} else {
				if n := b.Undoable(); n != 5 {
					t.Errorf("%d results can be undone", n)
				}
				removed, kept = b.Undo()
			}
			slices.Sort(removed)
			var want []int
			for _, e := range l.all(Done) {
				if name := filepath.Base(e.Output); name != "changed.jpg" && name != "gone.jpg" {
					want = append(want, e.Index)
				}
			}
			slices.Sort(want)
			if !slices.Equal(removed, want) || kept != 2 {
				t.Errorf("removed %v, want %v; kept %d", removed, want, kept)
			}
			if got := names(t, out); got != "changed.jpg" {
				t.Errorf("left: %s", got)
			}
			if _, err := os.Stat(filepath.Join(out, "day")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("an empty folder that the batch made: %v", err)
			}
			if !reflect.DeepEqual(before, contents(t, in)) {
				t.Error("the originals are not as they were")
			}
			if _, err := ReadRecord(file); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the record stays: %v", err)
			}
			if removed, kept := b.Undo(); !later && len(removed)+kept > 0 {
				t.Errorf("a second time: removed %v, kept %d", removed, kept)
			}
		})
	}
}

// TestUndoReplaced keeps results that replaced older ones, for those would not come back, and
// results that were there before.
func TestUndoReplaced(t *testing.T) {
	for _, exists := range []Exists{Skip, Overwrite} {
		in, out, file := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "last.jsonl")
		draw(t, in, "a.jpg", "b.jpg")
		write(t, filepath.Join(out, "a.jpg"), []byte("older"))
		b, _ := start(t, open(t, Config{}), Job{Folder: out, Exists: exists, Record: file}, photos(t, in))
		b.Wait()
		r, err := ReadRecord(file)
		if err != nil || r.Undoable() != 1 || b.Undoable() != 1 {
			t.Errorf("%s: %v, %d, %d", exists, err, r.Undoable(), b.Undoable())
		}
		if removed, kept := b.Undo(); !slices.Equal(removed, []int{1}) || kept != 0 || names(t, out) != "a.jpg" {
			t.Errorf("%s: removed %v, kept %d, left %s", exists, removed, kept, names(t, out))
		}
	}
}

// TestUndoOriginals has a record that names an original as a result, by its own name and by a link:
// it stays.
func TestUndoOriginals(t *testing.T) {
	in, file := t.TempDir(), filepath.Join(t.TempDir(), "last.jsonl")
	path := draw(t, in, "a.jpg")[0]
	other := filepath.Join(in, "hard link.jpg")
	if err := os.Link(path, other); err != nil {
		t.Skip("no hard links here: ", err)
	}
	r := newRecorder(Job{Folder: in, Record: file}, photos(t, path), nil)
	for _, name := range []string{path, other} {
		w, ok := writtenAt(0, name)
		if !ok {
			t.Fatal("no file")
		}
		r.add(recordedChange{Result: &w})
	}
	read, err := ReadRecord(file)
	if err != nil {
		t.Fatal(err)
	}
	if removed, kept, err := read.Undo(); len(removed) > 0 || kept != 2 || err != nil {
		t.Errorf("removed %v, kept %d, %v", removed, kept, err)
	}
	if got := names(t, in); got != "a.jpg hard link.jpg" {
		t.Errorf("left: %s", got)
	}
}

// TestUndoRunning does not undo a batch that another process is running.
func TestUndoRunning(t *testing.T) {
	in, out, file := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "last.jsonl")
	draw(t, in, "a.jpg")
	job := Job{Folder: out, Record: file}
	b, _ := start(t, open(t, Config{}), job, photos(t, in))
	b.Wait()
	r, err := ReadRecord(file)
	if err != nil {
		t.Fatal(err)
	}
	running := openJournal(t, job)
	if _, over := r.Left(); over {
		t.Error("a running batch counts as over")
	}
	if _, _, err := r.Undo(); err == nil || KindOf(err) != Busy || names(t, out) != "a.jpg" {
		t.Errorf("%v, left: %s", err, names(t, out))
	}
	running.Close(true)
	if removed, _, err := r.Undo(); err != nil || len(removed) != 1 {
		t.Errorf("removed %v, %v", removed, err)
	}
}

// TestRecord reads a record as the batch was: with photos that came later, another folder, other
// policies, and a last line that was torn by the end of the program.
func TestRecord(t *testing.T) {
	red, err := ParseLook("red")
	if err != nil {
		t.Fatal(err)
	}
	job := Job{Folder: "/out", Name: "{n:3}", Flat: true, DropDates: true, Exists: Number,
		Options: Options{Look: red, Format: "png", Quality: 70, Metadata: "none"}}
	path := draw(t, t.TempDir(), "a.jpg")[0]
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	photos := []Photo{
		{Path: path, Root: filepath.Dir(path), Size: info.Size(), Time: info.ModTime(), Format: "jpeg"},
		{Path: "/none.png", Size: 7, Format: "png", Options: &Options{Format: "jpeg"}, Exists: Skip},
	}
	file := filepath.Join(t.TempDir(), "new", "run.json")
	if _, err := ReadRecord(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without one: %v", err)
	}
	record := func(photos []Photo) *recorder {
		job := job
		job.Record = file
		return newRecorder(job, photos, nil)
	}
	w := record(photos[:1])
	w.add(recordedChange{Photos: recordPhotos(photos[1:])})
	w.add(recordedChange{Exists: Overwrite, Indexes: []int{0, 99}})
	moved := "/elsewhere"
	w.add(recordedChange{Folder: &moved})
	w.add(recordedChange{Made: []string{"/elsewhere"}})
	w.add(recordedChange{Result: &written{Index: 1, Path: "/elsewhere/a.png", Bytes: 3, Time: time.Unix(7, 0)}})
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, append(text, `{"result":{"index":0,"path":"/else`...))
	r, err := ReadRecord(file)
	if err != nil {
		t.Fatal(err)
	}
	job.Folder, photos[0].Exists = moved, Overwrite
	if r.Job != job || !reflect.DeepEqual(r.Photos, photos) || r.Undoable() != 1 || !slices.Equal(r.made, []string{moved}) {
		t.Errorf("%+v", r)
	}
	for _, bad := range []string{"", "{", `{"options":{"look":"purple"}}`, string(text[:len(text)/4])} {
		if write(t, file, []byte(bad)); true {
			if _, err := ReadRecord(file); err == nil {
				t.Errorf("a record is read from %q", bad)
			}
		}
	}
	// A batch that finished, was reopened, and was stopped before its first result can be resumed.
	w = record(photos)
	for _, c := range []recordedChange{{Finished: true}, {Stopped: true}, {Finished: true}} {
		w.add(c)
		if r, err := ReadRecord(file); err != nil || r.finished != c.Finished {
			t.Errorf("after %+v: finished %v, %v", c, r.finished, err)
		}
	}
	// Versions before this one wrote one line without an end.
	first, _, _ := strings.Cut(string(text), "\n")
	write(t, file, []byte(first))
	if r, err := ReadRecord(file); err != nil || len(r.Photos) != 1 || r.Job.Folder != "/out" {
		t.Errorf("an older record: %+v, %v", r, err)
	}
}

// TestResumeRecord stops a batch, and a later process resumes it from its record: with the job as it
// was and the photos in their order, so that numbers in names stay what they are.
func TestResumeRecord(t *testing.T) {
	in, out, file := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "last.jsonl")
	draw(t, in, "a.jpg", "b.jpg", "c.jpg")
	arrived, over := make(chan struct{}), make(chan struct{})
	defer close(over)
	slow := misbehave(t, 1, func(p *peer, n int) bool {
		if n == 2 {
			close(arrived)
			<-over
			return false
		}
		return honest(p, n)
	})
	slow.patience.answer = time.Hour
	b, _ := start(t, slow, Job{Folder: out, Name: "{n}", Exists: Number, Record: file}, photos(t, in))
	<-arrived
	b.StopNow()
	if sum := b.Wait(); sum.Converted != 1 || sum.Dropped != 2 {
		t.Fatalf("%+v", sum)
	}
	r, err := ReadRecord(file)
	if err != nil {
		t.Fatal(err)
	}
	if left, over := r.Left(); left != 2 || !over {
		t.Errorf("%d left, over %v", left, over)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b.Abandon()
	if r, err := ReadRecord(file); err != nil {
		t.Error(err)
	} else if left, over := r.Left(); left != 0 || !over || r.Undoable() != 1 {
		t.Errorf("abandoned: %d left, over %v, %d to undo", left, over, r.Undoable())
	}
	write(t, file, whole)
	job := r.Job
	job.Record = file
	b, _ = start(t, open(t, Config{}), job, r.Photos)
	if sum := b.Wait(); sum.Converted != 2 || sum.Skipped != 1 || names(t, out) != "1.jpg 2.jpg 3.jpg" {
		t.Errorf("%+v, %s", sum, names(t, out))
	}
	if _, err := os.Stat(filepath.Join(out, journal.Name)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the journal of a complete batch stays: %v", err)
	}
	// Both parts of the batch can be undone.
	r, err = ReadRecord(file)
	if err != nil {
		t.Fatal(err)
	}
	if left, over := r.Left(); left != 0 || !over || b.Undoable() != 3 {
		t.Errorf("when it is complete: %d left, over %v, %d to undo", left, over, b.Undoable())
	}
	if removed, kept, err := r.Undo(); len(removed) != 3 || kept != 0 || err != nil || names(t, out) != "" {
		t.Errorf("removed %v, kept %d, %v, left %s", removed, kept, err, names(t, out))
	}
}
