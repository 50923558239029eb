//go:build unix

package engine

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"pretobranco/engine/bw"
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
		if len(found.Photos) != 0 || len(found.LeftOut) != 1 || found.LeftOut[0].Expected {
			t.Errorf("%s: %+v", filepath.Base(path), found)
		}
	}
	b, l := start(t, open(t, Config{}), Job{Folder: t.TempDir()}, []Photo{{Path: pipe, Format: "jpeg"}})
	if b.Wait(); KindOf(l.last(Failed).Err) != Unsupported {
		t.Errorf("%v", l.last(Failed).Err)
	}
}

// TestPipes has a pipe, or an endless device, in place of a photo that was one when it was found:
// the batch waited for ever for the date or the size of such a photo.
func TestPipes(t *testing.T) {
	dir := t.TempDir()
	pipe, device := filepath.Join(dir, "pipe.jpg"), filepath.Join(dir, "device.jpg")
	must(t, syscall.Mkfifo(pipe, 0o644), os.Symlink("/dev/zero", device))
	ctx := t.Context()
	for _, path := range []string{pipe, device} {
		for what, read := range map[string]func() error{
			"sniff":     func() error { _, _, err := sniff(path); return err },
			"Glance":    func() error { _, _, _, err := Glance(ctx, path, 100); return err },
			"Original":  func() error { _, _, _, err := Original(ctx, path, 100); return err },
			"Result":    func() error { _, _, err := Result(ctx, path, Options{}, 100); return err },
			"Thumbnail": func() error { _, err := Thumbnail(ctx, path, 100); return err },
		} {
			if err := read(); err == nil || KindOf(err) != Unsupported || !strings.Contains(err.Error(), "not a file") {
				t.Errorf("%s of %s: %v", what, filepath.Base(path), err)
			}
		}
		if at := takenAt(path); !at.IsZero() {
			t.Errorf("%s was taken at %v", filepath.Base(path), at)
		}
		if n := pixels(path, make([]byte, bw.HeaderBytes)); n != 0 {
			t.Errorf("%s has %d pixels", filepath.Base(path), n)
		}
	}
	b, l := start(t, open(t, Config{}), Job{Folder: t.TempDir(), Name: "{date}-{name}"}, []Photo{{Path: pipe}, {Path: device}})
	if sum := within(t, b); sum.Failed != 2 || KindOf(l.last(Failed).Err) != Unsupported {
		t.Errorf("%+v, %v", sum, l.last(Failed).Err)
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
	if len(found.Photos) != 1 || filepath.Base(found.Photos[0].Path) != "photo.jpg" || len(found.LeftOut) != 2 {
		t.Errorf("%+v", found)
	}
}
