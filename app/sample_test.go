package app

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"pretobranco/app/model"
	"pretobranco/assets"
	"pretobranco/engine/testkit"
)

// TestSample tries the sample: it is in the person's pictures, and so is its result, and choosers
// open there. The sample was once in a hidden folder, where the next chooser opened.
func TestSample(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("folders of other systems")
	}
	for dirs, pictures := range map[string]string{
		"": "Pictures", "XDG_MUSIC_DIR=\"$HOME/Music\"\n# XDG_PICTURES_DIR=\"$HOME/none\"\nXDG_PICTURES_DIR=\"$HOME/Minhas imagens\"\n": "Minhas imagens",
		"XDG_PICTURES_DIR=\"relative\"": "Pictures", "XDG_PICTURES_DIR=": "Pictures",
	} {
		if testkit.Short() && pictures == "Pictures" {
			continue
		}
		home := t.TempDir()
		t.Setenv("HOME", home)
		t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
		if err := os.Mkdir(filepath.Join(home, "config"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(home, "config", "user-dirs.dirs"), []byte(dirs), 0o644); err != nil {
			t.Fatal(err)
		}
		pictures = filepath.Join(home, pictures)
		b := newTestWindow(t, Engine("", nil))
		if got := b.choosers.startFolder(); got != home {
			t.Errorf("without pictures a chooser opens at %s", got)
		}
		b.photos.addSample()
		b.loop.until(t, "the sample", func() bool { return b.model.Len() == 1 && b.photos.scan.under == 0 })
		path := b.model.Rows()[0].Photo.Path
		if filepath.Dir(path) != pictures || b.choosers.startFolder() != pictures || b.footer.folder.Text != shortPath(filepath.Join(pictures, b.words.Say("folder.name"))) {
			t.Errorf("the sample is %s, choosers open at %s, results go to %s", path, b.choosers.startFolder(), b.footer.folder.Text)
		}
		b.batches.convert()
		b.loop.until(t, "the result", func() bool { return b.batches.result })
		if got := filepath.Dir(b.model.Rows()[0].Output); got != filepath.Join(pictures, b.words.Say("folder.name")) {
			t.Errorf("the result is in %s", got)
		}
		b.photos.addSample() // again
		b.settle(t)
		if entries, err := os.ReadDir(pictures); err != nil || len(entries) != 2 || b.model.Len() != 1 {
			t.Errorf("%d entries, %d photos, %v", len(entries), b.model.Len(), err)
		}
		b.dialogs.files = []string{filepath.Join(home, "trip", "a%20.jpg")}
		b.choosers.choosePhotos()
		b.settle(t)
		if got, want := b.choosers.startFolder(), pictures; got != want { // the folder is not there
			t.Errorf("a chooser opens at %s, want %s", got, want)
		}
		if err := os.Mkdir(filepath.Join(home, "trip"), 0o755); err != nil {
			t.Fatal(err)
		}
		if got, want := b.choosers.startFolder(), filepath.Join(home, "trip"); got != want {
			t.Errorf("a chooser opens at %s, want %s", got, want)
		}
		if s, err := model.LoadSettings(b.setup.Settings); err != nil || s.Chosen != filepath.Join(home, "trip") {
			t.Errorf("remembered is %s, %v", s.Chosen, err)
		}
		if _, err := os.Stat(filepath.Join(home, ".cache", "pretobranco")); err == nil {
			t.Error("the program keeps photos in a hidden folder")
		}
	}
}

// TestWriteSample leaves files of other people alone that have the sample's name.
func TestWriteSample(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "not", "there yet")
	path, err := writeSample(folder, "sample")
	if again, err2 := writeSample(folder, "sample"); err != nil || err2 != nil || again != path || !strings.HasSuffix(path, "sample.jpg") {
		t.Errorf("written as %s, %v, and as %s, %v", path, err, again, err2)
	}
	mine := []byte("my own photo")
	if err := os.WriteFile(path, mine, 0o644); err != nil {
		t.Fatal(err)
	}
	other, err := writeSample(folder, "sample")
	file, readErr := os.ReadFile(other)
	if err != nil || readErr != nil || !bytes.Equal(file, assets.Sample) {
		t.Errorf("written as %s, %v, %v", other, err, readErr)
	}
	if file, err := os.ReadFile(path); err != nil || !bytes.Equal(file, mine) {
		t.Errorf("a person's own photo is lost: %v", err)
	}
	if _, err := writeSample(filepath.Join(path, "in a file"), "sample"); err == nil {
		t.Error("nothing says that there is no place")
	}
	if _, err := writeSample("", "sample"); err == nil {
		t.Error("nothing says that there is no folder")
	}
}
