//go:build linux || darwin || freebsd

package engine

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestScanPipe must not open a pipe: that would wait for ever.
func TestScanPipe(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe.jpg")
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, pipe} {
		found := Scan(context.Background(), []string{path}, ScanOptions{}, nil)
		if len(found.Photos) != 0 || len(found.Left) != 1 || found.Left[0].Junk {
			t.Errorf("%s: %+v", filepath.Base(path), found)
		}
	}
	b, l := start(t, open(t, Config{}), Job{Folder: t.TempDir()}, []Photo{{Path: pipe, Format: "jpeg"}})
	if b.Wait(); KindOf(l.last(Failed).Err) != Unsupported {
		t.Errorf("%v", l.last(Failed).Err)
	}
}

// TestScanLink takes a photo and a link to it as the photo, whichever has the first name.
func TestScanLink(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "photo.jpg"), picture(t, "photo.jpg", 8, 8))
	for _, link := range []string{"a.jpg", "z.jpg"} {
		if err := os.Symlink("photo.jpg", filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	found := Scan(context.Background(), []string{dir}, ScanOptions{}, nil)
	if len(found.Photos) != 1 || filepath.Base(found.Photos[0].Path) != "photo.jpg" || len(found.Left) != 2 {
		t.Errorf("%+v", found)
	}
}
