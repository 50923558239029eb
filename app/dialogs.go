package app

import "errors"

// Dialogs are the system's own choosers. Each returns at once and calls done later,
// on any goroutine; done gets nothing when the person changed their mind, and else paths,
// or addresses (file:///...) as the desktop writes them. The title may be ignored.
type Dialogs interface {
	Files(title, folder string, done func(paths []string, err error))
	Folder(title, folder string, done func(path string, err error))
	Save(title, folder, name string, done func(path string, err error)) // a place for a file to write
}

// ErrNoDialog says that this system has no such chooser: the window's own takes its place.
var ErrNoDialog = errors.New("no chooser of the system's own")

// NoDialogs are the Dialogs of a system without any.
type NoDialogs struct{}

// Files has no chooser to show.
func (NoDialogs) Files(_, _ string, done func([]string, error)) { done(nil, ErrNoDialog) }

// Folder has no chooser to show.
func (NoDialogs) Folder(_, _ string, done func(string, error)) { done("", ErrNoDialog) }

// Save has no chooser to show.
func (NoDialogs) Save(_, _, _ string, done func(string, error)) { done("", ErrNoDialog) }
