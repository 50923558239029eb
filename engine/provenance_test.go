package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"pretobranco/engine/bw"
)

// matches returns what is foreseen of each photo's result: "-" if it is free.
func matches(t *testing.T, known *Provenance, job Job, all []Photo) string {
	t.Helper()
	f, err := Foresee(t.Context(), known, job, all)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]string, len(all))
	for i := range got {
		got[i] = "-"
	}
	for _, clash := range f.Exists {
		got[clash.Index] = string(clash.Match)
	}
	for _, clash := range f.OverOriginal {
		got[clash.Index] = "over"
	}
	return strings.Join(got, " ")
}

func ofLook(t *testing.T, text string) Look {
	t.Helper()
	l, err := ParseLook(text)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestProvenance knows on the next day what made the results that are there: a folder of
// neutral results passed for one of red ones, and nothing was converted.
func TestProvenance(t *testing.T) {
	for _, beside := range []bool{false, true} {
		in, out, records := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "new", "results")
		draw(t, in, "a.jpg", "sub/b.jpg", "c.png")
		job := Job{Folder: out, Options: Options{Format: bw.Keep, Quality: 90}}
		if beside {
			job.Folder, job.Subfolder = "", "bw"
			out = filepath.Join(in, "bw")
		}
		all := photos(t, in)
		b, _ := start(t, open(t, Config{Provenance: NewProvenance(records)}), job, all)
		if sum := b.Wait(); sum.Converted != 3 {
			t.Fatalf("summary: %+v", sum)
		}
		nextDay := func() *Provenance { return NewProvenance(records) }
		if got := matches(t, nextDay(), job, all); got != "same same same" {
			t.Errorf("the same again: %s", got)
		}
		if got := matches(t, nil, job, all); got != "unknown unknown unknown" {
			t.Errorf("without records: %s", got)
		}
		for _, c := range []struct {
			name   string
			change func(*Job)
			want   string
		}{
			{"another look", func(j *Job) { j.Options.Look = ofLook(t, "red") }, "other other other"},
			{"another quality", func(j *Job) { j.Options.Quality = 50 }, "other other other"},
			{"no metadata", func(j *Job) { j.Options.Metadata = bw.DropMetadata }, "other other other"},
			{"JPEG", func(j *Job) { j.Options.Format = bw.JPEG }, "same - same"}, // two of them are already
			{"PNG", func(j *Job) { j.Options.Format = bw.PNG }, "- same -"},
			{"another name", func(j *Job) { j.Name = "{name}-bw" }, "- - -"},
			{"the same name", func(j *Job) { j.Name = DefaultTemplate }, "same same same"},
			{"flat", func(j *Job) { j.Flat = true }, "same same -"},
		} {
			changed := job
			c.change(&changed)
			if got := matches(t, nextDay(), changed, all); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		}
		// A result that somebody changed is nobody's, and one of a photo that has changed is of
		// an older photo.
		write(t, filepath.Join(out, "a.jpg"), []byte("retouched"))
		write(t, filepath.Join(in, "c.png"), picture(t, "c.png", 50, 31))
		if got := matches(t, nextDay(), job, all); got != "unknown other same" {
			t.Errorf("after changes: %s", got)
		}
	}
}

// TestProvenanceOfOwn knows which look each photo had of its own.
func TestProvenanceOfOwn(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg")
	all := photos(t, in)
	red := Options{Look: ofLook(t, "red"), Format: bw.Keep, Quality: 90}
	all[1].Options = &red
	known := NewProvenance("")
	job := Job{Folder: out, Options: Options{Format: bw.Keep, Quality: 90}}
	b, _ := start(t, open(t, Config{Provenance: known}), job, all)
	b.Wait()
	if got := matches(t, known, job, all); got != "same same" {
		t.Errorf("as they were: %s", got)
	}
	all[1].Options = nil
	if got := matches(t, known, job, all); got != "same other" {
		t.Errorf("without a look of its own: %s", got)
	}
	job.Options.Look = ofLook(t, "red")
	if got := matches(t, known, job, all); got != "other same" {
		t.Errorf("all of them red: %s", got)
	}
}

// TestProvenanceNumbered finds a result that got a number because another was there. Each day
// would have made one more.
func TestProvenanceNumbered(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg")
	all := photos(t, in)
	known := NewProvenance(t.TempDir())
	e := open(t, Config{Provenance: known})
	neutral := Job{Folder: out, Options: Options{Format: bw.Keep, Quality: 90}}
	red := neutral
	red.Options.Look, red.Exists = ofLook(t, "red"), Number
	for _, job := range []Job{neutral, red} {
		b, _ := start(t, e, job, all)
		b.Wait()
	}
	if got := names(t, out); got != "a-2.jpg a.jpg b-2.jpg b.jpg" {
		t.Fatalf("results: %s", got)
	}
	red.Exists = Skip
	if got := matches(t, known, red, all); got != "same same" {
		t.Errorf("red: %s", got)
	}
	if got := matches(t, known, neutral, all); got != "same same" {
		t.Errorf("neutral: %s", got)
	}
	b, l := start(t, e, red, all)
	b.Wait()
	if s := l.last(Skipped); s.Match != MatchSame || !strings.HasSuffix(s.Output, "-2.jpg") {
		t.Errorf("skipped: %+v", s)
	}
	os.Remove(filepath.Join(out, "b-2.jpg"))
	if got := matches(t, known, red, all); got != "same other" {
		t.Errorf("after one was deleted: %s", got)
	}
	// Written over, the first one is red, too.
	red.Exists = Overwrite
	b, _ = start(t, e, red, all[1:])
	b.Wait()
	red.Exists = Skip
	if got := matches(t, known, red, all); got != "same same" {
		t.Errorf("after it was replaced: %s", got)
	}
}

// TestProvenanceOfTwo keeps two programs apart that write the same file: each knows what the
// other has recorded.
func TestProvenanceOfTwo(t *testing.T) {
	in, out, records := t.TempDir(), t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg", "c.jpg")
	all := photos(t, in)
	one, two := NewProvenance(records), NewProvenance(records)
	job := Job{Folder: out, Options: Options{Format: bw.Keep}}
	for i, known := range []*Provenance{one, two, one} {
		b, _ := start(t, open(t, Config{Provenance: known}), job, all[i:i+1])
		b.Wait()
	}
	for _, known := range []*Provenance{one, two} {
		if got := matches(t, known, job, all); got != "same same same" {
			t.Errorf("known: %s", got)
		}
	}
	// Deleting the records loses knowledge, nothing else.
	os.RemoveAll(records)
	if got := matches(t, NewProvenance(records), job, all); got != "unknown unknown unknown" {
		t.Errorf("known: %s", got)
	}
	job.Exists = Overwrite
	b, _ := start(t, open(t, Config{Provenance: one}), job, all)
	b.Wait()
	if got := matches(t, NewProvenance(records), job, all); got != "same same same" {
		t.Errorf("known again: %s", got)
	}
}

// TestProvenanceFile keeps its files few and short, and reads what is whole in a torn one.
func TestProvenanceFile(t *testing.T) {
	records, out := t.TempDir(), t.TempDir()
	result := filepath.Join(out, "a.jpg")
	write(t, result, []byte("gray"))
	info, err := os.Stat(result)
	if err != nil {
		t.Fatal(err)
	}
	known := NewProvenance(records)
	photo := Photo{Path: result}
	for i := range 1000 {
		known.add(Job{Folder: out, Options: Options{Quality: 1 + i%100}}, photo, info, "a.jpg", result)
	}
	file := known.of(out).file
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "\n"); n > 200 {
		t.Errorf("one result has %d lines", n)
	}
	if info, _ := os.Stat(file); info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		t.Errorf("others may read it: %v", info.Mode())
	}
	write(t, file, append(text, `{"result": "b.jp`...))
	if got := len(NewProvenance(records).of(out).by); got != 1 {
		t.Errorf("of a torn file %d results are known", got)
	}
	for i := range mostOrigins + 20 {
		name := filepath.Join(records, fmt.Sprintf("old-%d.jsonl", i))
		write(t, name, nil)
		old := time.Now().Add(-time.Hour)
		os.Chtimes(name, old, old)
	}
	other := t.TempDir()
	write(t, filepath.Join(other, "a.jpg"), []byte("gray"))
	known.add(Job{Folder: other}, photo, info, "a.jpg", filepath.Join(other, "a.jpg"))
	if entries, _ := os.ReadDir(records); len(entries) > mostOrigins {
		t.Errorf("there are %d files", len(entries))
	}
	for _, home := range []string{out, other} {
		if _, err := os.Stat(known.of(home).file); err != nil {
			t.Error("one of the newest files is gone")
		}
	}
	var none *Provenance
	none.add(Job{Folder: out}, photo, info, "a.jpg", result)
}

// TestElsewhere knows a result that got another format than its name promised: a clear picture
// that cannot be a JPEG. It was converted, and only then found there.
func TestElsewhere(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	original := draw(t, in, "a.jpg")[0]
	info, err := os.Stat(original)
	if err != nil {
		t.Fatal(err)
	}
	result := filepath.Join(out, "a.png")
	write(t, result, []byte("clear"))
	known := NewProvenance("")
	job := Job{Folder: out, Options: Options{Format: bw.Keep}}
	all := photos(t, original)
	known.add(job, all[0], info, "a.jpg", result)
	if got := matches(t, known, job, all); got != "same" {
		t.Errorf("known: %s", got)
	}
	b, l := start(t, open(t, Config{Provenance: known}), job, all)
	if sum := b.Wait(); sum.Skipped != 1 || l.last(Skipped).Output != result || l.of(0) != "queued skipped" {
		t.Errorf("summary: %+v, %s", sum, l.of(0))
	}
}
