//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"pretobranco/engine/testkit"
)

// TestDiskFull pauses once when the results' disk is full, and continues when there is space.
func TestDiskFull(t *testing.T) {
	d := newDesk(t)
	d.configure(nil)
	folder, names := originals(t)
	out := t.TempDir()
	if err := syscall.Mount("pretobranco", out, "tmpfs", 0, "size=96k"); err != nil {
		testkit.Missing(t, "the right to mount a disk: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(out, syscall.MNT_DETACH) })
	filler := filepath.Join(out, "filler")
	if err := os.WriteFile(filler, make([]byte, 80<<10), 0o644); err != nil {
		t.Fatal(err)
	}
	results := filepath.Join(out, "results")
	program := d.start("-out", results, folder)
	window := d.window(program)
	d.pressUntil("the pause", window, func() bool { return strings.Contains(d.title(window), "paused") }, "ctrl+Return")
	d.still("disk-full")
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("", out, "", syscall.MS_REMOUNT, "size=200m"); err != nil {
		t.Fatal(err)
	}
	d.keys(window, "ctrl+p")
	d.idle(window)
	judge(t, folder, results, names)
	d.close(program, window)
}

// TestKilled ends the program as a power failure does, in the middle of a batch. The next
// one converts what is missing, and nothing twice.
func TestKilled(t *testing.T) {
	d := newDesk(t)
	d.configure(nil)
	s := newStation(t, "")
	folder, names := originals(t)
	out := filepath.Join(t.TempDir(), "results")
	program := d.start("-out", out, "-server", s.address, folder)
	window := d.window(program)
	d.convert(window)
	s.let(4)
	d.poll("four results", func() bool { return results(out, names) >= 4 })
	program.cmd.Process.Signal(syscall.SIGKILL)
	if d.end(program) == nil {
		t.Error("a killed program ends well")
	}
	whole := map[string]string{}
	for _, name := range names {
		if file, err := os.ReadFile(filepath.Join(out, name)); err == nil {
			whole[name] = string(file)
			decode(t, filepath.Join(out, name))
		}
	}

	s.let(1000)
	program = d.start() // it knows all by itself
	window = d.window(program)
	d.poll("the question", func() bool { return colours(d.shot("resume")) > 60 })
	d.still("resume")
	d.pressUntil("all results", window, func() bool { return results(out, names) == len(names) }, "Return")
	d.idle(window)
	d.still("resumed")
	for name, was := range whole {
		if file, err := os.ReadFile(filepath.Join(out, name)); err != nil || string(file) != was {
			t.Errorf("%s was converted again, %v", name, err)
		}
	}
	judge(t, folder, out, names)
	d.close(program, window)
}
