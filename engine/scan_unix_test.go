//go:build linux || darwin || freebsd

package engine

import (
	"context"
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
