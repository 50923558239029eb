package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// names lists what is in a folder.
func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return strings.Join(all, " ")
}

// TestPendingFile publishes files of every kind where nothing is, where a file is that stays, and
// where a file is that is replaced, and leaves nothing else behind.
func TestPendingFile(t *testing.T) {
	at := time.Unix(1_000_000_000, 0)
	kinds := map[string]func(dir string) (*PendingFile, error){
		"as here":          func(dir string) (*PendingFile, error) { return Create(dir, 0o644) },
		"named":            func(dir string) (*PendingFile, error) { return createNamed(dir, 0o644) },
		"not to be linked": func(dir string) (*PendingFile, error) { return Create(dir, 0o644) },
	}
	for kind, create := range kinds {
		for _, c := range []struct {
			exists, overwrite bool
			want              string
		}{{false, false, "draft"}, {true, false, "precious"}, {true, true, "draft"}, {false, true, "draft"}} {
			out := t.TempDir()
			path := filepath.Join(out, "result")
			if c.exists {
				write(t, path, "precious")
			}
			p, err := create(out)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.Write([]byte("draft")); err != nil {
				t.Fatal(err)
			}
			if err := p.Sync(at); err != nil {
				t.Fatal(err)
			}
			if kind == "not to be linked" && p.unnamed {
				p.path = filepath.Join(out, "no way")
			}
			err = p.Publish(path, c.overwrite)
			if errors.Is(err, fs.ErrExist) != (c.want == "precious") {
				t.Errorf("%s, %+v: %v", kind, c, err)
			}
			p.Close()
			if file, err := os.ReadFile(path); string(file) != c.want {
				t.Errorf("%s, %+v: %q, %v", kind, c, file, err)
			}
			if info, err := os.Stat(path); c.want == "draft" && (err != nil || !info.ModTime().Equal(at)) {
				t.Errorf("%s, %+v: of %v, %v", kind, c, info.ModTime(), err)
			}
			if got := names(t, out); got != "result" {
				t.Errorf("%s, %+v: there are %s", kind, c, got)
			}
		}
	}
}

// TestPublishAgain publishes under a second name when the first one is taken, and keeps the present
// date when none is given.
func TestPublishAgain(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a"), "precious")
	begun := time.Now().Add(-time.Minute)
	p, err := Create(dir, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if err := p.Sync(time.Time{}); err != nil {
		t.Fatal(err)
	}
	if err := p.Publish(filepath.Join(dir, "a"), false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file: %v", err)
	}
	if err := p.Publish(filepath.Join(dir, "b"), false); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "b")); err != nil || info.ModTime().Before(begun) {
		t.Errorf("%v, %v", info, err)
	}
}

// TestRename replaces nothing unless it is asked to.
func TestRename(t *testing.T) {
	dir := t.TempDir()
	temp, path := filepath.Join(dir, "temp"), filepath.Join(dir, "path")
	write(t, temp, "new")
	if err := RenameNoReplace(temp, path); err != nil {
		t.Fatal(err)
	}
	write(t, temp, "newer")
	if err := RenameNoReplace(temp, path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file: %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "new" {
		t.Errorf("the file was replaced by %q", got)
	}
	if err := RenameNoReplace(filepath.Join(dir, "nothing"), filepath.Join(dir, "else")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of nothing: %v", err)
	}
	if err := Rename(temp, path); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); string(got) != "newer" || names(t, dir) != "path" {
		t.Errorf("replaced by %q, there are %s", got, names(t, dir))
	}
}

// TestProbe leaves nothing in a folder, and finds that there is none.
func TestProbe(t *testing.T) {
	dir := t.TempDir()
	if err := Probe(dir); err != nil || names(t, dir) != "" {
		t.Errorf("%v, left: %s", err, names(t, dir))
	}
	if err := Probe(filepath.Join(dir, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// TestSweep removes temporary files from the folders that are named, and nothing else.
func TestSweep(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{"sub", "other", filepath.Join("sub", TempPrefix+"folder")} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{TempPrefix + "1", "a.jpg", "sub/" + TempPrefix + "2", "sub/b.jpg", "other/" + TempPrefix + "3"} {
		write(t, filepath.Join(root, name), "")
	}
	Sweep(root, []string{filepath.Join(root, "sub", "b.jpg"), filepath.Join(root, "sub", "c.jpg"), filepath.Join(root, "gone", "d.jpg")})
	for dir, want := range map[string]string{"": "a.jpg other sub", "sub": TempPrefix + "folder b.jpg", "other": TempPrefix + "3"} {
		if got := names(t, filepath.Join(root, dir)); got != want {
			t.Errorf("%q holds %q, want %q", dir, got, want)
		}
	}
}
