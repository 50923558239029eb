//go:build linux

package main

import (
	"fmt"
	"image"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/app/model"
	"pretobranco/app/picture"
)

// lives holds that the program has not ended.
func (d *desk) lives(p *program, after string) {
	d.t.Helper()
	select {
	case err := <-p.ended:
		d.t.Fatalf("after %s the program ended: %v", after, err)
	default:
	}
}

// shut closes what was opened by Escape: windows of the system's own, and what lies on ours.
func (d *desk) shut(p *program, window, after string) {
	d.t.Helper()
	d.poll("the end of what opened by "+after, func() bool {
		d.lives(p, after)
		others := 0
		for _, w := range d.windows(p) {
			if w != window {
				others++
				d.keys(w, "Escape")
			}
		}
		return others == 0
	})
	d.keys(window, "Escape")
	d.lives(p, after)
}

// calm returns to where no key belongs to anything: the mouse presses a place where nothing is.
func (d *desk) calm(window string) {
	d.t.Helper()
	d.click(window, 160, 730)
}

// TestEveryMenuItem takes every item of the main menu but the one that quits, by keys alone, as the
// real window has them. Nothing ends the program, and Escape closes what opens.
func TestEveryMenuItem(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes its time")
	}
	d := newDesk(t)
	d.configure(nil)
	folder, _ := originals(t)
	program := d.start("-out", filepath.Join(t.TempDir(), "results"), folder)
	window := d.window(program)
	d.poll("a photo", func() bool { return colours(d.shot("photo")) > 1000 })
	d.still("before")
	for menu, items := range []int{10, 12, 13, 1, 2} { // items, but for Quit and lines
		for item := range items {
			if menu == 1 && item == 4 {
				continue // takes all photos away
			}
			name := fmt.Sprintf("menu-%d-%d", menu, item)
			keys := []string{"Alt_L"}
			for range menu {
				keys = append(keys, "Right")
			}
			for range item + 1 {
				keys = append(keys, "Down")
			}
			d.keys(window, keys...)
			d.still(name + "-open")
			d.keys(window, "Return")
			d.still(name)
			d.shut(program, window, name)
			d.idle(window)
		}
	}
	d.close(program, window)
}

// buttons are how many things in the window take the keyboard by Tab.
const buttons = 46

// TestEveryButton presses everything that Tab comes to, in the real window. What opens is closed by
// Escape.
func TestEveryButton(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes its time")
	}
	d := newDesk(t)
	d.configure(nil)
	folder, _ := originals(t)
	program := d.start("-out", filepath.Join(t.TempDir(), "results"), folder)
	window := d.window(program)
	d.poll("a photo", func() bool { return colours(d.shot("photo")) > 1000 })
	d.still("before")
	for button := range buttons {
		if button == 7 {
			continue // takes all photos away
		}
		name := fmt.Sprintf("button-%02d", button)
		d.calm(window)
		keys := []string{}
		for range button + 1 {
			keys = append(keys, "Tab")
		}
		d.keys(window, append(keys, "space")...)
		d.still(name)
		d.shut(program, window, name)
		d.idle(window)
	}
	d.close(program, window)
}

// TestPresetMenu opens what the menu of looks offers, in both languages: a name, a file to read, a
// file to write. The last two once ended the program.
func TestPresetMenu(t *testing.T) {
	for _, language := range []string{"en", "pt-BR"} {
		d := newDesk(t)
		d.configure(func(s *model.Settings) { s.Language = language })
		folder, _ := originals(t)
		program := d.start(folder)
		window := d.window(program)
		d.poll("a photo", func() bool { return colours(d.shot("photo")) > 1000 })
		d.still("presets-before-" + language)
		for item := range 3 {
			name := fmt.Sprintf("preset-%d-%s", item, language)
			d.click(window, 1210, 132)
			d.turned("preset-menu-" + language)
			keys := []string{}
			for range item + 1 {
				keys = append(keys, "Down")
			}
			d.keys(window, append(keys, "Return")...)
			d.turned(name)
			d.shut(program, window, name)
			d.still("presets-after-" + language)
		}
		d.close(program, window)
	}
}

// click presses the mouse at a place in a window.
func (d *desk) click(window string, x, y int) {
	d.t.Helper()
	d.run("xdotool", "mousemove", "--window", window, fmt.Sprint(x), fmt.Sprint(y), "click", "1")
}

// TestKeysAfterChoice chooses a format with the mouse. Then keys are the window's again: they once
// went to the closed dropdown, of which Left chose another format.
func TestKeysAfterChoice(t *testing.T) {
	d := newDesk(t)
	d.configure(nil)
	folder, _ := originals(t)
	program := d.start(folder)
	window := d.window(program)
	d.poll("a photo", func() bool { return colours(d.shot("photo")) > 1000 })
	d.keys(window, "Down")
	d.still("before")
	d.click(window, 1095, 420)
	d.turned("formats")
	d.click(window, 1095, 510)
	d.poll("a choice", func() bool { return d.settings().Recipe.Format != "keep" })
	chosen := d.settings().Recipe.Format
	d.turned("chosen")
	for _, key := range []string{"3", "Left", "bracketright"} {
		d.keys(window, key)
		d.turned("after-choice-" + key)
	}
	d.poll("another look", func() bool { return d.settings().Recipe.Look != "" })
	d.close(program, window)
	if s := d.settings(); s.Recipe.Format != chosen || s.View != picture.ResultOnly {
		t.Errorf("%s was chosen, and %s is; the view is %d", chosen, s.Recipe.Format, s.View)
	}
}

// TestOpenFolder opens the folder that most results went to, whatever its name holds.
func TestOpenFolder(t *testing.T) {
	d := newDesk(t)
	d.configure(nil)
	log := filepath.Join(d.home, "opened")
	opener := filepath.Join(d.home, "xdg-open")
	if err := os.WriteFile(opener, []byte("#!/bin/sh\necho \"$1\" >>"+log+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for i, v := range d.env {
		if rest, ok := strings.CutPrefix(v, "PATH="); ok {
			d.env[i] = "PATH=" + d.home + ":" + rest
		}
	}
	var args []string
	for i, name := range []string{"one/a.png", "Trip #2 100%/b.png", "Trip #2 100%/c+d.png", "Trip #2 100%/e.png"} {
		path := filepath.Join(d.home, "photos", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		paint(t, path, image.Pt(200+20*i, 150))
		args = append(args, path)
	}
	program := d.start(args...)
	window := d.window(program)
	trip := filepath.Join(d.home, "photos", "Trip #2 100%", "Black and white")
	converted(t, d, window, trip, []string{"b.png", "c+d.png", "e.png"})
	d.idle(window)
	d.still("open-folder")
	d.click(window, 1175, 772)
	d.poll("the folder", func() bool { _, err := os.Stat(log); return err == nil })
	text, err := os.ReadFile(log)
	if want := (&url.URL{Scheme: "file", Path: trip}).String() + "\n"; err != nil || string(text) != want {
		t.Errorf("opened %q, want %q", text, want)
	}
	d.close(program, window)
}
