package atomicfile

import (
	"os"
	"testing"
)

// TestKeepsUnnamed allows files without a name only on file systems that are known to keep what was
// synced before the file got its name.
func TestKeepsUnnamed(t *testing.T) {
	for path, want := range map[string]bool{"/dev/shm": true, "/proc": false, "/sys": false} {
		dir, err := os.Open(path)
		if err != nil {
			t.Log(err)
			continue
		}
		defer dir.Close()
		if got := keepsUnnamed(int(dir.Fd())); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}
