//go:build unix

package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"pretobranco/engine/journal"
)

// A trap is what somebody leaves in a folder under the journal's name. Precious is a file of the
// user's, above the folder.
type trap struct {
	name string
	set  func(t *testing.T, path, precious string)
	why  string // the batch has no journal
}

var traps = []trap{
	{"a relative link", func(t *testing.T, path, precious string) {
		to, err := filepath.Rel(filepath.Dir(path), precious)
		must(t, err, os.Symlink(to, path))
	}, "it is a link"},
	{"an absolute link", func(t *testing.T, path, precious string) { must(t, os.Symlink(precious, path)) }, "it is a link"},
	{"a dangling link", func(t *testing.T, path, precious string) { must(t, os.Symlink(precious+"-new", path)) }, "it is a link"},
	{"a link to a folder", func(t *testing.T, path, precious string) { must(t, os.Symlink(filepath.Dir(precious), path)) }, "it is a link"},
	{"a link to an endless device", func(t *testing.T, path, _ string) { must(t, os.Symlink("/dev/zero", path)) }, "it is a link"},
	{"a hard link", func(t *testing.T, path, precious string) { must(t, os.Link(precious, path)) }, "second name"},
	{"a pipe", func(t *testing.T, path, _ string) { must(t, unix.Mkfifo(path, 0o600)) }, "not a file"},
	{"a folder", func(t *testing.T, path, _ string) { must(t, os.Mkdir(path, 0o700)) }, "not a file"},
	{"a file of another user", func(t *testing.T, path, _ string) {
		write(t, path, nil)
		if err := os.Chown(path, 65534, 65534); err != nil {
			t.Skipf("only root gives files away: %v", err)
		}
	}, "another user"},
	{"a file of a terabyte", func(t *testing.T, path, _ string) {
		write(t, path, nil)
		must(t, os.Truncate(path, 1<<40))
	}, "too large"},
	{"a file that is locked for ever", func(t *testing.T, path, _ string) {
		write(t, path, nil)
		lockedForEver(t, path)
	}, "another program holds it"},
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// lockedForEver takes the lock of a file as another program may that can only read it.
func lockedForEver(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.Open(path)
	must(t, err, unix.Flock(int(f.Fd()), unix.LOCK_EX))
	t.Cleanup(func() { f.Close() })
	return f
}

// TestJournalTraps converts photos, among them one whose name is a command, where somebody has
// planted something in place of the journal. The journal followed a link and wrote the photos'
// names into the user's shell start file, waited for ever for a pipe or a lock, and filled the
// memory from a device. Now all photos are converted, it is said that there is no journal, and
// nothing else is touched.
func TestJournalTraps(t *testing.T) {
	for _, trap := range traps {
		for _, beside := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, beside %v", trap.name, beside), func(t *testing.T) {
				top := t.TempDir()
				precious := filepath.Join(top, ".bashrc")
				write(t, precious, []byte("# precious\n"))
				in := filepath.Join(top, "Downloads", "archive", "trip")
				draw(t, in, "IMG_1$(touch pwned).jpg", "IMG_2.png", "sub/IMG_3.jpg")
				out := filepath.Join(in, "pb")
				must(t, os.Mkdir(out, 0o755))
				path := filepath.Join(out, journal.Name)
				trap.set(t, path, precious)
				before, _ := os.Lstat(path)

				job := Job{Folder: out}
				if beside {
					job = Job{Subfolder: "pb"}
				}
				e := open(t, Config{})
				e.patience.lock = 20 * time.Millisecond
				b, l := start(t, e, job, found(t, in))
				if sum := within(t, b); sum.Converted != 3 || sum.Failed+sum.Skipped+sum.Dropped != 0 {
					t.Errorf("%+v", sum)
				}
				said := l.all(Unrecorded)
				if len(said) != 1 || !errors.Is(said[0].Err, ErrJournal) || !strings.Contains(said[0].Err.Error(), trap.why) ||
					said[0].Output != out || said[0].Index != -1 || strings.Contains(said[0].Err.Error(), top) {
					t.Errorf("said: %+v", said)
				}
				if text, err := os.ReadFile(precious); string(text) != "# precious\n" {
					t.Errorf("the precious file is now %q, %v", text, err)
				}
				if after, err := os.Lstat(path); err != nil || after.Mode() != before.Mode() || after.Size() != before.Size() {
					t.Errorf("the trap has changed: %v, %v, %v", before, after, err)
				}
				if entries, _ := os.ReadDir(top); len(entries) != 2 {
					t.Errorf("there are now %v", entries)
				}
				if got, want := names(t, out), "IMG_1$(touch pwned).jpg IMG_2.png sub/IMG_3.jpg"; got != want {
					t.Errorf("results: %s, want %s", got, want)
				}
			})
		}
	}
}

// within waits for a batch, which must end.
func within(t *testing.T, b *Batch) Summary {
	t.Helper()
	over := make(chan Summary, 1)
	go func() { over <- b.Wait() }()
	select {
	case sum := <-over:
		return sum
	case <-time.After(time.Minute):
		t.Fatal("the batch hangs")
		return Summary{}
	}
}

// TestLinkedFolders has folders for results that are links, as an archive may bring them: results
// must not go where nobody sent them.
func TestLinkedFolders(t *testing.T) {
	e := open(t, Config{})
	for name, to := range map[string]string{"relative": "../../elsewhere", "dangling": "../../nowhere", "absolute": ""} {
		top := t.TempDir()
		elsewhere, in := filepath.Join(top, "elsewhere"), filepath.Join(top, "archive", "trip")
		must(t, os.Mkdir(elsewhere, 0o755))
		draw(t, in, "a.jpg", "sub/b.jpg")
		if to == "" {
			to = elsewhere
		}

		must(t, os.Symlink(to, filepath.Join(in, "pb")))
		if _, err := e.Start(t.Context(), Job{Subfolder: "pb"}, found(t, in), nil); !errors.Is(err, ErrFolder) || !strings.Contains(err.Error(), "link") {
			t.Errorf("%s: %v", name, err)
		}

		// In a folder that a person named, one below it leads elsewhere, and another does not.
		out := filepath.Join(top, "out")
		draw(t, in, "c/c.jpg")
		must(t, os.Mkdir(out, 0o755), os.Mkdir(filepath.Join(out, "real"), 0o755), os.Symlink("../elsewhere/../"+filepath.Base(to), filepath.Join(out, "sub")), os.Symlink("real", filepath.Join(out, "c")))
		b, l := start(t, e, Job{Folder: out}, found(t, in))
		sum := within(t, b)
		if why := l.last(Failed).Err; sum.Converted != 2 || sum.Failed != 1 || KindOf(why) != Unsupported || !strings.Contains(why.Error(), "link") {
			t.Errorf("%s: %+v, %v", name, sum, why)
		}
		if got := names(t, filepath.Join(out, "real")); got != "c.jpg" {
			t.Errorf("%s: behind the link inside: %q", name, got)
		}
		if entries, _ := os.ReadDir(elsewhere); len(entries) > 0 {
			t.Errorf("%s: elsewhere there are %v", name, entries)
		}
		if entries, _ := os.ReadDir(top); len(entries) != 3 {
			t.Errorf("%s: there are %v", name, entries)
		}
	}
	// A person who names a link wants its target.
	in, real := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg")
	must(t, os.Symlink(real, filepath.Join(in, "out")))
	b, _ := start(t, e, Job{Folder: filepath.Join(in, "out")}, photos(t, filepath.Join(in, "a.jpg")))
	if within(t, b); names(t, real) != "a.jpg" {
		t.Errorf("behind the link that was named: %q", names(t, real))
	}
}
