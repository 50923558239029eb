//go:build unix

package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sys/unix"

	"pretobranco/engine/atomicfile"
)

// A trap is what somebody may leave in a folder under the journal's name. Precious is a file of the
// user's in another folder.
type trap struct {
	name string
	set  func(t *testing.T, path, precious string)
	why  string // there is no journal
}

var traps = []trap{
	{"a link", func(t *testing.T, path, precious string) { must(t, os.Symlink(precious, path)) }, "it is a link"},
	{"a dangling link", func(t *testing.T, path, precious string) { must(t, os.Symlink(precious+"-new", path)) }, "it is a link"},
	{"a hard link", func(t *testing.T, path, precious string) { must(t, os.Link(precious, path)) }, "second name"},
	{"a pipe", func(t *testing.T, path, _ string) { must(t, unix.Mkfifo(path, 0o600)) }, "not a file"},
	{"a folder", func(t *testing.T, path, _ string) { must(t, os.Mkdir(path, 0o700)) }, "not a file"},
	{"a file of a terabyte", func(t *testing.T, path, _ string) {
		write(t, path, "")
		must(t, os.Truncate(path, 1<<40))
	}, "too large"},
	{"a file that is locked for ever", func(t *testing.T, path, _ string) {
		write(t, path, "")
		lockForEver(t, path)
	}, "another program holds it"},
}

// lockForEver takes the lock of a file as a process may that can only read it.
func lockForEver(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.Open(path)
	must(t, err, unix.Flock(int(f.Fd()), unix.LOCK_EX))
	t.Cleanup(func() { f.Close() })
	return f
}

// TestTraps opens, reads, discards and closes what somebody has planted in place of a journal, and
// touches nothing else.
func TestTraps(t *testing.T) {
	for _, trap := range traps {
		t.Run(trap.name, func(t *testing.T) {
			out, precious := t.TempDir(), filepath.Join(t.TempDir(), "precious")
			write(t, precious, "precious")
			path := filepath.Join(out, Name)
			trap.set(t, path, precious)
			before, err := os.Lstat(path)
			must(t, err)
			wait := 20 * time.Millisecond
			j, err := Open(t.Context(), &wait, out, nil)
			if err == nil || !strings.Contains(err.Error(), trap.why) {
				t.Errorf("opened: %v", err)
			}
			j.Add("photo", "", before, filepath.Join(out, "a.jpg"), 1)
			j.Close(true)
			Read(out)
			Discard(out)
			after, err := os.Lstat(path)
			if err != nil || after.Mode() != before.Mode() || after.Size() != before.Size() {
				t.Errorf("the trap has changed: %v, %v, %v", before, after, err)
			}
			if text, err := os.ReadFile(precious); string(text) != "precious" {
				t.Errorf("the precious file is now %q, %v", text, err)
			}
		})
	}
}

// TestLockWait waits for locks that other processes hold one second at most, for all folders of a
// batch together, and less if the lock is released before.
func TestLockWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := t.TempDir()
		folders := map[string][]string{}
		for i := range 20 {
			folder := filepath.Join(in, fmt.Sprint(i))
			write(t, filepath.Join(folder, Name), "")
			lockForEver(t, filepath.Join(folder, Name))
			folders[folder] = nil
		}
		failed, begun := 0, time.Now()
		all := OpenSet(t.Context(), folders, time.Second, func(folder string, reason error) {
			failed++
			if !errors.Is(reason, ErrLocked) {
				t.Errorf("%s: %v", folder, reason)
			}
		})
		all.Close(true)
		if took := time.Since(begun); took < 500*time.Millisecond || took > time.Second || failed != 20 {
			t.Errorf("%d of 20 after %v", failed, took)
		}

		folder := filepath.Join(in, "free")
		write(t, filepath.Join(folder, Name), "")
		f := lockForEver(t, filepath.Join(folder, Name))
		released := make(chan error)
		go func() {
			time.Sleep(300 * time.Millisecond)
			released <- unix.Flock(int(f.Fd()), unix.LOCK_UN)
		}()
		wait := time.Second
		j, err := Open(t.Context(), &wait, folder, nil)
		if err != nil || wait > 700*time.Millisecond || wait < 500*time.Millisecond {
			t.Errorf("%v, with %v left", err, wait)
		}
		must(t, <-released)
		j.Close(true)
	})
}

// TestSweepLinks has a journal from an archive that names results behind a link: temporary files of
// other folders stay.
func TestSweepLinks(t *testing.T) {
	out, other := t.TempDir(), t.TempDir()
	write(t, filepath.Join(other, atomicfile.TempPrefix+"other"), "")
	write(t, filepath.Join(out, "sub", atomicfile.TempPrefix+"ours"), "")
	must(t, os.Symlink(other, filepath.Join(out, "link")), unix.Mkfifo(filepath.Join(out, "pipe"), 0o600))
	var text []byte
	for _, result := range []string{"link/a.jpg", "pipe/a.jpg", "sub/a.jpg", "../" + filepath.Base(other) + "/a.jpg"} {
		line, err := json.Marshal(record{Photo: result, Result: result})
		must(t, err)
		text = append(append(text, line...), '\n')
	}
	write(t, filepath.Join(out, Name), string(text))
	open(t, out).Close(true)
	if !exists(filepath.Join(other, atomicfile.TempPrefix+"other")) {
		t.Error("a temporary file behind a link was removed")
	}
	if exists(filepath.Join(out, "sub", atomicfile.TempPrefix+"ours")) {
		t.Error("what should be swept stays")
	}
}
