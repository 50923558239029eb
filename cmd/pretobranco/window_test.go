//go:build linux

package main

import (
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

// originals makes a folder of photos, the shared ones where they are present and
// drawn ones elsewhere, and returns it with the files' names.
func originals(t *testing.T) (folder string, names []string) {
	t.Helper()
	folder = t.TempDir()
	for _, path := range testkit.CorpusIfAny(t, "photos/seed/*.jpg") {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(path)
		if err := os.WriteFile(filepath.Join(folder, name), file, 0o644); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	drawn := []image.Point{{320, 200}, {320, 200}, {1600, 1000}}
	for len(names)+len(drawn) < 12 { // where the photos are not there
		drawn = append(drawn, image.Pt(640, 400))
	}
	for i, size := range drawn {
		name := fmt.Sprintf("drawn-%d.png", i+1)
		paint(t, filepath.Join(folder, name), size)
		names = append(names, name)
	}
	return folder, names
}

// oddOriginals makes photos with names that addresses and shells write in another way, and a
// folder of the same photos with the names that their results have: those that no disk should hold change.
func oddOriginals(t *testing.T) (paths []string, folder string, names []string) {
	t.Helper()
	odd := t.TempDir()
	folder = t.TempDir()
	for i, name := range [][2]string{
		{"a+b.png"}, {"Foto #3.png"}, {"100% real.png"}, {"%41.png"}, {"what?.png"},
		{"two\nlines.png", "two_lines.png"}, {" spaces .png "}, {"bad \xff.png", "bad _.png"},
	} {
		path := filepath.Join(odd, name[0])
		paths = append(paths, path)
		if name[1] == "" {
			name[1] = name[0]
		}
		names = append(names, name[1])
		for _, path := range []string{path, filepath.Join(folder, name[1])} {
			paint(t, path, image.Pt(200+20*i, 150))
		}
	}
	return paths, folder, names
}

// paint writes a colourful picture.
func paint(t *testing.T, path string, size image.Point) {
	t.Helper()
	img := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			img.SetRGBA(x, y, color.RGBA{uint8(x), uint8(y), uint8(size.X), 255})
		}
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// decode reads a picture file.
func decode(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	return img
}

// judge holds that every result is gray and as large as its original, and that
// there is nothing else.
func judge(t *testing.T, folder, out string, names []string) {
	t.Helper()
	for _, name := range names {
		before, after := decode(t, filepath.Join(folder, name)), decode(t, filepath.Join(out, name))
		if before.Bounds().Size() != after.Bounds().Size() {
			t.Errorf("%s: %v became %v", name, before.Bounds(), after.Bounds())
		}
		size := after.Bounds().Size()
		for i := range 1000 {
			at := image.Pt(i*7919%size.X, i*104729%size.Y)
			if r, g, b, _ := after.At(at.X, at.Y).RGBA(); r != g || g != b {
				t.Errorf("%s is not gray at %v", name, at)
				break
			}
		}
	}
	entries, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") {
			continue // the engine's journal
		}
		if _, err := os.Stat(filepath.Join(folder, entry.Name())); err != nil {
			t.Errorf("nobody asked for %s", entry.Name())
		}
	}
}

// colours counts how many there are in a screenshot: a blank one has few.
func colours(img image.Image) int {
	seen := map[color.Color]bool{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		for x := b.Min.X; x < b.Max.X; x += 2 {
			seen[img.At(x, y)] = true
		}
	}
	return len(seen)
}

// converted presses Ctrl+Enter until the first result is there, and returns when all
// are: the key does nothing before the photos are in the list, or while they are converted.
func converted(t *testing.T, d *desk, window, out string, names []string) {
	t.Helper()
	there := func() int {
		n := 0
		for _, name := range names {
			if _, err := os.Stat(filepath.Join(out, name)); err == nil {
				n++
			}
		}
		return n
	}
	d.poll("the first result", func() bool {
		if there() > 0 {
			return true
		}
		d.keys(window, "ctrl+Return")
		return false
	})
	d.poll("all results", func() bool { return there() == len(names) })
}

// TestArguments converts a folder that was named on the command line.
func TestArguments(t *testing.T) {
	d := newDesk(t)
	folder, names := originals(t)
	out := filepath.Join(t.TempDir(), "results")
	program := d.start("-out", out, folder)
	window := d.window(program)
	converted(t, d, window, out, names)
	judge(t, folder, out, names)
	if n := colours(d.shot("arguments")); n < 500 {
		t.Errorf("the screenshot has %d colours", n)
	}
	d.close(program, window)
}

// brightness is the mean of a screenshot: what lies below a dialog is dimmed.
func brightness(img image.Image) float64 {
	sum, n := 0.0, 0.0
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 4 {
		for x := b.Min.X; x < b.Max.X; x += 4 {
			r, g, b, _ := img.At(x, y).RGBA()
			sum += float64(r + g + b)
			n++
		}
	}
	return sum / n
}

// TestFolderDialog adds a folder by the window's own chooser, which is there without a desktop, and
// converts it into the folder next to the photos.
func TestFolderDialog(t *testing.T) {
	d := newDesk(t)
	folder, names := originals(t)
	program := d.start()
	window := d.window(program)
	if n := colours(d.shot("empty")); n < 50 {
		t.Errorf("the empty window has %d colours", n)
	}
	bright := brightness(d.shot("closed"))
	d.pressUntil("the chooser", window, func() bool { return brightness(d.shot("chooser")) < 0.9*bright }, "ctrl+shift+o")
	d.keys(window, "ctrl+l")
	d.keys(window, "ctrl+a")
	d.run("xdotool", "type", "--clearmodifiers", folder)
	d.keys(window, "Return") // opens it
	d.keys(window, "Return") // takes it
	d.poll("the photos", func() bool { return colours(d.shot("added")) > 500 })
	out := filepath.Join(folder, "Black and white")
	converted(t, d, window, out, names)
	judge(t, folder, out, names)
	if n := colours(d.shot("dialog")); n < 500 {
		t.Errorf("the screenshot has %d colours", n)
	}
	d.close(program, window)
}
