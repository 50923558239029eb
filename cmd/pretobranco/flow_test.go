//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/app"
	"pretobranco/app/model"
)

// configure writes the program's settings before it starts. Nothing moves by itself in a
// test, so that a picture of the screen can be held against the next one.
func (d *desk) configure(change func(*model.Settings)) {
	d.t.Helper()
	s := model.DefaultSettings()
	s.Language, s.Theme, s.Calm = "en", "dark", true
	if change != nil {
		change(&s)
	}
	if err := s.Save(d.settingsFile()); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) settingsFile() string {
	return filepath.Join(d.home, ".config", "pretobranco", "settings.json")
}

// settings reads what the program remembers.
func (d *desk) settings() (s model.Settings) {
	text, err := os.ReadFile(d.settingsFile())
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		d.t.Error(err)
	}
	return s
}

// titled waits until the window's title has a word: it shows a batch's progress.
func (d *desk) titled(window, word string) {
	d.t.Helper()
	d.poll("the title with "+word, func() bool { return strings.Contains(d.title(window), word) })
}

// idle waits until no batch is under way.
func (d *desk) idle(window string) {
	d.t.Helper()
	d.poll("the end of the batch", func() bool { return d.title(window) == app.Metadata.Name })
}

func (d *desk) title(window string) string {
	out, _ := d.output("xdotool", "getwindowname", window)
	return strings.TrimSpace(out)
}

// pressUntil presses keys again and again until a condition holds: there may be no receiver yet
// to hear them.
func (d *desk) pressUntil(what, window string, holds func() bool, keys ...string) {
	d.t.Helper()
	d.poll(what, func() bool {
		if holds() {
			return true
		}
		d.keys(window, keys...)
		return false
	})
}

// convert begins a batch and returns when it is under way.
func (d *desk) convert(window string) {
	d.t.Helper()
	d.pressUntil("a batch", window, func() bool { return strings.Contains(d.title(window), "%") }, "ctrl+Return")
}

// results counts how many of the names are in a folder.
func results(out string, names []string) (n int) {
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(out, name)); err == nil {
			n++
		}
	}
	return n
}

// more adds copies of a small original, so that there are more photos than a server far away
// is sent at once.
func more(t *testing.T, folder string, names []string) []string {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(folder, "drawn-1.png"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 30 {
		name := fmt.Sprintf("more-%02d.png", i)
		if err := os.WriteFile(filepath.Join(folder, name), file, 0o644); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}

// breakOff cuts a file in its middle and returns what mends it.
func breakOff(t *testing.T, path string) (mend func()) {
	t.Helper()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write := func(file []byte) {
		if err := os.WriteFile(path, file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(whole[:len(whole)/2])
	return func() { write(whole) }
}

// TestRunAtAServer converts at a server on another machine, as far as the window knows: it
// pauses and resumes, the server dies and comes back, a damaged photo fails and is retried
// when it is mended.
func TestRunAtAServer(t *testing.T) {
	d := newDesk(t)
	d.configure(nil)
	s := newStation(t, "open sesame")
	folder, names := originals(t)
	broken := names[len(names)-2]
	mend := breakOff(t, filepath.Join(folder, broken))
	out := filepath.Join(t.TempDir(), "results")
	program := d.start("-out", out, "-server", "ws://"+s.address, "-token", s.token, folder)
	window := d.window(program)
	d.convert(window)
	d.poll("some results", func() bool {
		if len(s.passes) == 0 {
			s.let(1)
		}
		return results(out, names) >= 3
	})
	d.still("running")

	d.keys(window, "ctrl+p")
	d.titled(window, "paused")
	d.still("paused")
	d.keys(window, "ctrl+p")
	d.titled(window, "%")

	s.kill()
	d.titled(window, "paused")
	d.still("server-gone")
	s.start()
	d.titled(window, "%") // by itself
	s.let(1000)
	d.idle(window)
	d.still("finished-with-failures")
	if n := results(out, names); n != len(names)-1 {
		t.Errorf("%d results of %d", n, len(names))
	}
	mend()
	d.pressUntil("the mended photo", window, func() bool { return results(out, names) == len(names) }, "ctrl+r")
	d.idle(window)
	judge(t, folder, out, names)
	d.close(program, window)
}

// TestStopAndClose asks before it stops, and before it closes while photos are converted.
func TestStopAndClose(t *testing.T) {
	d := newDesk(t)
	d.configure(nil)
	s := newStation(t, "")
	folder, names := originals(t)
	names = more(t, folder, names)
	out := filepath.Join(t.TempDir(), "results")
	program := d.start("-out", out, "-server", s.address, folder)
	window := d.window(program)
	d.convert(window)
	d.still("converting")
	d.keys(window, "Escape")
	d.turned("stop")
	d.keys(window, "Tab", "Tab", "space") // the second button stops
	d.titled(window, "stopping")
	s.let(1000)
	d.idle(window)
	stopped := results(out, names)
	if stopped == 0 || stopped == len(names) {
		t.Errorf("%d results of %d after a stop", stopped, len(names))
	}
	for len(s.passes) > 0 {
		<-s.passes
	}

	d.convert(window)
	d.still("converting")
	d.keys(window, "alt+F4")
	d.turned("close-while-running")
	d.keys(window, "Tab", "space") // the first one keeps running
	d.keys(window, "ctrl+p")
	d.titled(window, "paused") // it hears again, and lives
	d.still("converting")
	d.keys(window, "alt+F4")
	d.turned("close-again")
	d.keys(window, "Tab", "Tab", "space")
	if err := d.end(program); err != nil {
		t.Errorf("the program ended with %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(out, ".*.tmp")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
