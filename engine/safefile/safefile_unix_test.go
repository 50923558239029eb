//go:build unix

package safefile

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

func pipe(t *testing.T, path string) {
	t.Helper()
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
}

func init() {
	traps = append(traps,
		trap{"a pipe", func(t *testing.T, path, _ string) { pipe(t, path) }, ErrKind, ErrKind},
		trap{"a pipe with somebody at it", func(t *testing.T, path, _ string) {
			pipe(t, path)
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { f.Close() })
		}, ErrKind, ErrKind},
		trap{"a link to a pipe", func(t *testing.T, path, _ string) {
			pipe(t, path+"2")
			link(t, path+"2", path)
		}, ErrLink, ErrKind},
		trap{"a socket", func(t *testing.T, path, _ string) {
			t.Chdir(filepath.Dir(path)) // the names of sockets are short
			l, err := net.Listen("unix", filepath.Base(path))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { l.Close() })
		}, ErrKind, ErrKind},
		trap{"a link to an endless device", func(t *testing.T, path, _ string) { link(t, "/dev/zero", path) }, ErrLink, ErrKind},
		trap{"a link to a terminal", func(t *testing.T, path, _ string) { link(t, "/dev/tty", path) }, ErrLink, ErrKind},
		trap{"a file of another user", func(t *testing.T, path, _ string) {
			write(t, path, "")
			if err := os.Chown(path, 65534, 65534); err != nil {
				t.Skipf("only root gives files away: %v", err)
			}
		}, ErrOwner, nil},
		trap{"a file that all may write", func(t *testing.T, path, _ string) {
			write(t, path, "")
			if err := os.Chmod(path, 0o666); err != nil {
				t.Fatal(err)
			}
		}, nil, nil},
	)
}

// TestExchangedPipe has somebody put a pipe in place of a photo and the photo back, again and again:
// nothing waits for the pipe.
func TestExchangedPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "photo")
	write(t, path+"-file", "")
	pipe(t, path+"-pipe")
	stop := exchange(func() {
		for _, file := range []string{path + "-file", path + "-pipe"} {
			os.Link(file, path+"-next")
			os.Rename(path+"-next", path)
		}
	})
	soon(t, func() {
		for range 5000 {
			if f, info, err := Open(path); err == nil {
				if !info.Mode().IsRegular() {
					t.Errorf("a pipe was opened")
				}
				f.Close()
			}
		}
	})
	stop()
}

// TestOneOwner is on a disk that gives all files to one owner, as FAT and many network shares do:
// a file of ours that seems to be another's is used there.
func TestOneOwner(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "known")
	write(t, path, "")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := ownerHere(dir); got != owner(nil, info) {
		t.Errorf("a new file belongs to %s, another to %s", got, owner(nil, info))
	}
	if got := ownerHere(filepath.Join(dir, "not there")); got != unknown {
		t.Errorf("where no file can be made: %s", got)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left: %v", entries)
	}
}

// TestOpenFolder opens folders and nothing else: a pipe in place of one would be waited for.
func TestOpenFolder(t *testing.T) {
	dir := t.TempDir()
	pipe(t, filepath.Join(dir, "pipe"))
	write(t, filepath.Join(dir, "file"), "")
	link(t, os.TempDir(), filepath.Join(dir, "out"))
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	soon(t, func() {
		for name, fits := range map[string]bool{"pipe": false, "file": false, ".": true, "out": false} {
			f, err := OpenFolderIn(root, name)
			if (err == nil) != fits {
				t.Errorf("%s in the folder: %v", name, err)
			}
			f.Close()
			f, err = OpenFolder(filepath.Join(dir, name))
			if (err == nil) != (fits || name == "out") {
				t.Errorf("%s: %v", name, err)
			}
			f.Close()
		}
		if _, err := OpenFolderIn(root, "pipe"); !errors.Is(err, unix.ENOTDIR) {
			t.Errorf("%v", err)
		}
	})
}
