package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestNames gives results the names of a template, next to the photos or in one folder.
func TestNames(t *testing.T) {
	dir := t.TempDir()
	old := time.Now().Add(-72 * time.Hour)
	draw(t, dir, "trip/1/a.jpg", "trip/2/a.jpg")
	for _, name := range []string{"1", "2"} {
		if err := os.Chtimes(filepath.Join(dir, "trip", name, "a.jpg"), old, old); err != nil {
			t.Fatal(err)
		}
	}
	o := client(t, dir, "-flat", "-name", "{folder}_{name}_{n:3}_{look}", "-look", "red", "-keep-dates=false", "trip")
	for _, name := range []string{"out/1_a_001_red.jpg", "out/2_a_002_red.jpg"} {
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil || time.Since(info.ModTime()) > time.Hour {
			t.Errorf("%v; it said %s", err, o.err)
		}
	}
	o = client(t, dir, "-beside", "bw", "-flat", "trip")
	if !strings.Contains(o.err, "twice get a number: 1,") || !strings.Contains(o.out, "bw beside the photos") {
		t.Errorf("nothing is said about two results of one name: %s%s", o.out, o.err)
	}
	for _, name := range []string{"trip/bw/a.jpg", "trip/bw/a-2.jpg"} {
		if info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err != nil || time.Since(info.ModTime()) < time.Hour {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The folder next to the photos holds results, not photos.
	if o = client(t, dir, "-beside", "bw", "-flat", "trip"); !strings.Contains(o.out, "2 there already") {
		t.Errorf("the second time: %s", o.out)
	}
	for _, args := range [][]string{{"-name", "{nome}", "trip"}, {"-name", "{", "trip"}, {"-beside", "a/b", "trip"}} {
		if o := client(t, dir, args...); o.code != 2 || !strings.Contains(o.err, args[0]) {
			t.Errorf("%q: %d, %s", args, o.code, o.err)
		}
	}
}
