package safefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// TestMkdir makes folders, returns those that were not there, and follows no link out of its root.
func TestMkdir(t *testing.T) {
	root, elsewhere := t.TempDir(), t.TempDir()
	in := func(parts ...string) string { return filepath.Join(append([]string{root}, parts...)...) }
	write(t, in("file"), "")
	for _, make := range []func(dir string) ([]string, error){MkdirAll, func(dir string) ([]string, error) { return MkdirBelow(root, dir) }} {
		made, err := make(in("a", "b"))
		if want := []string{in("a"), in("a", "b")}; err != nil || !slices.Equal(made, want) {
			t.Errorf("made %v, %v", made, err)
		}
		if made, err := make(in("a", "b")); err != nil || len(made) > 0 {
			t.Errorf("again: made %v, %v", made, err)
		}
		if made, err := make(root); err != nil || len(made) > 0 {
			t.Errorf("the root: made %v, %v", made, err)
		}
		if _, err := make(in("file")); !errors.Is(err, syscall.ENOTDIR) {
			t.Errorf("a file: %v", err)
		}
		if made, err := make(in("a", "b", "bad\x00name")); err == nil || len(made) > 0 {
			t.Errorf("no name: made %v, %v", made, err)
		}
		if err := os.RemoveAll(in("a")); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(in("real"), 0o755); err != nil {
		t.Fatal(err)
	}
	link(t, "real", in("inside"))
	link(t, elsewhere, in("outside"))
	link(t, "nowhere", in("dangling"))
	if made, err := MkdirBelow(root, in("inside", "c")); err != nil || !slices.Equal(made, []string{in("inside", "c")}) {
		t.Errorf("made %v, %v", made, err)
	}
	for _, name := range []string{"outside", "dangling"} {
		if _, err := MkdirBelow(root, in(name, "c")); !errors.Is(err, ErrLeadsOut) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if entries, err := os.ReadDir(elsewhere); err != nil || len(entries) > 0 {
		t.Errorf("elsewhere there are %v, %v", entries, err)
	}
	if _, err := MkdirBelow(in("nowhere"), in("nowhere", "c")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no root: %v", err)
	}
}
