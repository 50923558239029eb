package app

import (
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/assets"
	"pretobranco/engine"
)

// shell is what the owners share: the window, its words, settings and photos, the parts that show
// them, and each other. All of it belongs to the window's goroutine.
type shell struct {
	app      fyne.App
	win      fyne.Window
	setup    Setup
	words    *words.Words
	settings model.Settings
	model    *model.Model
	back     *serialWorker // what may wait for a disk
	quit     func()        // closes the window
	names    []string      // of folders for results next to the photos
	showMenu func()        // brings the main menu up to date
	away     bool          // another program has the focus

	header    *header
	banner    *banner
	list      *listPart
	compare   *comparePart
	strip     *lookStrip
	inspector *inspector
	output    *outputCard
	footer    *footer
	empty     fyne.CanvasObject
	main      fyne.CanvasObject
	tips      *widgets.Tooltips
	thumbs    *thumbs
	images    *lookImages

	batches  *batches
	reruns   *reruns
	recovery *recovery
	forecast *forecast
	servers  *servers
	photos   *photos
	choosers *choosers
	preview  *preview
	edits    *edits
}

func newShell(a fyne.App, setup Setup) *shell {
	s := &shell{app: a, setup: setup, settings: model.DefaultSettings(), model: model.New(), back: newSerialWorker(), names: resultFolders()}
	s.batches = &batches{shell: s}
	s.reruns = &reruns{s}
	s.recovery = &recovery{s}
	s.forecast = &forecast{shell: s}
	s.servers = newServers(s)
	s.photos = &photos{shell: s}
	s.choosers = &choosers{s}
	s.preview = newPreview(s)
	s.edits = &edits{shell: s}
	return s
}

// save remembers the settings. A disk that is full must not stop anybody from converting.
func (s *shell) save() {
	if s.setup.Settings == "" {
		return
	}
	if err := s.settings.Save(s.setup.Settings); err != nil {
		s.report(notice{text: s.words.Say("settings.unsaved")}, err)
	}
}

// job is what a batch that begins now has to do.
func (s *shell) job() engine.Job { return s.settings.Recipe.Job(s.subfolder()) }

// subfolder is the name of the folder for results next to the photos: the one that is there from an
// earlier run, also one of an older version or another language, or else that of the language.
func (s *shell) subfolder() string {
	names := s.names
	for _, folders := range [][]string{s.settings.Results, s.photos.results} {
		for _, folder := range folders {
			if name := filepath.Base(folder); slices.Contains(names, name) && s.model.HasRoot(filepath.Dir(folder)) {
				return name
			}
		}
	}
	return s.words.Say("folder.name")
}

// resultFolders are the names that folders for results next to the photos have in every language,
// and had.
func resultFolders() []string {
	names := []string{engine.OldResultFolder}
	for _, language := range assets.Languages() {
		names = append(names, words.New(language).Say("folder.name"))
	}
	return names
}

// folder is where results go: the chosen folder, or the one next to the photos if that is the
// same for all of them, or else "".
func (s *shell) folder() string {
	if s.settings.Recipe.Folder != "" {
		return s.settings.Recipe.Folder
	}
	if root, one := s.model.Root(); one {
		return filepath.Join(root, s.subfolder())
	}
	return ""
}

// showBody shows the list and the picture, or the card to drop photos on.
func (s *shell) showBody() {
	empty := s.model.Len() == 0 && !s.photos.opening
	widgets.Show(empty, s.empty)
	widgets.Show(!empty, s.main)
	s.list.showAll()
	s.win.Content().Refresh()
}

// lookOf returns the look that a photo gets; the common one for nil.
func (s *shell) lookOf(row *model.Row) engine.Look { return s.settings.Recipe.LookOf(row) }
