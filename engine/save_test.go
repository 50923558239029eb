package engine

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestExists holds what becomes of results that are there already.
func TestExists(t *testing.T) {
	in := t.TempDir()
	draw(t, in, "a.jpg", "b.jpg")
	for _, c := range []struct {
		exists Exists
		states string
		names  string
		kept   bool
	}{
		{Skip, "queued skipped", "a.jpg b.jpg", true},
		{Number, "queued started done", "a-2.jpg a.jpg b.jpg", true},
		{Overwrite, "queued started done", "a.jpg b.jpg", false},
	} {
		t.Run(string(c.exists), func(t *testing.T) {
			out := t.TempDir()
			write(t, filepath.Join(out, "a.jpg"), []byte("precious"))
			b, l := start(t, open(t, Config{}), Job{Folder: out, Exists: c.exists}, photos(t, in))
			b.Wait()
			if got := l.of(0); got != c.states {
				t.Errorf("states: %s, want %s", got, c.states)
			}
			if got := names(t, out); got != c.names {
				t.Errorf("results: %s, want %s", got, c.names)
			}
			there, _ := os.ReadFile(filepath.Join(out, "a.jpg"))
			if kept := string(there) == "precious"; kept != c.kept {
				t.Errorf("kept: %v, want %v", kept, c.kept)
			}
		})
	}
}

// TestOriginals are not written onto, by whatever name they go.
func TestOriginals(t *testing.T) {
	for _, exists := range []Exists{Skip, Number, Overwrite} {
		for _, way := range []string{"same folder", "linked folder", "hard link", "symbolic link"} {
			t.Run(string(exists)+" "+way, func(t *testing.T) {
				in, out := t.TempDir(), t.TempDir()
				original := draw(t, in, "a.jpg")[0]
				before := contents(t, in)
				var err error
				switch way {
				case "same folder":
					out = in
				case "linked folder":
					out = filepath.Join(out, "link")
					err = os.Symlink(in, out)
				case "hard link":
					err = os.Link(original, filepath.Join(out, "a.jpg"))
				case "symbolic link":
					err = os.Symlink(original, filepath.Join(out, "a.jpg"))
				}
				if err != nil {
					t.Skip("no such link here: ", err)
				}
				b, l := start(t, open(t, Config{}), Job{Folder: out, Exists: exists}, photos(t, original))
				sum := b.Wait()
				if exists == Number {
					if got := filepath.Base(l.last(Done).Output); got != "a-2.jpg" {
						t.Errorf("result: %s", got)
					}
					os.Remove(filepath.Join(in, "a-2.jpg"))
				} else if sum.Failed != 1 || !strings.Contains(l.last(Failed).Err.Error(), "original") {
					t.Errorf("summary: %+v", sum)
				}
				if !reflect.DeepEqual(before, contents(t, in)) {
					t.Error("the originals are not as they were")
				}
			})
		}
	}
}

// TestFolderInTheWay has a folder where a result should go.
func TestFolderInTheWay(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg", "b.jpg")
	if err := os.Mkdir(filepath.Join(out, "a.jpg"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, exists := range []Exists{Skip, Overwrite} {
		b, l := start(t, open(t, Config{}), Job{Folder: out, Exists: exists}, photos(t, in))
		b.Wait()
		if e := l.last(Failed); e.Index != 0 || !strings.Contains(e.Err.Error(), "folder") {
			t.Errorf("%v", e.Err)
		}
	}
}
