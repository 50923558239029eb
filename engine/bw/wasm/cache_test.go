package wasm

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// inCache makes an empty folder the user's cache folder and returns the folder of compiled codecs.
func inCache(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, home)
	}
	folder, err := cacheFolder()
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// compiles compiles a codec that was not used before and calls it.
func compiles(t *testing.T) {
	t.Helper()
	c := &codec{name: webp.name, file: webpFile}
	i, err := c.start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer i.close()
	if at, err := i.alloc(1000); err != nil || at == 0 {
		t.Fatalf("the codec doesn't work: %d, %v", at, err)
	}
	if err := c.runtime.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestCompiledCodecsAreKept: a small HEIC cost a second of compilation at each start of the program.
func TestCompiledCodecsAreKept(t *testing.T) {
	folder := inCache(t)
	compiles(t)
	files := cached(folder)
	if len(files) != 1 {
		t.Fatalf("%d files are kept", len(files))
	}
	kept := files[0]
	past := time.Now().Add(-time.Hour)
	if err := os.Chtimes(kept.path, past, past); err != nil {
		t.Fatal(err)
	}
	compiles(t)
	if files = cached(folder); len(files) != 1 || files[0].path != kept.path || time.Since(files[0].info.ModTime()) < time.Minute {
		t.Error("the codec was compiled again")
	}
	if err := os.Truncate(kept.path, kept.info.Size()/2); err != nil {
		t.Fatal(err)
	}
	compiles(t)
	if files = cached(folder); len(files) > 0 && files[0].info.Size() != kept.info.Size() {
		t.Error("a damaged file is still there")
	}
}

// TestPlantedCode: the machine code in the folder is executed, so what others may have written is
// not loaded, and no folder is no error.
func TestPlantedCode(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the access list of the user's profile protects the folder")
	}
	for name, plant := range map[string]func(folder string) error{
		"a folder that all may write": func(folder string) error { return os.Chmod(folder, 0o777) },
		"a folder in it that all may write": func(folder string) error {
			if err := os.Mkdir(filepath.Join(folder, "wazero"), 0o700); err != nil {
				return err
			}
			return os.Chmod(filepath.Join(folder, "wazero"), 0o777)
		},
		"a file that all may write": func(folder string) error {
			path := filepath.Join(folder, "code")
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				return err
			}
			return os.Chmod(path, 0o666)
		},
		"a link": func(folder string) error { return os.Symlink("/dev/zero", filepath.Join(folder, "code")) },
		"a folder that is a link": func(folder string) error {
			if err := os.Rename(folder, folder+"-elsewhere"); err != nil {
				return err
			}
			return os.Symlink(folder+"-elsewhere", folder)
		},
	} {
		folder := inCache(t)
		if err := plant(folder); err != nil {
			t.Fatal(err)
		}
		if _, err := cacheFolder(); err == nil {
			t.Errorf("%s is used", name)
		}
	}
	home := t.TempDir()
	file := filepath.Join(home, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", file)
	t.Setenv("XDG_CACHE_HOME", file)
	compiles(t)
}

// TestCacheIsBounded: the newest files stay, up to a total size.
func TestCacheIsBounded(t *testing.T) {
	folder := inCache(t)
	for n, name := range []string{"old", "middle", "new"} {
		path := filepath.Join(folder, name, "code")
		if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, make([]byte, 100), 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(time.Duration(n-10) * time.Hour)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	trim(cached(folder), 250)
	for name, want := range map[string]bool{"old": false, "middle": true, "new": true} {
		if _, err := fs.Stat(os.DirFS(folder), name); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
