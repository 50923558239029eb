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

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/engine"
)

// AddNamed is Add for what program arguments, choosers and clipboards name: paths, or addresses
// of files.
func (w *Window) AddNamed(names []string) { w.add(placed(names)) }

// Add searches files and folders for photos. It returns at once; photos come into the list
// as they are found, and while a batch runs they join it.
func (w *Window) Add(paths []string) { w.add(paths, nil) }

// add is Add with what is left out already.
func (w *Window) add(paths []string, left []engine.LeftOut) {
	if len(paths) == 0 && len(left) == 0 {
		return
	}
	if w.scan.under == 0 {
		w.scan.ctx, w.scan.cancel = context.WithCancel(context.Background())
		w.scan.found = 0
	}
	w.scan.under++
	ctx := w.scan.ctx
	twice := 0 // photos of this search that are in the list already
	options := engine.ScanOptions{Recursive: true, Exclude: w.settings.ResultFolders(), Own: model.BesideName}
	options.On = func(photos []engine.Photo) {
		w.setup.Do(func() { twice += len(photos) - w.found(photos) })
	}
	w.showScan()
	go func() {
		found := w.setup.Backend.Scan(ctx, paths, options, nil)
		found.Left = append(left, found.Left...)
		w.setup.Do(func() { w.searched(found, twice) })
	}()
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

// tellLeftOut says once how much was not taken, and of what kind it is. Files that systems and
// photo programs leave beside photos are no news by themselves.
func (w *Window) tellLeftOut(found engine.Found, twice int) {
	counts := engine.CountLeft(found.Left)
	if i := slices.IndexFunc(counts, func(c engine.LeftCount) bool { return c.Sort == engine.LeftDuplicate }); i >= 0 {
		counts[i].Files += twice
	} else if twice > 0 {
		counts = append(counts, engine.LeftCount{Sort: engine.LeftDuplicate, Files: twice})
	}
	files, news := 0, len(found.Photos) == 0
	var parts, sentences []string
	for _, c := range counts {
		if c.Files > 0 {
			files += c.Files
			parts = append(parts, w.words.LeftFiles(c.Sort, c.File, c.Files))
		}
		if c.Folders > 0 {
			sentences = append(sentences, w.words.LeftFolders(c.Sort, c.Folders))
		}
		news = news || c.Sort != engine.LeftSystem && c.Sort != engine.LeftSidecar
	}
	if files > 0 {
		sentences = slices.Insert(sentences, 0, w.words.Count("left.out", files, strings.Join(parts, ", ")))
	}
	if len(found.Photos) == 0 {
		sentences = slices.Insert(sentences, 0, w.words.Say("adding.none"))
	}
	var details []string
	for _, left := range found.Left {
		details = append(details, left.Path+": "+w.words.LeftOut(left))
	}
	if news && len(sentences) > 0 {
		w.banner.Show(notice{text: strings.Join(sentences, " "), details: strings.Join(details, "\n"), show: files > 0 || len(details) > 0})
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
	var names []string
	for _, uri := range uris {
		name := uri.String()
		if uri.Scheme() == "file" {
			name = filepath.FromSlash(uri.Path()) // which is decoded
		}
		names = append(names, name)
	}
	w.AddNamed(names)
}

// choosePhotos lets a person choose several files.
func (w *Window) choosePhotos() {
	start := w.startFolder()
	w.setup.Dialogs.Files(w.words.Say("chooser.photos"), start, func(paths []string, err error) {
		w.setup.Do(func() {
			if errors.Is(err, ErrNoDialog) {
				widgets.NewChooser(w.words, w.win, start, widgets.ChooserOptions{Title: w.words.Say("chooser.photos")}, func(paths []string) { w.chosen(paths, nil) })
				return
			}
			w.chosen(paths, err)
		})
	})
}

// chooseFolder lets a person choose a folder to add.
func (w *Window) chooseFolder() {
	w.askFolder(func(path string) {
		w.chose(path)
		w.Add([]string{path})
	})
}

// askFolder asks for a folder, by the system's chooser or our own.
func (w *Window) askFolder(done func(path string)) {
	start := w.startFolder()
	w.setup.Dialogs.Folder(w.words.Say("chooser.folder"), start, func(path string, err error) {
		w.setup.Do(func() {
			switch {
			case errors.Is(err, ErrNoDialog):
				widgets.NewChooser(w.words, w.win, start, widgets.ChooserOptions{Title: w.words.Say("chooser.folder"), Folder: true}, func(paths []string) { done(paths[0]) })
			case err != nil:
				w.chosen(nil, err)
			case path != "":
				done(path)
			}
		})
	})
}

// askFile asks for one file. The window's own chooser shows those whose names have one of the ends.
func (w *Window) askFile(title string, ends []string, done func(path string)) {
	start := w.startFolder()
	w.setup.Dialogs.Files(title, start, func(paths []string, err error) {
		w.setup.Do(func() {
			switch {
			case errors.Is(err, ErrNoDialog):
				widgets.NewChooser(w.words, w.win, start, widgets.ChooserOptions{Title: title, One: true, Extensions: ends}, func(paths []string) { done(paths[0]) })
			case err != nil:
				w.chosen(nil, err)
			case len(paths) > 0:
				path, ok := pathOf(paths[0])
				if !ok {
					w.chosen(paths, nil) // which says that it is elsewhere
					return
				}
				done(path)
			}
		})
	})
}

// askSave asks for a place for a file to write.
func (w *Window) askSave(title, name string, done func(path string)) {
	start := w.startFolder()
	w.setup.Dialogs.Save(title, start, name, func(path string, err error) {
		w.setup.Do(func() {
			switch {
			case errors.Is(err, ErrNoDialog):
				widgets.NewChooser(w.words, w.win, start, widgets.ChooserOptions{Title: title, Name: name}, func(paths []string) { done(paths[0]) })
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
	if len(paths) > 0 {
		if path, ok := pathOf(paths[0]); ok {
			w.chose(filepath.Dir(path))
		}
	}
	w.AddNamed(paths)
}

// startFolder is where a chooser opens: at the last photo that a person brought, where one was
// chosen before, or where pictures are.
func (w *Window) startFolder() string {
	for _, row := range slices.Backward(w.model.Rows()) {
		if row.Photo.Path != w.sample {
			return filepath.Dir(row.Photo.Path)
		}
	}
	home, _ := os.UserHomeDir()
	for _, folder := range []string{w.settings.Chosen, picturesFolder(), home} {
		if info, err := os.Stat(folder); err == nil && info.IsDir() {
			return folder
		}
	}
	return string(filepath.Separator)
}

// chose remembers where photos were chosen.
func (w *Window) chose(folder string) {
	if w.settings.Chosen != folder {
		w.settings.Chosen = folder
		w.save()
	}
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
