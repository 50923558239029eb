package safefile

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// soon fails the test if f has not returned after some time.
func soon(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		t.Fatal("it waits")
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, path string) {
	t.Helper()
	if err := os.Symlink(to, path); err != nil {
		t.Skipf("no links here: %v", err)
	}
}

// A trap is what can have the name of a file of ours. Precious, next to it, is never changed.
type trap struct {
	name string
	set  func(t *testing.T, path, precious string)
	own  error // of OpenOwn; nil is no error
	open error // of Open
}

var traps = []trap{
	{"a file", func(t *testing.T, path, _ string) { write(t, path, "1234567890") }, nil, nil},
	{"an empty file", func(t *testing.T, path, _ string) { write(t, path, "") }, nil, nil},
	{"a relative link", func(t *testing.T, path, _ string) { link(t, filepath.Join("..", "precious"), path) }, ErrLink, nil},
	{"an absolute link", func(t *testing.T, path, precious string) { link(t, precious, path) }, ErrLink, nil},
	{"a link to a link", func(t *testing.T, path, precious string) {
		link(t, precious, path+"2")
		link(t, path+"2", path)
	}, ErrLink, nil},
	{"a dangling link", func(t *testing.T, path, precious string) { link(t, precious+"-not-there", path) }, ErrLink, fs.ErrNotExist},
	{"a link to itself", func(t *testing.T, path, _ string) { link(t, path, path) }, ErrLink, errAny},
	{"a link to a folder", func(t *testing.T, path, precious string) { link(t, filepath.Dir(precious), path) }, ErrLink, ErrKind},
	{"a folder", func(t *testing.T, path, _ string) {
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
	}, ErrKind, ErrKind},
	{"a hard link", func(t *testing.T, path, precious string) {
		if err := os.Link(precious, path); err != nil {
			t.Skipf("no hard links here: %v", err)
		}
	}, ErrNames, nil},
	{"a file that is too large", func(t *testing.T, path, _ string) {
		write(t, path, "")
		if err := os.Truncate(path, most+1); err != nil {
			t.Fatal(err)
		}
	}, ErrSize, nil},
	{"a file that becomes as large as it may be", func(t *testing.T, path, _ string) {
		write(t, path, "")
		if err := os.Truncate(path, most-int64(len(more))); err != nil {
			t.Fatal(err)
		}
	}, nil, nil},
}

// most is the limit in these tests, more is what is written, and errAny matches any error.
const (
	most = 1 << 40
	more = "more\n"
)

var errAny = errors.New("any")

// TestTraps opens what somebody put in place of a file: a program that followed a link, or waited
// for a pipe, wrote into the user's own files or hung for ever.
func TestTraps(t *testing.T) {
	for _, trap := range traps {
		t.Run(trap.name, func(t *testing.T) {
			dir := t.TempDir()
			precious, path := filepath.Join(dir, "precious"), filepath.Join(dir, "shared", "known")
			write(t, precious, "do not touch")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			trap.set(t, path, precious)
			soon(t, func() {
				for _, create := range []bool{true, false} {
					f, err := OpenOwn(path, create, most)
					if err == nil {
						if create {
							_, err = f.WriteString(more)
						}
						f.Close()
					}
					expect(t, "OpenOwn", err, trap.own)
				}
				f, _, err := Open(path)
				if err == nil {
					f.Close()
				}
				expect(t, "Open", err, trap.open)
			})
			if text, err := os.ReadFile(precious); string(text) != "do not touch" {
				t.Errorf("the precious file is now %q, %v", text, err)
			}
			if entries, err := os.ReadDir(dir); len(entries) != 2 {
				t.Errorf("there are %v, %v", entries, err)
			}
		})
	}
}

func expect(t *testing.T, what string, err, want error) {
	t.Helper()
	if want == errAny && err != nil {
		return
	}
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// TestMade makes a file that is not there, for this user alone, and appends to one that is.
func TestMade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "known")
	if _, err := OpenOwn(path, false, most); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("not made: %v", err)
	}
	for _, line := range []string{"one\n", "two\n"} {
		f, err := OpenOwn(path, true, most)
		if err != nil {
			t.Fatal(err)
		}
		f.WriteString(line)
		f.Close()
	}
	text, err := os.ReadFile(path)
	if string(text) != "one\ntwo\n" {
		t.Errorf("%q, %v", text, err)
	}
	if info, err := os.Stat(path); runtime.GOOS != "windows" && (err != nil || info.Mode() != 0o600) {
		t.Errorf("made with %v, %v", info.Mode(), err)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("left: %v, %v", entries, err)
	}
}

// TestExchanged has somebody put a link in place of the file, and the file back, again and again:
// whichever is met, the precious file stays as it is.
func TestExchanged(t *testing.T) {
	dir := t.TempDir()
	precious, path := filepath.Join(dir, "precious"), filepath.Join(dir, "known")
	write(t, precious, "do not touch")
	link(t, precious, path+"-link")
	write(t, path+"-file", "")
	stop := exchange(func() {
		for _, file := range []string{path + "-link", path + "-file"} {
			os.Rename(file, path)
			os.Rename(path, file)
		}
	})
	for range 2000 {
		if f, err := OpenOwn(path, true, most); err == nil {
			f.WriteString(more)
			f.Close()
		}
	}
	stop()
	if text, err := os.ReadFile(precious); string(text) != "do not touch" {
		t.Errorf("the precious file is now %q, %v", text, err)
	}
}

// exchange does something again and again, until it is stopped.
func exchange(do func()) (stop func()) {
	over, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-over:
				return
			default:
				do()
			}
		}
	}()
	return func() {
		close(over)
		<-stopped
	}
}

// TestRead holds the limit at its edges.
func TestRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for size, want := range map[int]error{0: nil, 99: nil, 100: nil, 101: ErrSize, 5000: ErrSize} {
		write(t, path, string(bytes.Repeat([]byte("x"), size)))
		text, err := Read(path, 100)
		if !errors.Is(err, want) || err == nil && len(text) != size {
			t.Errorf("%d bytes: %d, %v", size, len(text), err)
		}
	}
}

// TestCheck looks at an open file when its name has become another's since: the file was opened
// through a link, or it is the one that was exchanged.
func TestCheck(t *testing.T) {
	dir := t.TempDir()
	precious, path := filepath.Join(dir, "precious"), filepath.Join(dir, "known")
	write(t, precious, "do not touch")
	f, err := os.Open(precious)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	expect(t, "no such name", check(f, path, most), fs.ErrNotExist)
	write(t, path, "")
	expect(t, "another file", check(f, path, most), errChanged)
	expect(t, "its own name", check(f, precious, most), nil)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	link(t, precious, path)
	expect(t, "a link to it", check(f, path, most), ErrLink)
	if through, err := os.OpenFile(path, os.O_RDWR|noFollow, 0); err == nil {
		// Windows opens the link itself.
		if info, err := through.Stat(); err != nil || info.Mode().IsRegular() {
			t.Errorf("a link was followed: %v, %v", info, err)
		}
		through.Close()
	}
}
