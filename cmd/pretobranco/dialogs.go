//go:build !ci && (windows || (cgo && darwin))

package main

import (
	"errors"
	"runtime"
	"sync/atomic"

	"github.com/sqweek/dialog"

	"pretobranco/app"
)

// native are the system's own choosers. sqweek/dialog has no way to choose several
// files: the window's own takes its place.
type native struct {
	tasks chan func()
	open  atomic.Bool // one chooser at a time
}

// dialogs starts the one goroutine that choosers run on: the systems want all calls from
// the same thread.
func dialogs() app.Dialogs {
	n := &native{tasks: make(chan func())}
	go func() {
		runtime.LockOSThread()
		for task := range n.tasks {
			task()
		}
	}()
	return n
}

// run does a task that shows a chooser. While one is open a second is not wanted.
func (n *native) run(task func()) {
	if n.open.Swap(true) {
		return
	}
	n.tasks <- func() {
		defer n.open.Store(false)
		task()
	}
}

// Folder asks for a folder.
func (n *native) Folder(title, folder string, done func(string, error)) {
	n.run(func() {
		path, err := dialog.Directory().Title(title).SetStartDir(folder).Browse()
		if errors.Is(err, dialog.ErrCancelled) {
			path, err = "", nil
		}
		done(path, err)
	})
}

// Save asks for a place for a file to write.
func (n *native) Save(title, folder, name string, done func(string, error)) {
	n.run(func() {
		path, err := dialog.File().Title(title).SetStartDir(folder).SetStartFile(name).Save()
		if errors.Is(err, dialog.ErrCancelled) {
			path, err = "", nil
		}
		done(path, err)
	})
}

// Files asks for several files.
func (n *native) Files(_, _ string, done func([]string, error)) { done(nil, app.ErrNoDialog) }
