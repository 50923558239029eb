package engine

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pretobranco/engine/bw"
)

// TestDraft places drafts of every kind where nothing is, where something is that stays, and
// where something is that goes, and leaves nothing else behind.
func TestDraft(t *testing.T) {
	dir := t.TempDir()
	original := filepath.Join(dir, "original")
	write(t, original, []byte("original"))
	at := time.Unix(1_000_000_000, 0)
	if err := os.Chtimes(original, at, at); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(original)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]func(dir string) (*draft, error){
		"as here": func(dir string) (*draft, error) { return newDraft(dir, info) },
		"named": func(dir string) (*draft, error) {
			f, err := tempFile(dir, 0o600)
			return &draft{file: f, path: f.Name()}, err
		},
		"not to be linked": func(dir string) (*draft, error) { return newDraft(dir, info) },
	}
	for kind, begin := range kinds {
		for _, c := range []struct {
			there, overwrite bool
			want             string
		}{{false, false, "draft"}, {true, false, "precious"}, {true, true, "draft"}, {false, true, "draft"}} {
			out := t.TempDir()
			path := filepath.Join(out, "result")
			if c.there {
				write(t, path, []byte("precious"))
			}
			d, err := begin(out)
			if err != nil {
				t.Fatal(err)
			}
			if err := d.fill(bw.Result{File: []byte("draft")}, info, true); err != nil {
				t.Fatal(err)
			}
			if kind == "not to be linked" && d.nameless {
				d.path = filepath.Join(out, "no way")
			}
			err = d.place(path, c.overwrite)
			if errors.Is(err, fs.ErrExist) != (c.want == "precious") {
				t.Errorf("%s, %+v: %v", kind, c, err)
			}
			d.close()
			if file, err := os.ReadFile(path); string(file) != c.want {
				t.Errorf("%s, %+v: %q, %v", kind, c, file, err)
			}
			if made, err := os.Stat(path); c.want == "draft" && (err != nil || !made.ModTime().Equal(at)) {
				t.Errorf("%s, %+v: of %v, %v", kind, c, made.ModTime(), err)
			}
			if got := names(t, out); got != "result" {
				t.Errorf("%s, %+v: there are %s", kind, c, got)
			}
		}
	}
}
