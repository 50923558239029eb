// Package app is the window: what a person sees of Preto & Branco.
//
// Window makes the parts and the owners and connects them. The parts are dumb: they show what they
// are given and report what was pressed.
//
//	header     adding, filter, server           header.go
//	banner     what happened, what can be done  banner.go
//	list       photos and their states          list.go, rowview.go, gridcell.go, thumbs.go
//	compare    before and after                 comparepart.go, damagebar.go, widgets, picture
//	strip      every look on the photo in view  lookstrip.go, lookimages.go
//	inspector  what is made of them             inspector.go, lookpart.go, tunepart.go, bitpart.go
//	           as what, where, with which names formatcard.go, outputcard.go
//	footer     ready, running, finished         footer.go
//	servers    this computer and others         serversform.go, remoteform.go, localform.go, steplist.go
//
// The owners hold the state and decide. Each is in files of its name:
//
//	photos     the list: adding, selecting, filtering
//	preview    the photo in view: its stages, looks that are tried
//	edits      looks and recipe: choices, undo, presets
//	forecast   what a batch would do, and what is in its way
//	batches    the run: start, course, end, undo, resume
//	servers    the server in use, sharing, tokens
//	choosers   choosers of files and folders
//
// What they share is the shell. Photos, runs and settings themselves are in package model, sentences
// in package words, and the parts that know nothing of the program in package widgets. All of it
// belongs to the window's goroutine; other goroutines post to it through the Do of Setup.
package app

import (
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"pretobranco/app/logfile"
	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
)

// Setup is what a Window needs from outside.
type Setup struct {
	Backend  model.Backend
	Dialogs  Dialogs
	Secrets  Secrets      // nil where the system has no keyring
	Do       func(func()) // runs on the window's goroutine: fyne.Do
	Log      *logfile.Log // of errors; nil keeps none
	Exit     func()       // ends the program: everything is saved
	Free     func()       // returns unused memory to the system; nil leaves that to Go
	Settings string       // the file they are remembered in; "" remembers nothing
	Folder   string       // for the results, in place of the remembered one
	Server   string       // address, in place of the remembered one
	Token    string       // of that server
}

// SettingsFile returns where the settings of this person are kept, or "" if there is no such place.
func SettingsFile() string {
	folder, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "pretobranco", "settings.json")
}

// Window is the main window: it makes the parts and the owners, and connects them. Its methods are
// for the window's goroutine.
type Window struct {
	*shell
	split splitter
	menu  menuState
}

// A splitter is the part of container.Split that is remembered.
type splitter interface{ offset() float64 }

// New makes the window with everything in it and opens the server; Show shows it.
func New(a fyne.App, setup Setup) *Window {
	if setup.Log == nil {
		setup.Log = logfile.Discard()
	}
	w := &Window{shell: newShell(a, setup)}
	w.quit, w.shell.showMenu = w.close, w.showMenu
	var trouble error
	if setup.Settings != "" {
		w.settings, trouble = model.LoadSettings(setup.Settings)
	}
	w.useFlags()
	w.thumbs = newThumbs(setup.Backend.Thumbnail, func(paths []string) {
		setup.Do(func() { w.list.showThumbs(paths) })
	})
	w.images = newLookImages(func() { setup.Do(func() { w.strip.paint() }) })
	w.words = words.New(w.language())
	widgets.ReduceMotion(a, w.settings.Calm)
	widgets.SetTheme(a, w.settings.Theme)
	w.win = a.NewWindow(Metadata.Name)
	w.build()
	w.restoreSize()
	w.listen()
	w.servers.begin()
	w.recovery.offer()
	if trouble != nil {
		w.report(notice{text: w.words.Say("settings.unread")}, trouble)
	}
	return w
}

// useFlags lets the command line have its way over what is remembered.
func (w *Window) useFlags() {
	if w.setup.Folder != "" {
		w.settings.Recipe.Folder = w.setup.Folder
	}
	if w.setup.Server == "" {
		return
	}
	for i, remote := range w.settings.Remotes {
		if remote.Address == w.setup.Server {
			w.settings.Server = i + 1
			if w.setup.Token != "" {
				w.settings.Remotes[i].Token = w.setup.Token
			}
			return
		}
	}
	remote := model.NewRemote()
	remote.Address, remote.Token = w.setup.Server, w.setup.Token
	w.settings.Remotes = append(w.settings.Remotes, remote)
	w.settings.Server = len(w.settings.Remotes)
}

// language is the one to speak: the chosen one, or the system's.
func (w *Window) language() string {
	if w.settings.Language != "" {
		return w.settings.Language
	}
	return lang.SystemLocale().LanguageString()
}

// AddNamed adds what program arguments name: paths, or addresses of files.
func (w *Window) AddNamed(names []string) {
	w.photos.opening = len(names) > 0 // the card to drop photos on would flash
	w.photos.addNamed(names)
	w.showBody()
}

// ShowAndRun shows the window and returns when it is closed.
func (w *Window) ShowAndRun() {
	w.win.Show()
	w.app.Run()
}
