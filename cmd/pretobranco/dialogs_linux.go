//go:build !ci

package main

import (
	"sync/atomic"

	"pretobranco/app"
)

// desktop are the choosers of the desktop's portal. Without a portal the window's own take their
// place: they look like the window, and open where they are asked to, which GTK's do not.
type desktop struct {
	open atomic.Bool // one chooser at a time
}

func dialogs() app.Dialogs { return &desktop{} }

// run asks with a chooser and passes on what was chosen. While one is open a second is not wanted.
func (d *desktop) run(ask func() ([]string, error), done func([]string, error)) {
	if d.open.Swap(true) {
		return
	}
	go func() {
		addresses, err := ask()
		d.open.Store(false)
		if err != nil {
			err = app.ErrNoDialog
		}
		done(addresses, err)
	}()
}

// Files asks for several files.
func (d *desktop) Files(title, folder string, done func([]string, error)) {
	d.run(func() ([]string, error) { return portalFiles(title, folder) }, done)
}

// Folder asks for a folder.
func (d *desktop) Folder(title, folder string, done func(string, error)) {
	d.run(func() ([]string, error) { return portalFolder(title, folder) }, first(done))
}

// Save asks for a place for a file to write.
func (d *desktop) Save(title, folder, name string, done func(string, error)) {
	d.run(func() ([]string, error) { return portalSave(title, folder, name) }, first(done))
}

// first passes on the first of what was chosen.
func first(done func(string, error)) func([]string, error) {
	return func(addresses []string, err error) {
		if len(addresses) == 0 {
			done("", err)
			return
		}
		done(addresses[0], err)
	}
}
