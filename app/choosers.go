package app

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pretobranco/app/widgets"
	"pretobranco/engine"
)

// choosers owns the ways to choose files and folders: the system's choosers, or the window's own.
type choosers struct{ *shell }

// choosePhotos lets a person choose several files.
func (c *choosers) choosePhotos() {
	start := c.startFolder()
	c.setup.Dialogs.Files(c.words.Say("chooser.photos"), start, func(paths []string, err error) {
		c.setup.Do(func() {
			if errors.Is(err, ErrNoDialog) {
				c.ownPhotos(start)
				return
			}
			c.chosen(paths, err)
		})
	})
}

// chooseFolder lets a person choose a folder to add.
func (c *choosers) chooseFolder() {
	c.askFolder(func(path string) {
		c.chose(path)
		c.photos.add([]string{path})
	})
}

// askFolder asks for a folder, by the system's chooser or our own.
func (c *choosers) askFolder(done func(path string)) {
	start := c.startFolder()
	c.setup.Dialogs.Folder(c.words.Say("chooser.folder"), start, func(path string, err error) {
		c.setup.Do(func() {
			switch {
			case errors.Is(err, ErrNoDialog):
				c.own(start, widgets.ChooserOptions{Title: c.words.Say("chooser.folder"), Folder: true}, func(paths []string) { done(paths[0]) })
			case err != nil:
				c.chosen(nil, err)
			default:
				c.atPath(path, done)
			}
		})
	})
}

// atPath goes on with a path, or the address of one, if anything was chosen and it is on this
// computer.
func (c *choosers) atPath(chosen string, done func(path string)) {
	if chosen == "" {
		return
	}
	path, ok := pathOf(chosen)
	if !ok {
		c.chosen([]string{chosen}, nil) // which says that it is elsewhere
		return
	}
	done(path)
}

// askFile asks for one file. The window's own chooser shows those whose names have one of the ends.
func (c *choosers) askFile(title string, ends []string, done func(path string)) {
	start := c.startFolder()
	c.setup.Dialogs.Files(title, start, func(paths []string, err error) {
		c.setup.Do(func() {
			switch {
			case errors.Is(err, ErrNoDialog):
				want := widgets.ChooserOptions{Title: title, One: true}
				if len(ends) > 0 {
					want.Shows = func(name string) bool { return slices.Contains(ends, strings.ToLower(filepath.Ext(name))) }
				}
				c.own(start, want, func(paths []string) { done(paths[0]) })
			case err != nil:
				c.chosen(nil, err)
			case len(paths) > 0:
				c.atPath(paths[0], done)
			}
		})
	})
}

// askSave asks for a place for a file to write.
func (c *choosers) askSave(title, name string, done func(path string)) {
	start := c.startFolder()
	c.setup.Dialogs.Save(title, start, name, func(path string, err error) {
		c.setup.Do(func() {
			switch {
			case errors.Is(err, ErrNoDialog):
				c.own(start, widgets.ChooserOptions{Title: title, Name: name}, func(paths []string) { done(paths[0]) })
			case err != nil:
				c.chosen(nil, err)
			default:
				c.atPath(path, done)
			}
		})
	})
}

// own opens the window's own chooser.
func (c *choosers) own(start string, want widgets.ChooserOptions, done func(paths []string)) *widgets.Chooser {
	want.Places, want.Compare = places(c.words), engine.CompareNames
	return widgets.NewChooser(c.words, c.win, start, want, done)
}

// ownPhotos opens the window's own chooser of photos, with small pictures of them.
func (c *choosers) ownPhotos(start string) *widgets.Chooser {
	var chooser *widgets.Chooser
	small := newThumbs(c.setup.Backend.Thumbnail, func([]string) { c.setup.Do(func() { chooser.Repaint() }) })
	small.SetSide(2 * widgets.ChooserThumb)
	want := widgets.ChooserOptions{Title: c.words.Say("chooser.photos"), Shows: engine.NamesPicture, Thumb: small.Get, Closed: small.Close}
	chooser = c.own(start, want, func(paths []string) { c.chosen(paths, nil) })
	return chooser
}

// chosen adds what a chooser returned, or shows its error.
func (c *choosers) chosen(paths []string, err error) {
	if err != nil {
		c.report(notice{text: c.words.Say("chooser.failed"), bad: true}, err)
		return
	}
	if len(paths) > 0 {
		if path, ok := pathOf(paths[0]); ok {
			c.chose(filepath.Dir(path))
		}
	}
	c.photos.addNamed(paths)
}

// startFolder is where a chooser opens: at the last photo that a person brought, where one was
// chosen before, or where pictures are.
func (c *choosers) startFolder() string {
	for _, row := range slices.Backward(c.model.Rows()) {
		if row.Photo.Path != c.photos.sample {
			return filepath.Dir(row.Photo.Path)
		}
	}
	home, _ := os.UserHomeDir()
	for _, folder := range []string{c.settings.Chosen, picturesFolder(), home} {
		if info, err := os.Stat(folder); err == nil && info.IsDir() {
			return folder
		}
	}
	return string(filepath.Separator)
}

// chose remembers where photos were chosen.
func (c *choosers) chose(folder string) {
	if c.settings.Chosen != folder {
		c.settings.Chosen = folder
		c.save()
	}
}
