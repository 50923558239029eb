package engine

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pretobranco/engine/atomicfile"
)

// TestResume goes on where a batch was stopped: with any policy, nothing is
// converted twice, and what has changed is.
func TestResume(t *testing.T) {
	for _, exists := range []Exists{Skip, Number, Overwrite} {
		t.Run(string(exists), func(t *testing.T) {
			in, out := t.TempDir(), t.TempDir()
			paths := draw(t, in, "a.jpg", "b.png", "sub/c.jpg", "d.jpg")
			e := open(t, Config{Jobs: 1})
			job, _, err := prepare(Job{Folder: out, Exists: exists}, nil)
			if err != nil {
				t.Fatal(err)
			}

			// Killed after two: a journal with two lines, the second torn, and a temporary file.
			b, _ := start(t, e, job, photos(t, paths[:2]...))
			b.Wait()
			infoA, _ := os.Stat(paths[0])
			infoB, _ := os.Stat(paths[1])
			resultA, _ := os.Stat(filepath.Join(out, "a.jpg"))
			left := journalOf(t, job)
			left.add(Photo{Path: paths[0]}, infoA, filepath.Join(out, "a.jpg"), resultA.Size())
			left.add(Photo{Path: paths[1]}, infoB, filepath.Join(out, "b.png"), 1) // no longer as recorded
			left.file.WriteString(`{"photo":"` + paths[2])
			left.file.Close()
			stale := filepath.Join(out, atomicfile.TempPrefix+"stale")
			write(t, stale, []byte("half a result"))

			b, l := start(t, e, job, photos(t, paths...))
			sum := b.Wait()
			want := map[Exists]string{Skip: "a.jpg b.png c.jpg d.jpg", Number: "a.jpg b-2.png b.png c.jpg d.jpg", Overwrite: "a.jpg b.png c.jpg d.jpg"}[exists]
			if got := names(t, out); got != want {
				t.Errorf("results: %s, want %s", got, want)
			}
			if got := l.of(0); got != "queued skipped" {
				t.Errorf("the first: %s", got)
			}
			if sum.Failed+sum.Dropped != 0 {
				t.Errorf("summary: %+v", sum)
			}
			if all, _ := os.ReadDir(out); len(all) != len(strings.Fields(want)) {
				t.Errorf("left in the folder: %v", all)
			}
		})
	}
}

// TestJournalStays as long as photos are missing.
func TestJournalStays(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg")
	path := filepath.Join(out, journalName)
	arrived, over := make(chan struct{}), make(chan struct{})
	defer close(over)
	slow := misbehave(t, 1, func(p *peer, n int) bool {
		if n == 3 {
			close(arrived)
			<-over
			return false
		}
		return honest(p, n)
	})
	slow.patience.answer = time.Hour
	b, l := start(t, slow, Job{Folder: out, Exists: Number}, photos(t, in))
	<-arrived
	b.StopNow()
	stopped := b.Wait()
	if stopped.Converted != 2 || stopped.Dropped != 4 || l.of(2) != "queued started dropped" {
		t.Errorf("%+v", stopped)
	}
	text, err := os.ReadFile(path)
	if err != nil || bytes.Count(text, []byte("\n")) != stopped.Converted {
		t.Errorf("%v: %q after %+v", err, text, stopped)
	}
	b, _ = start(t, open(t, Config{}), Job{Folder: out, Exists: Number}, photos(t, in))
	if sum := b.Wait(); sum.Skipped != stopped.Converted || sum.Converted != 6-stopped.Converted {
		t.Errorf("%+v after %+v", sum, stopped)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the journal of a complete batch stays: %v", err)
	}
}

// TestJournalOptions does not take a result for one made with other options.
func TestJournalOptions(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	path := draw(t, in, "a.jpg")[0]
	info, _ := os.Stat(path)
	write(t, filepath.Join(out, "a.jpg"), []byte("x"))
	job := Job{Folder: out, Exists: Overwrite, Options: Options{Format: "jpeg"}}
	j := journalOf(t, job)
	j.add(Photo{Path: path}, info, filepath.Join(out, "a.jpg"), 1)
	j.close(false)
	if place, ok := openAgain(t, job).finished(Photo{Path: path}, info); !ok || place != filepath.Join(out, "a.jpg") {
		t.Errorf("the same options: %q, %v", place, ok)
	}
	job.Options.Quality = 50
	if _, ok := openAgain(t, job).finished(Photo{Path: path}, info); ok {
		t.Error("other options are taken for the same")
	}
	if _, ok := openAgain(t, job).finished(Photo{Path: path, Options: &Options{Format: "jpeg"}}, info); !ok {
		t.Error("a photo's own options, the same as then, are taken for others")
	}
	if _, ok := openAgain(t, job).finished(Photo{Path: path, Options: &Options{Format: "png"}}, info); ok {
		t.Error("a photo's own options are not looked at")
	}
}

// journalOf opens the journal of a job's folder, as a batch does.
func journalOf(t *testing.T, job Job) *journal {
	t.Helper()
	wait := time.Second
	j, err := openJournal(t.Context(), &wait, job.Folder, job, nil)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func openAgain(t *testing.T, job Job) *journal {
	j := journalOf(t, job)
	t.Cleanup(func() { j.close(false) })
	return j
}

// TestTwoPrograms write into one folder: neither sweeps what the other is writing.
func TestTwoPrograms(t *testing.T) {
	out := t.TempDir()
	job := Job{Folder: out}
	first := journalOf(t, job)
	live := filepath.Join(out, atomicfile.TempPrefix+"live")
	write(t, live, nil)
	second := journalOf(t, job)
	if _, err := os.Stat(live); err != nil {
		t.Error("a temporary file of another program was swept")
	}
	second.close(true)
	if _, err := os.Stat(first.path); err != nil {
		t.Error("the journal of another program was removed")
	}
	first.close(true)
	journalOf(t, job).close(true)
	if got := names(t, out); got != "" {
		t.Errorf("left: %s", got)
	}
}
