package engine

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pretobranco/engine/journal"
)

// TestTwoBatches write into one folder at once, each with photos of its own by the same
// names, as two programs would: every result is whole, and nobody's is lost or replaced.
func TestTwoBatches(t *testing.T) {
	const each = 20
	var files []string
	for i := range each {
		files = append(files, fmt.Sprintf("%c.jpg", 'a'+i))
	}
	for _, exists := range []Exists{Skip, Number, Overwrite} {
		t.Run(string(exists), func(t *testing.T) {
			out := t.TempDir()
			var batches []*Batch
			for i := range 2 {
				in := t.TempDir()
				for n, name := range files {
					write(t, filepath.Join(in, name), picture(t, name, 100+n, 30+i))
				}
				b, err := open(t, Config{Jobs: 3}).Start(context.Background(), Job{Folder: out, Exists: exists}, photos(t, in), nil)
				if err != nil {
					t.Fatal(err)
				}
				batches = append(batches, b)
			}
			one, two := batches[0].Wait(), batches[1].Wait()
			converted, skipped := one.Converted+two.Converted, one.Skipped+two.Skipped
			if want := map[Exists]int{Skip: each, Number: 2 * each, Overwrite: 2 * each}[exists]; converted != want || converted+skipped != 2*each {
				t.Errorf("%+v and %+v", one, two)
			}
			results := strings.Fields(names(t, out))
			if want := map[Exists]int{Skip: each, Number: 2 * each, Overwrite: each}[exists]; len(results) != want {
				t.Errorf("%d results: %s", len(results), results)
			}
			for _, name := range results {
				file, err := os.ReadFile(filepath.Join(out, name))
				if err != nil {
					t.Fatal(err)
				}
				n := int(name[0] - 'a')
				for i := range 2 {
					if verifyResult(picture(t, "x.jpg", 100+n, 30+i), file) == nil {
						gray(t, filepath.Join(out, name), 100+n, 30+i)
						n = -1
						break
					}
				}
				if n != -1 {
					t.Errorf("%s is neither one's nor the other's", name)
				}
			}
			if _, err := os.Stat(filepath.Join(out, journal.Name)); !os.IsNotExist(err) {
				t.Errorf("the journal stays: %v", err)
			}
		})
	}
}

// TestClock has photos from the future, from before all time, and from one that a disk may
// not hold: results are dated as they are, and a batch that is begun again knows them. Once
// a photo's date has jumped it is another photo.
func TestClock(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	files := []string{"a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"}
	paths := draw(t, in, files...)
	for i, date := range []time.Time{
		time.Now().Add(24 * time.Hour), time.Date(2099, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
		time.Unix(0, 0), time.Date(1970, 1, 1, 0, 0, 1, 1, time.UTC), time.Date(1960, 2, 29, 0, 0, 0, 0, time.UTC),
	} {
		if err := os.Chtimes(paths[i], date, date); err != nil {
			t.Fatal(err)
		}
	}
	job, _, err := prepare(Job{Folder: out, Exists: Overwrite}, nil)
	if err != nil {
		t.Fatal(err)
	}
	another := openJournal(t, job) // as of another program, for which the journal stays
	defer another.Close(true)
	e := open(t, Config{})
	b, _ := start(t, e, job, photos(t, paths[:3]...))
	if sum := b.Wait(); sum.Converted != 3 {
		t.Fatalf("%+v", sum)
	}
	jumped := time.Now().Add(-time.Hour)
	if err := os.Chtimes(paths[0], jumped, jumped); err != nil {
		t.Fatal(err)
	}
	b, _ = start(t, e, job, photos(t, in))
	if sum := b.Wait(); sum.Skipped != 2 || sum.Converted != 3 || sum.Took < 0 {
		t.Errorf("%+v", sum)
	}
	for i, name := range files {
		original, err1 := os.Stat(paths[i])
		result, err2 := os.Stat(filepath.Join(out, name))
		if err1 != nil || err2 != nil || !original.ModTime().Equal(result.ModTime()) {
			t.Errorf("%s: %v, %v", name, err1, err2)
		}
	}
}
