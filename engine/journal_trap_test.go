//go:build unix

package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sys/unix"

	"pretobranco/engine/atomicfile"
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
				path := filepath.Join(out, journalName)
				trap.set(t, path, precious)
				before, _ := os.Lstat(path)

				job := Job{Folder: out}
				if beside {
					job = Job{Beside: "pb"}
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

// TestLockWait waits for locks that others hold one second at most, for all folders of a batch
// together, and less if the lock is free before.
func TestLockWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := t.TempDir()
		var items []item
		for i := range 20 {
			dir := filepath.Join(in, fmt.Sprint(i))
			must(t, os.MkdirAll(filepath.Join(dir, "pb"), 0o755))
			write(t, filepath.Join(dir, "pb", journalName), nil)
			lockedForEver(t, filepath.Join(dir, "pb", journalName))
			items = append(items, item{photo: Photo{Path: filepath.Join(dir, "a.jpg")}})
		}
		failed, begun := 0, time.Now()
		all := newJournals(t.Context(), Job{Beside: "pb"}, items, defaultPatience.lock, func(home string, why error) {
			failed++
			if !errors.Is(why, errHeld) {
				t.Errorf("%s: %v", home, why)
			}
		})
		all.close(true)
		if took := time.Since(begun); took < 500*time.Millisecond || took > time.Second || failed != 20 {
			t.Errorf("%d of 20 after %v", failed, took)
		}

		home := filepath.Join(in, "free")
		must(t, os.Mkdir(home, 0o755))
		write(t, filepath.Join(home, journalName), nil)
		f := lockedForEver(t, filepath.Join(home, journalName))
		released := make(chan error)
		go func() {
			time.Sleep(300 * time.Millisecond)
			released <- unix.Flock(int(f.Fd()), unix.LOCK_UN)
		}()
		wait := time.Second
		j, err := openJournal(t.Context(), &wait, home, Job{Folder: home}, nil)
		if err != nil || wait > 700*time.Millisecond || wait < 500*time.Millisecond {
			t.Errorf("%v, with %v left", err, wait)
		}
		must(t, <-released)
		j.close(true)
	})
}

// TestJournalLines reads a journal with lines of every length: one that is too long is passed
// over, without being held in memory, and what follows is read.
func TestJournalLines(t *testing.T) {
	out := t.TempDir()
	path, job := filepath.Join(out, journalName), Job{Folder: out}
	line := func(photo string, length int) []byte {
		text, err := json.Marshal(record{Photo: photo, Result: "a.jpg"})
		if err != nil {
			t.Fatal(err)
		}
		return append(text, strings.Repeat(" ", length-len(text)-1)+"\n"...)
	}
	var text []byte
	text = append(text, "nonsense\n\n{}\n\x00\x00\n"...)
	text = append(text, line("first", 200)...)
	text = append(text, line("as long as it may be", mostLine)...)
	text = append(text, line("too long by one", mostLine+1)...)
	text = append(text, line("after it", 200)...)
	text = append(text, line("far too long", 5*mostLine)...)
	text = append(text, line("last", 200)...)
	text = append(text, line("torn", mostLine+5)[:mostLine+4]...)
	write(t, path, text)
	j := journalOf(t, job)
	for photo, want := range map[string]bool{"first": true, "as long as it may be": true, "too long by one": false, "after it": true,
		"far too long": false, "last": true, "torn": false} {
		if _, got := j.done[[2]string{photo, ""}]; got != want {
			t.Errorf("%s: %v", photo, got)
		}
	}
	info, err := os.Stat(out)
	must(t, err)
	j.add(Photo{Path: "new"}, info, filepath.Join(out, "new.jpg"), 3)
	j.add(Photo{Path: strings.Repeat("long", mostLine/4)}, info, filepath.Join(out, "long.jpg"), 3)
	j.close(false)
	after, err := os.ReadFile(path)
	must(t, err)
	if rest := string(after[len(text):]); !strings.HasPrefix(rest, "\n{") || strings.Count(rest, "\n") != 2 {
		t.Errorf("after the torn line follows %.200q", rest)
	}

	must(t, os.Truncate(path, 0), os.Truncate(path, mostJournal)) // one line of zeros
	var before, then runtime.MemStats
	runtime.ReadMemStats(&before)
	j = journalOf(t, job)
	runtime.ReadMemStats(&then)
	if held := then.TotalAlloc - before.TotalAlloc; held > 1<<20 || len(j.done) != 0 {
		t.Errorf("%d bytes were allocated for a line of %d", held, mostJournal)
	}
	j.add(Photo{Path: "new"}, info, filepath.Join(out, "new.jpg"), 3)
	j.close(false)
	if info, err := os.Stat(path); err != nil || info.Size() > mostJournal+1 {
		t.Errorf("a journal as large as it may be has grown: %d, %v", info.Size(), err)
	}
}

// TestJournalRecords keeps no more records of a foreign journal in memory than a large batch has.
func TestJournalRecords(t *testing.T) {
	if testing.Short() {
		t.Skip("a second of reading")
	}
	out := t.TempDir()
	var text strings.Builder
	for i := range mostRecords + 1000 {
		fmt.Fprintf(&text, "{\"photo\":\"%d\",\"result\":\"a\"}\n", i)
	}
	write(t, filepath.Join(out, journalName), []byte(text.String()))
	j := journalOf(t, Job{Folder: out})
	defer j.close(false)
	if len(j.done) != mostRecords {
		t.Errorf("%d records", len(j.done))
	}
}

// TestSweepLinks has a journal out of an archive that names results behind a link: temporary files
// of other folders stay.
func TestSweepLinks(t *testing.T) {
	out, other := t.TempDir(), t.TempDir()
	write(t, filepath.Join(other, atomicfile.TempPrefix+"other"), nil)
	write(t, filepath.Join(out, "sub", atomicfile.TempPrefix+"ours"), nil)
	must(t, os.Symlink(other, filepath.Join(out, "link")), unix.Mkfifo(filepath.Join(out, "pipe"), 0o600))
	var text []byte
	for _, result := range []string{"link/a.jpg", "pipe/a.jpg", "sub/a.jpg", "../" + filepath.Base(other) + "/a.jpg"} {
		line, err := json.Marshal(record{Photo: result, Result: result})
		must(t, err)
		text = append(append(text, line...), '\n')
	}
	write(t, filepath.Join(out, journalName), text)
	journalOf(t, Job{Folder: out}).close(true)
	if _, err := os.Stat(filepath.Join(other, atomicfile.TempPrefix+"other")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(out, "sub", atomicfile.TempPrefix+"ours")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what should be swept stays: %v", err)
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
		if _, err := e.Start(t.Context(), Job{Beside: "pb"}, found(t, in), nil); !errors.Is(err, ErrFolder) || !strings.Contains(err.Error(), "link") {
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
	// Whoever names a link wants what is behind it.
	in, real := t.TempDir(), t.TempDir()
	draw(t, in, "a.jpg")
	must(t, os.Symlink(real, filepath.Join(in, "out")))
	b, _ := start(t, e, Job{Folder: filepath.Join(in, "out")}, photos(t, filepath.Join(in, "a.jpg")))
	if within(t, b); names(t, real) != "a.jpg" {
		t.Errorf("behind the link that was named: %q", names(t, real))
	}
}
