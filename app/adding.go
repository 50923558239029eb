package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"pretobranco/assets"
	"pretobranco/engine"
)

// Add searches files and folders for photos. It returns at once; photos come into the list
// as they are found, and while a batch runs they join it.
func (w *Window) Add(paths []string) {
	if len(paths) == 0 {
		return
	}
	if w.scan.under == 0 {
		w.scan.ctx, w.scan.cancel = context.WithCancel(context.Background())
		w.scan.found = 0
	}
	w.scan.under++
	ctx := w.scan.ctx
	twice := 0 // photos of this search that are in the list already
	options := engine.ScanOptions{Recursive: true, Exclude: w.ownFolders(), Own: besideName}
	options.On = func(photos []engine.Photo) {
		w.setup.Do(func() { twice += len(photos) - w.found(photos) })
	}
	w.showScan()
	go func() {
		found := w.setup.Backend.Scan(ctx, paths, options, nil)
		w.setup.Do(func() { w.searched(found, twice) })
	}()
}

// ownFolders lists where results of ours are: they are not photos to convert. Those beside
// the photos are known by their name.
func (w *Window) ownFolders() []string {
	own := slices.Clone(w.settings.Results)
	if folder := w.settings.Recipe.Folder; folder != "" {
		own = append(own, folder)
	}
	return own
}

// found takes photos into the list and returns how many of them are new.
func (w *Window) found(photos []engine.Photo) int {
	first := w.model.Len() == 0
	rows := w.model.Add(photos)
	w.scan.found += len(rows)
	w.showScan()
	if len(rows) == 0 {
		return 0
	}
	if !w.active() {
		w.result = false
	}
	w.join(rows)
	if first {
		w.showBody()
	} else {
		w.list.showAll()
	}
	w.foresee()
	w.showFooter()
	w.look()
	return len(rows)
}

// searched ends a search.
func (w *Window) searched(found engine.Found, twice int) {
	w.scan.under--
	stopped := w.scan.ctx.Err() != nil
	if w.scan.under == 0 {
		w.scan.cancel()
	}
	w.showScan()
	if !stopped {
		w.tellLeftOut(found, twice)
	}
}

// tellLeftOut says once how much was not taken, and why.
func (w *Window) tellLeftOut(found engine.Found, twice int) {
	counts := map[engine.Left]int{engine.LeftDuplicate: twice}
	var all []string
	for _, left := range found.Left {
		counts[left.Sort]++
		all = append(all, left.Path+": "+describe(w.words, left.Why))
	}
	total := len(found.Left) + twice
	var reasons []string
	add := func(sort engine.Left, text func(n int) string) {
		if n := counts[sort]; n > 0 {
			reasons = append(reasons, text(n))
		}
	}
	add(engine.LeftOther, func(n int) string { return w.words.Count("left.other", n) })
	add(engine.LeftUnreadable, func(n int) string { return w.words.Count("left.unreadable", n) })
	add(engine.LeftSystem, func(n int) string { return w.words.Count("left.system", n) })
	add(engine.LeftOwn, func(n int) string { return w.words.Count("left.own", n) })
	add(engine.LeftDuplicate, func(n int) string { return w.words.Count("left.duplicate", n) })
	switch {
	case total > 0:
		text := w.words.Count("left.out", total, strings.Join(reasons, ", "))
		if len(found.Photos) == 0 {
			text = w.words.Say("adding.none") + " " + text
		}
		w.banner.Show(notice{text: text, details: strings.Join(all, "\n"), show: true})
	case len(found.Photos) == 0:
		w.banner.Show(notice{text: w.words.Say("adding.none")})
	}
}

func (w *Window) showScan() {
	if w.scan.under == 0 {
		w.header.showScan("")
		return
	}
	w.header.showScan(w.words.Say("adding.scan", w.words.Number(w.scan.found)))
}

func (w *Window) cancelScan() {
	if w.scan.under > 0 {
		w.scan.cancel()
	}
}

// drop adds what was dropped on the window.
func (w *Window) drop(uris []fyne.URI) {
	var paths []string
	for _, uri := range uris {
		if uri.Scheme() == "file" {
			paths = append(paths, filepath.FromSlash(uri.Path()))
		}
	}
	w.Add(paths)
}

// choosePhotos lets a person choose several files.
func (w *Window) choosePhotos() {
	start := w.startFolder()
	w.setup.Dialogs.Files(w.words.Say("chooser.photos"), start, func(paths []string, err error) {
		w.setup.Do(func() {
			if errors.Is(err, ErrNoDialog) {
				newChooser(w.words, w.win, start, false, w.Add)
				return
			}
			w.chosen(paths, err)
		})
	})
}

// chooseFolder lets a person choose a folder to add.
func (w *Window) chooseFolder() {
	w.askFolder(func(path string) { w.Add([]string{path}) })
}

// askFolder asks for a folder, by the system's chooser or our own.
func (w *Window) askFolder(done func(path string)) {
	start := w.startFolder()
	w.setup.Dialogs.Folder(w.words.Say("chooser.folder"), start, func(path string, err error) {
		w.setup.Do(func() {
			switch {
			case errors.Is(err, ErrNoDialog):
				newChooser(w.words, w.win, start, true, func(paths []string) { done(paths[0]) })
			case err != nil:
				w.chosen(nil, err)
			case path != "":
				done(path)
			}
		})
	})
}

// chosen takes in what a chooser brought.
func (w *Window) chosen(paths []string, err error) {
	if err != nil {
		w.banner.Show(notice{text: w.words.Say("chooser.failed"), bad: true, details: err.Error()})
		return
	}
	w.Add(paths)
}

// startFolder is where a chooser opens: at the last photo, or at home.
func (w *Window) startFolder() string {
	if n := w.model.Len(); n > 0 {
		return filepath.Dir(w.model.Rows()[n-1].Photo.Path)
	}
	if home, err := os.UserHomeDir(); err == nil {
		return home
	}
	return string(filepath.Separator)
}

// addMenu is what the arrow beside Add photos opens.
func (w *Window) addMenu() *fyne.Menu {
	item := func(label string, icon fyne.Resource, do func()) *fyne.MenuItem {
		m := fyne.NewMenuItem(label, do)
		m.Icon = icon
		return m
	}
	return fyne.NewMenu("",
		item(w.words.Say("menu.add"), theme.FileImageIcon(), w.choosePhotos),
		item(w.words.Say("menu.addfolder"), theme.FolderOpenIcon(), w.chooseFolder),
		item(w.words.Say("menu.paste"), theme.ContentPasteIcon(), w.paste),
		item(w.words.Say("empty.sample"), theme.MediaPhotoIcon(), w.addSample))
}

// addSample puts the photo that comes with the program on the disk and adds it.
func (w *Window) addSample() {
	w.back.do(func() {
		path, err := writeSample()
		w.setup.Do(func() {
			if err != nil {
				w.banner.Show(notice{text: w.words.Say("adding.sample"), bad: true, details: err.Error()})
				return
			}
			w.Add([]string{path})
		})
	})
}

func writeSample() (string, error) {
	folder, err := os.UserCacheDir()
	if err != nil {
		folder = os.TempDir()
	}
	folder = filepath.Join(folder, "pretobranco")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	path := filepath.Join(folder, assets.SampleName)
	return path, os.WriteFile(path, assets.Sample, 0o644)
}

// Absolute returns paths as they are from everywhere: a chooser may change the
// folder that the program works in.
func Absolute(paths []string) []string {
	var absolute []string
	for _, path := range paths {
		if u, ok := filePath(path); ok {
			path = u // desktops hand over addresses, too
		}
		if abs, err := filepath.Abs(path); err == nil {
			path = abs
		}
		absolute = append(absolute, path)
	}
	return absolute
}
