package engine

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// disk mounts a disk of its own on dir, in memory, and takes it away with the test.
func disk(t *testing.T, dir, options string) {
	t.Helper()
	if err := syscall.Mount("pretobranco", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("no disk can be mounted here: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
}

// sixPhotos draws photos whose results have 10 KB and more, and returns their folder.
func sixPhotos(t *testing.T) string {
	t.Helper()
	in := t.TempDir()
	for i, name := range []string{"a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg", "f.jpg"} {
		write(t, filepath.Join(in, name), picture(t, name, 600+i, 400))
	}
	return in
}

// trouble runs a batch of six photos. When the first is done befall is called, before the
// second is converted; the batch must pause once, for a reason of the folder that says a word. Then mend is called,
// and the batch must continue to its end, leaving nothing but whole results in the folder.
func trouble(t *testing.T, folder, word string, befall, mend func()) {
	t.Helper()
	in := sixPhotos(t)
	before := contents(t, in)
	befallen := make(chan struct{})
	e := misbehave(t, 1, func(p *peer, n int) bool {
		if n > 1 {
			<-befallen
		}
		return honest(p, n)
	})
	paused := make(chan error, 10)
	first := true
	b, err := e.Start(context.Background(), Job{Folder: folder}, photos(t, in), func(ev Event) {
		switch {
		case ev.Kind == Done && first:
			first = false
			befall()
			close(befallen)
		case ev.Kind == Paused:
			paused <- ev.Err
		case ev.Kind == Failed:
			t.Errorf("a photo failed: %v", ev.Err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	finished := make(chan Summary, 1)
	go func() { finished <- b.Wait() }()
	select {
	case err := <-paused:
		if !errors.Is(err, ErrFolder) || !strings.Contains(err.Error(), word) || strings.Contains(err.Error(), folder) {
			t.Errorf("paused by: %v", err)
		}
	case sum := <-finished:
		t.Fatalf("it did not pause: %+v", sum)
	}
	mend()
	b.Resume()
	if sum := <-finished; sum.Converted != 6 || sum.Failed+sum.Skipped+sum.Dropped != 0 {
		t.Errorf("summary: %+v", sum)
	}
	if len(paused) > 0 {
		t.Errorf("it paused again: %v", <-paused)
	}
	if got := names(t, folder); got != "a.jpg b.jpg c.jpg d.jpg e.jpg f.jpg" {
		t.Errorf("in the folder: %s", got)
	}
	for i, name := range strings.Fields(names(t, folder)) {
		gray(t, filepath.Join(folder, name), 600+i, 400)
	}
	if after := contents(t, in); len(after) != len(before) {
		t.Errorf("originals: %d, were %d", len(after), len(before))
	} else {
		for name, sum := range before {
			if after[name] != sum {
				t.Errorf("%s has changed", name)
			}
		}
	}
}

// TestDiskFull has room for some of the results only, until there is more.
func TestDiskFull(t *testing.T) {
	folder := t.TempDir()
	disk(t, folder, "size=48k")
	trouble(t, folder, "full", func() {}, func() {
		if err := syscall.Mount("", folder, "", syscall.MS_REMOUNT, "size=4m"); err != nil {
			t.Fatal(err)
		}
	})
}

// TestDiskReadOnly has the disk that holds the folder become one that can only be read.
func TestDiskReadOnly(t *testing.T) {
	folder := t.TempDir()
	disk(t, folder, "size=4m")
	trouble(t, folder, "only be read",
		func() {
			if err := syscall.Mount("pretobranco", folder, "tmpfs", syscall.MS_RDONLY, ""); err != nil {
				t.Error(err)
			}
		},
		func() {
			if err := syscall.Unmount(folder, 0); err != nil {
				t.Error(err)
			}
		})
}

// TestReadOnlyFromTheStart is said before anything is converted.
func TestReadOnlyFromTheStart(t *testing.T) {
	folder := t.TempDir()
	disk(t, folder, "ro")
	_, err := open(t, Config{}).Start(context.Background(), Job{Folder: folder}, photos(t, sixPhotos(t)), nil)
	if !errors.Is(err, ErrFolder) || !strings.Contains(err.Error(), "only be read") {
		t.Errorf("%v", err)
	}
}

// TestPermissionLost takes the right to write away in the middle. Root has every right, and
// becomes nobody where the folder is concerned.
func TestPermissionLost(t *testing.T) {
	folder := t.TempDir()
	befall := func() {
		if err := os.Chmod(folder, 0o555); err != nil {
			t.Error(err)
		}
	}
	mend := func() {
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Error(err)
		}
	}
	if os.Getuid() == 0 {
		const nobody = 65534
		as := func(user int) {
			if err := syscall.Setresuid(-1, user, -1); err != nil {
				t.Fatal(err)
			}
		}
		// The folders around are the test's own and closed to others.
		for dir := folder; dir != os.TempDir() && len(dir) > len(os.TempDir()); dir = filepath.Dir(dir) {
			if err := os.Chmod(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chown(folder, nobody, -1); err != nil {
			t.Skipf("the folder cannot be given away: %v", err)
		}
		locked := befall
		befall = func() { locked(); as(nobody) }
		freed := mend
		mend = func() { as(0); freed() }
		defer as(0)
	}
	trouble(t, folder, "permission", befall, mend)
}
