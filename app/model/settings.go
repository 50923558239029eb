package model

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"pretobranco/app/picture"
	"pretobranco/engine"
)

// A Recipe is what a person chose for the photos. It is what undo and redo go
// through.
type Recipe struct {
	Look      string          `json:"look,omitempty"`
	Format    engine.Format   `json:"format"`
	Quality   int             `json:"quality"`
	Metadata  engine.Metadata `json:"metadata"`
	Exists    engine.Exists   `json:"exists"`
	Folder    string          `json:"folder"`            // "" is a folder next to the photos
	Name      string          `json:"name,omitempty"`    // a template; "" keeps the photos' own
	Flat      bool            `json:"flat,omitempty"`    // folders are not built again
	DropDates bool            `json:"undated,omitempty"` // results are dated when they are made
}

// Options returns the recipe as the engine takes it.
func (r Recipe) Options() engine.Options {
	look, err := engine.ParseLook(r.Look)
	if err != nil {
		look = engine.Look{} // a newer program's: the neutral one replaces it
	}
	return engine.Options{Look: look, Format: r.Format, Quality: r.Quality, Metadata: r.Metadata}
}

// A Remote is a server on another machine.
type Remote struct {
	ID      string `json:"id"` // names its token in the system's keyring
	Name    string `json:"name"`
	Address string `json:"address"`
	Token   string `json:"token,omitempty"`
	Kept    bool   `json:"kept,omitempty"` // the token is in the keyring, not in the file
	CAFile  string `json:"ca,omitempty"`
}

// NewRemote returns a server that is yet to be described.
func NewRemote() Remote { return Remote{ID: engine.NewToken()} }

// Settings are what is remembered from one start to the next.
type Settings struct {
	Language string          `json:"language"` // "" follows the system
	Theme    string          `json:"theme"`    // "", "light" or "dark"
	Recipe   Recipe          `json:"recipe"`
	Presets  []Preset        `json:"presets,omitempty"`
	Open     map[string]bool `json:"open,omitempty"`    // groups of the inspector
	FreeMix  bool            `json:"freemix,omitempty"` // weights of a mix need not add up to 100
	Server   int             `json:"server"`            // 0 is this computer, else Remotes[Server-1]
	Workers  int             `json:"workers"`           // of this computer; 0 chooses
	Remotes  []Remote        `json:"remotes"`
	Chosen   string          `json:"chosen,omitempty"`  // the folder that photos were chosen in
	Results  []string        `json:"results,omitempty"` // folders that results went to, the last one first
	Speeds   Speeds          `json:"speeds,omitempty"`
	View     picture.Mode    `json:"view"`
	Grid     bool            `json:"grid"`  // photos are shown in a grid
	Split    float64         `json:"split"` // of the list, as a part of the window's width
	Width    float32         `json:"width"` // of the window
	Height   float32         `json:"height"`
	Sharing  Sharing         `json:"sharing"`
	Calm     bool            `json:"calm"`  // nothing moves by itself
	Quiet    bool            `json:"quiet"` // no notifications
}

// Size of the window at the first start.
const firstWidth, firstHeight = 1240, 800

// DefaultSettings are those of a first start.
func DefaultSettings() Settings {
	return Settings{
		Recipe:  Recipe{Format: engine.KeepFormat, Quality: 90, Exists: engine.Skip},
		Split:   0.27,
		Width:   firstWidth,
		Height:  firstHeight,
		Sharing: Sharing{Gateway: gatewayPort, Converter: converterPort},
	}
}

// Formats lists the formats that can be chosen. The first is engine.KeepFormat, the default.
func Formats() []engine.Format {
	return append([]engine.Format{engine.KeepFormat}, engine.WrittenFormats()...)
}

// Config returns how the engine reaches the chosen server.
func (s Settings) Config() engine.Config {
	if remote, ok := s.Remote(); ok {
		return remote.Config()
	}
	return engine.Config{Jobs: s.Workers}
}

// Remote returns the chosen server unless it is this computer.
func (s Settings) Remote() (Remote, bool) {
	if s.Server < 1 || s.Server > len(s.Remotes) {
		return Remote{}, false
	}
	return s.Remotes[s.Server-1], true
}

// Config returns how the engine reaches the server.
func (r Remote) Config() engine.Config {
	return engine.Config{Server: r.Address, Token: r.Token, CAFile: r.CAFile}
}

// Label returns the name that a person gave the server, or else its address.
func (r Remote) Label() string {
	if r.Name != "" {
		return r.Name
	}
	return r.Address
}

// repair takes out what an older or newer program, or an editor, may have put in.
func (s *Settings) repair() {
	d := DefaultSettings()
	if !slices.Contains(Formats(), s.Recipe.Format) {
		s.Recipe.Format = d.Recipe.Format
	}
	if s.Recipe.Quality < 1 || s.Recipe.Quality > 100 {
		s.Recipe.Quality = d.Recipe.Quality
	}
	switch s.Recipe.Exists {
	case engine.Skip, engine.Number, engine.Overwrite:
	default:
		s.Recipe.Exists = d.Recipe.Exists
	}
	if _, err := engine.ParseTemplate(s.Recipe.Name); err != nil {
		s.Recipe.Name = ""
	}
	if s.Split < 0.1 || s.Split > 0.6 {
		s.Split = d.Split
	}
	if s.Server < 0 || s.Server > len(s.Remotes) {
		s.Server = 0
	}
	if s.View < picture.SideBySide || s.View > picture.ResultOnly {
		s.View = picture.SideBySide
	}
	s.Workers = max(0, min(s.Workers, 64))
	if s.Presets = slices.DeleteFunc(s.Presets, func(p Preset) bool { return strings.TrimSpace(p.Name) == "" }); len(s.Presets) == 0 {
		s.Presets = nil
	}

	for i := range s.Remotes {
		if s.Remotes[i].ID == "" {
			s.Remotes[i].ID = engine.NewToken()
		}
	}
	s.Sharing.On = s.Sharing.On && s.Sharing.Always
	if !IsPort(s.Sharing.Gateway) || !IsPort(s.Sharing.Converter) || s.Sharing.Gateway == s.Sharing.Converter {
		s.Sharing.Gateway, s.Sharing.Converter = d.Sharing.Gateway, d.Sharing.Converter
	}
}

// IsPort says that a server may listen there.
func IsPort(n int) bool { return n >= 1 && n <= 65535 }

// LoadSettings reads settings from a file. Without one they are the defaults; so
// they are with the error if the file cannot be understood.
func LoadSettings(path string) (Settings, error) {
	s := DefaultSettings()
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		return DefaultSettings(), err
	}
	s.repair()
	return s, nil
}

// Save writes settings to a file, whole or not at all. Only this person may read
// it: it holds the tokens that no keyring has.
func (s Settings) Save(path string) error {
	text, err := json.MarshalIndent(s.withoutKept(), "", "\t")
	if err != nil {
		return err
	}
	return ReplaceFile(path, append(text, '\n'))
}

// mostResults is how many folders with results are remembered.
const mostResults = 50

// RememberResults notes the folders that results of rows go to, so that nobody takes these for
// photos. It reports whether that is news.
func (s *Settings) RememberResults(job engine.Job, rows []*Row) bool {
	known, last := slices.Clone(s.Results), ""
	for _, row := range rows {
		home := job.OutputRoot(row.Photo)
		if home == last {
			continue
		}
		last = home
		if at := slices.Index(known, home); at >= 0 {
			known = slices.Delete(known, at, at+1)
		}
		known = slices.Insert(known, 0, home)[:min(len(known)+1, mostResults)]
	}
	if slices.Equal(known, s.Results) {
		return false
	}
	s.Results = known
	return true
}

// ResultFolders lists where results are: they hold no photos to convert. Those next to the photos are
// known by their name.
func (s *Settings) ResultFolders() []string {
	own := slices.Clone(s.Results)
	if folder := s.Recipe.Folder; folder != "" {
		own = append(own, folder)
	}
	return own
}

// Job is what a batch of this recipe has to do. subfolder is the name of a folder next to the photos.
func (r Recipe) Job(subfolder string) engine.Job {
	return engine.Job{Folder: r.Folder, Subfolder: subfolder, Name: r.Name, Flat: r.Flat, DropDates: r.DropDates, Options: r.Options(), Exists: r.Exists}
}

// Look returns the look of a photo: its own, or else the common one, also for nil.
func (r Recipe) LookOf(row *Row) engine.Look {
	if row != nil && row.Own != nil {
		return *row.Own
	}
	return r.Options().Look
}
