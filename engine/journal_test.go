package engine

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pretobranco/engine/atomicfile"
	"pretobranco/engine/journal"
)

// TestResume continues where a batch was stopped: with any policy, nothing is
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
			left := openJournal(t, job)
			left.Add(paths[0], requestText(job, Photo{Path: paths[0]}), infoA, filepath.Join(out, "a.jpg"), resultA.Size())
			left.Add(paths[1], requestText(job, Photo{Path: paths[1]}), infoB, filepath.Join(out, "b.png"), 1) // no longer as recorded
			left.Close(false)
			tear(t, out, paths[2])
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
	path := filepath.Join(out, journal.Name)
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
	job := Job{Options: Options{Format: "jpeg"}}
	is := requestText(job, Photo{})
	if own := requestText(Job{}, Photo{Options: &Options{Format: "jpeg"}}); own != is {
		t.Errorf("a photo's own options, the same as the job's, are %s, want %s", own, is)
	}
	if is != `{"format":"jpeg","look":"neutral"}` {
		t.Errorf("the text is %s: older journals have another", is)
	}
	for _, other := range []Job{
		{Options: Options{Format: "jpeg", Quality: 50}}, {Options: Options{Format: "png"}}, {Options: job.Options, Flat: true}, {Options: job.Options, Name: "{n}"},
	} {
		if text := requestText(other, Photo{}); text == is {
			t.Errorf("%+v counts as the same: %s", other, text)
		}
	}
	if text := requestText(job, Photo{Options: &Options{Format: "png"}}); text == is {
		t.Error("a photo's own options do not count")
	}
}

// openJournal opens the journal of a job's folder, as another program does.
func openJournal(t *testing.T, job Job) *journal.Journal {
	t.Helper()
	wait := time.Second
	j, err := journal.Open(t.Context(), &wait, job.Folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// tear appends the beginning of a line to a journal.
func tear(t *testing.T, folder, photo string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(folder, journal.Name), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(`{"photo":"` + photo); err != nil {
		t.Fatal(err)
	}
}
