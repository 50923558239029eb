package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestUnrecorded has a link in place of the journal, as an archive can bring it along with its
// photos: all photos are converted, the terminal says that there is no journal, and the file that
// the link points to stays as it is. The journal once followed it, and wrote photos' names there.
func TestUnrecorded(t *testing.T) {
	dir := t.TempDir()
	draw(t, dir, "in/a.jpg")
	precious := filepath.Join(dir, ".bashrc")
	if err := os.WriteFile(precious, []byte("# precious\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "gray"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../.bashrc", filepath.Join(dir, "gray", ".pretobranco-journal")); err != nil {
		t.Skipf("no links here: %v", err)
	}
	o := client(t, dir, "in", "-o", "gray")
	if o.code != 0 || !strings.Contains(o.out, "1 converted into gray") || !strings.Contains(o.err, "gray: the progress is not recorded") {
		t.Errorf("%+v", o)
	}
	if text, err := os.ReadFile(precious); string(text) != "# precious\n" {
		t.Errorf("the file behind the link is now %q, %v", text, err)
	}
	if o := client(t, dir, "in", "-o", "gray", "-exists", "number", "-json"); !strings.Contains(o.out, `"event":"unrecorded"`) {
		t.Errorf("%+v", o)
	}
}
