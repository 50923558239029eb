//go:build !ci && (windows || (cgo && (linux || darwin)))

package main

import (
	"errors"
	"net/url"
	"path/filepath"
	"runtime"
	"sync/atomic"

	"github.com/rymdport/portal/filechooser"
	"github.com/sqweek/dialog"

	"pretobranco/app"
)

// native are the system's own choosers. sqweek/dialog has no way to choose several
// files; where the desktop's portal has one, that is used, and elsewhere the window's.
type native struct {
	tasks chan func()
	open  atomic.Bool // one chooser at a time
}

// dialogs starts the one goroutine that choosers run on: GTK wants all calls from
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

// Files asks for several files.
func (n *native) Files(title, folder string, done func([]string, error)) {
	if runtime.GOOS != "linux" {
		done(nil, app.ErrNoDialog)
		return
	}
	n.run(func() {
		uris, err := filechooser.OpenFile("", title, &filechooser.OpenFileOptions{Multiple: true, CurrentFolder: folder})
		if err != nil { // no session bus, or nobody on it who has a chooser
			done(nil, app.ErrNoDialog)
			return
		}
		var paths []string
		for _, uri := range uris {
			if u, err := url.Parse(uri); err == nil && u.Scheme == "file" {
				paths = append(paths, filepath.FromSlash(u.Path))
			}
		}
		done(paths, nil)
	})
}
