package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestUndo removes what the last batch wrote, and keeps what somebody changed since.
func TestUndo(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PRETOBRANCO_PROVENANCE", filepath.Join(dir, "config"))
	if o := client(t, dir, "-undo"); o.code != 1 || o.err != "pretobranco-client: no batch is recorded\n" {
		t.Errorf("before the first batch: %+v", o)
	}
	draw(t, dir, "in/a.jpg", "in/sub/b.png", "in/c.jpg")
	if o := client(t, dir, "-look", "red", "in"); o.code != 0 {
		t.Fatalf("%+v", o)
	}
	write(t, filepath.Join(dir, "out", "c.jpg"), []byte("somebody's work"))
	if o := client(t, dir, "-undo"); o.code != 0 || o.err != "" || o.out != "2 results removed, 1 kept: changed since, or already gone\n" {
		t.Errorf("%+v", o)
	}
	for name, there := range map[string]bool{"out/a.jpg": false, "out/sub": false, "out/c.jpg": true, "in/a.jpg": true, "in/sub/b.png": true, "in/c.jpg": true} {
		if exists(filepath.Join(dir, name)) != there {
			t.Errorf("%s is there: %v", name, !there)
		}
	}
	if o := client(t, dir, "-undo"); o.code != 1 || !strings.Contains(o.err, "no batch is recorded") {
		t.Errorf("a second time: %+v", o)
	}
	client(t, dir, "-o", "new", "in")
	if o := client(t, dir, "-json", "-undo"); o.code != 0 || o.lines(t)[0]["removed"] != 3.0 || o.lines(t)[0]["kept"] != 0.0 || exists(filepath.Join(dir, "new")) {
		t.Errorf("%+v", o)
	}
	for _, args := range [][]string{{"-undo", "-resume"}, {"-undo", "in"}, {"-resume", "in"}, {"-undo", "-provenance", ""}} {
		if o := client(t, dir, args...); o.code != 2 || !strings.Contains(o.err, "-undo and -resume") {
			t.Errorf("%q: %+v", args, o)
		}
	}
}
