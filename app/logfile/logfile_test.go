package logfile

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// TestRotate fills the log from several goroutines: two files remain, neither much over the limit,
// and nobody else may read them.
func TestRotate(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "pretobranco", "log")
	log, err := New(folder)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", 10_000)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 100 {
				log.Error("full", "err", "no", "detail", long)
			}
		})
	}
	group.Wait()
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil || info.Size() > limit || info.Size() == 0 {
			t.Errorf("%s has %d bytes, %v", f.Name(), info.Size(), err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", f.Name(), info.Mode())
		}
	}
	if info, err := os.Stat(folder); runtime.GOOS != "windows" && (err != nil || info.Mode().Perm() != 0o700) {
		t.Errorf("the folder: %v, %v", info, err)
	}
	again, err := New(folder) // a second start continues the file
	if err != nil {
		t.Fatal(err)
	}
	again.Warn("second start")
	if text, _ := os.ReadFile(again.Path()); !strings.Contains(string(text), "second start") || !strings.Contains(string(text), "full") {
		t.Error("a second start empties the log")
	}
}

// TestHandler keeps lines of photos without an error out of the file, and remembers the details of
// the latest errors.
func TestHandler(t *testing.T) {
	log, err := New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	log.Info("image", "in", 1)
	log.With("id", "7").Info("image", "err", "it failed", "detail", "old stack")
	log.With("id", "8").Info("image", "err", "it failed", "detail", "new stack")
	text, err := os.ReadFile(log.Path())
	if err != nil || strings.Count(string(text), "\n") != 2 || !strings.Contains(string(text), `"id":"8"`) {
		t.Errorf("%q, %v", text, err)
	}
	if got := log.Detail("", "a.jpg: it failed"); got != "new stack" {
		t.Errorf("remembers %q", got)
	}
	// The converter and the gateway log the same request; another one failed with the same sentence since.
	log.Info("image", "id", "9", "err", "it failed", "detail", "stack of the converter")
	log.Info("image", "id", "9", "err", "it failed", "detail", "line of the gateway")
	log.Info("image", "id", "10", "err", "it failed", "detail", "other stack")
	if got := log.Detail("9", "it failed"); got != "stack of the converter\nline of the gateway" {
		t.Errorf("of a request it remembers %q", got)
	}
	for range 100 {
		log.Error("other", "err", "other", "detail", "d")
	}
	if log.Detail("5", "it failed") != "" {
		t.Error("errors are remembered without end")
	}
	none := Discard()
	none.Error("x", "err", "no", "detail", "stack")
	if none.Path() != "" || none.Detail("", "no") != "stack" {
		t.Error("a log without a file forgets")
	}
}
