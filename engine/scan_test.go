package engine

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func scanned(t *testing.T, root string, found Found) string {
	t.Helper()
	var all []string
	for _, photo := range found.Photos {
		rel, err := filepath.Rel(root, photo.Path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, filepath.ToSlash(rel))
	}
	return strings.Join(all, " ")
}

// TestScan takes pictures by content, from everywhere, once, in the order of people.
func TestScan(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "IMG_10.jpg", "IMG_9.jpg", "b/deep/er/x.png", "b/photo without extension", "out/done.jpg", ".hidden/x.jpg", "._IMG_9.jpg")
	for name, text := range map[string]string{"Thumbs.db": "x", "notes.txt": "x", "fake.jpg": "x", "empty.png": "", ".pb-abc": "x"} {
		write(t, filepath.Join(dir, name), []byte(text))
	}
	counts := 0
	found := Scan(context.Background(), []string{dir, filepath.Join(dir, "IMG_9.jpg"), filepath.Join(dir, "nowhere.jpg"), filepath.Join(dir, "notes.txt")},
		ScanOptions{Recursive: true, Exclude: []string{filepath.Join(dir, "out")}}, func(n int) { counts++ })
	if got, want := scanned(t, dir, found), "IMG_9.jpg IMG_10.jpg b/deep/er/x.png b/photo without extension"; got != want {
		t.Errorf("found %s, want %s", got, want)
	}
	if counts != 4 {
		t.Errorf("progress was told %d times", counts)
	}
	for _, photo := range found.Photos {
		if photo.Root != dir || photo.Size == 0 || photo.Format == "" {
			t.Errorf("%+v", photo)
		}
	}
	loud := map[string]Kind{}
	for _, left := range found.LeftOut {
		if !left.Expected {
			loud[filepath.Base(left.Path)] = KindOf(left.Why)
		}
	}
	want := map[string]Kind{"fake.jpg": Unsupported, "empty.png": Damaged, "nowhere.jpg": Damaged, "notes.txt": Unsupported}
	if len(loud) != len(want) {
		t.Errorf("left out aloud: %v, want %v", loud, want)
	}
	for name, kind := range want {
		if loud[name] != kind {
			t.Errorf("%s: %q, want %q", name, loud[name], kind)
		}
	}
}

// TestScanFlat stays out of inner folders.
func TestScanFlat(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg", "b/c.jpg")
	if got := scanned(t, dir, Scan(context.Background(), []string{dir}, ScanOptions{}, nil)); got != "a.jpg" {
		t.Errorf("found %s", got)
	}
}

// TestScanOutput takes a folder of results when it is named itself.
func TestScanOutput(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg")
	if got := scanned(t, dir, Scan(context.Background(), []string{dir}, ScanOptions{Exclude: []string{dir}}, nil)); got != "a.jpg" {
		t.Errorf("found %s", got)
	}
}

// TestScanLinks follows links, but not in circles, and takes no file twice.
func TestScanLinks(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	draw(t, dir, "a.jpg", "sub/b.jpg")
	draw(t, elsewhere, "c.jpg")
	for name, target := range map[string]string{
		"sub/up": dir, "sub/self": filepath.Join(dir, "sub", "self"), "again.jpg": filepath.Join(dir, "a.jpg"),
		"z": elsewhere, "broken.jpg": filepath.Join(dir, "nothing"),
	} {
		if err := os.Symlink(target, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			if runtime.GOOS == "windows" {
				t.Skip("links need a right that this user has not")
			}
			t.Fatal(err)
		}
	}
	found := Scan(context.Background(), []string{dir}, ScanOptions{Recursive: true}, nil)
	if got, want := scanned(t, dir, found), "a.jpg sub/b.jpg z/c.jpg"; got != want {
		t.Errorf("found %s, want %s", got, want)
	}
}

// TestScanCancelled returns what it has.
func TestScanCancelled(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "a.jpg", "b.jpg", "c.jpg")
	ctx, cancel := context.WithCancel(context.Background())
	found := Scan(ctx, []string{dir}, ScanOptions{}, func(n int) {
		if n == 2 {
			cancel()
		}
	})
	if len(found.Photos) != 2 {
		t.Errorf("found %d", len(found.Photos))
	}
}

func TestNatural(t *testing.T) {
	sorted := []string{"a/b.jpg", "a/c/d.jpg", "a b/c.jpg", "IMG_2", "IMG_2b", "IMG_10", "x007", "x7", "x08"}
	for _, pair := range [][2]int{{0, 1}, {1, 2}, {3, 4}, {4, 5}, {6, 7}, {7, 8}} {
		a, b := filepath.FromSlash(sorted[pair[0]]), filepath.FromSlash(sorted[pair[1]])
		if CompareNames(a, b) >= 0 || CompareNames(b, a) <= 0 || CompareNames(a, a) != 0 {
			t.Errorf("%q does not come before %q", a, b)
		}
	}
}
