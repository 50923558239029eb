// Package app is the window: what a person sees of Preto & Branco.
//
//	header     adding, filter, server           header.go
//	banner     what happened, what can be done  banner.go
//	list       photos and their states          list.go, rowview.go, gridcell.go, thumbs.go
//	compare    before and after                 compare.go, comparepart.go, picture
//	strip      every look on the photo in view  lookstrip.go, lookcell.go, lookimages.go
//	inspector  what is made of them             inspector.go, lookpart.go, tunepart.go, bitpart.go
//	           where that goes, its names       naming.go, foreseeing.go
//	footer     ready, running, finished         footer.go
//	servers    this computer and others         servers.go, remoteform.go, localform.go, steplist.go
//
// The parts are dumb: they show what they are given and tell what was tapped. What
// there is to show is in Model, Run and Settings, which know nothing of a window.
// Window puts both together. All of it belongs to the window's goroutine; the rest
// crosses over in one place, the Do of Setup.
package app

import (
	"context"
	"os"
	"path/filepath"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// Setup is what a Window needs from outside.
type Setup struct {
	Backend  model.Backend
	Dialogs  Dialogs
	Secrets  Secrets      // nil where the system has no keyring
	Do       func(func()) // runs on the window's goroutine: fyne.Do
	Exit     func()       // ends the program: everything is saved
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

// Window is the main window. Its methods are for the window's goroutine.
type Window struct {
	app       fyne.App
	win       fyne.Window
	setup     Setup
	words     *words.Words
	settings  model.Settings
	history   model.History[edit]
	model     *model.Model
	run       *model.Run // the last one, also when it is over
	result    bool       // the footer tells how it went
	closing   bool       // after the run
	away      bool       // another program has the focus
	back      *backroom
	thumbs    *thumbs
	looker    previewer
	live      live
	images    *lookImages
	looking   lookedAt
	scan      scanning
	sample    string // the path of the sample photo, once it was tried
	ahead     ahead
	server    serving
	shared    sharingState
	sharer    *backroom         // opens and closes what is shared
	form      *serversForm      // nil unless it is open
	vault     *backroom         // where the keyring is waited for
	stored    map[string]string // tokens in the keyring, by their names there
	escapes   map[fyne.CanvasObject]func()
	sort      model.Order
	backwards bool // the order is turned round
	filter    model.Filter
	text      string

	header    *header
	banner    *banner
	list      *listPart
	compare   *comparePart
	strip     *lookStrip
	inspector *inspector
	naming    *naming
	footer    *footer
	empty     fyne.CanvasObject
	tips      *widgets.Tooltips
	main      fyne.CanvasObject
	split     splitter
	top       *fyne.Container // header and banner
	frame     *fyne.Container // everything
}

// A splitter is the part of container.Split that is remembered.
type splitter interface{ offset() float64 }

// New makes the window with everything in it and opens the server; Show shows it.
func New(a fyne.App, setup Setup) *Window {
	w := &Window{app: a, setup: setup, model: model.New(), back: newBackroom(),
		sharer: newBackroom(), vault: newBackroom(), stored: map[string]string{}, escapes: map[fyne.CanvasObject]func(){}}
	var trouble error
	w.settings = model.DefaultSettings()
	if setup.Settings != "" {
		w.settings, trouble = model.LoadSettings(setup.Settings)
	}
	w.useFlags()
	w.thumbs = newThumbs(setup.Backend.Thumbnail, func(paths []string) {
		setup.Do(func() { w.list.showThumbs(paths) })
	})
	w.looker = previewer{backend: setup.Backend, do: setup.Do, show: w.showPreview}
	w.live.do, w.live.show = setup.Do, w.showPatch
	w.images = newLookImages(func() { setup.Do(func() { w.strip.paint() }) })
	w.words = words.New(w.language())
	widgets.ReduceMotion(a, w.settings.Calm)
	a.Settings().SetTheme(widgets.Theme{Variant: w.settings.Theme})
	w.win = a.NewWindow(Metadata.Name)
	w.build()
	w.restoreSize()
	w.listen()
	w.beginServing()
	w.offerResume()
	if trouble != nil {
		w.banner.Show(notice{text: w.words.Say("settings.unread"), details: trouble.Error()})
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

// ShowAndRun shows the window and returns when it is closed.
func (w *Window) ShowAndRun() {
	w.win.Show()
	w.app.Run()
}

// save remembers the settings. A disk that is full must not stop anybody from converting.
func (w *Window) save() {
	if w.setup.Settings == "" {
		return
	}
	if err := w.settings.Save(w.setup.Settings); err != nil {
		w.banner.Show(notice{text: w.words.Say("settings.unsaved"), details: err.Error()})
	}
}

// job is what a batch that begins now has to do.
func (w *Window) job() engine.Job { return w.settings.Recipe.Job() }

// folder is where results go: the chosen folder, or the one beside the photos if that is the
// same for all of them, or else "".
func (w *Window) folder() string {
	if w.settings.Recipe.Folder != "" {
		return w.settings.Recipe.Folder
	}
	if root, one := w.model.Root(); one {
		return filepath.Join(root, model.BesideName)
	}
	return ""
}

// A backroom does what may wait for a disk, one thing after the other, off the window's goroutine.
type backroom struct {
	mu    sync.Mutex // guards what follows
	tasks []func()
	busy  bool
}

func newBackroom() *backroom { return &backroom{} }

func (b *backroom) do(task func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tasks = append(b.tasks, task)
	if !b.busy {
		b.busy = true
		go b.work()
	}
}

func (b *backroom) work() {
	for {
		b.mu.Lock()
		if len(b.tasks) == 0 {
			b.busy = false
			b.mu.Unlock()
			return
		}
		task := b.tasks[0]
		b.tasks = b.tasks[1:]
		b.mu.Unlock()
		task()
	}
}

// scanning is the search for photos that is under way.
type scanning struct {
	under  int // searches
	found  int
	cancel context.CancelFunc
	ctx    context.Context
}
