package model

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"pretobranco/engine"
)

// A Preset is a look with a name. It is kept as text, so that a look of a newer version survives
// a start of this one.
type Preset struct {
	Name string `json:"name"`
	Look string `json:"look"`
}

// Parse returns the preset's look, and false if this version has none such.
func (p Preset) Parse() (engine.Look, bool) {
	look, err := engine.ParseLook(p.Look)
	return look, err == nil
}

// SavePreset keeps a look under a name, in place of another of that name. The presets stay
// sorted by their names.
func (s *Settings) SavePreset(name string, look engine.Look) {
	preset := Preset{strings.TrimSpace(name), look.String()}
	s.Presets = append(without(s.Presets, preset.Name), preset)
	slices.SortFunc(s.Presets, func(a, b Preset) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
}

// DeletePreset forgets the preset of a name.
func (s *Settings) DeletePreset(name string) { s.Presets = without(s.Presets, name) }

// Preset returns the preset that is a look.
func (s *Settings) Preset(look engine.Look) (Preset, bool) {
	at := slices.IndexFunc(s.Presets, func(p Preset) bool {
		l, ok := p.Parse()
		return ok && l == look
	})
	if at < 0 {
		return Preset{}, false
	}
	return s.Presets[at], true
}

// without returns a new list, for the old one may be in use elsewhere.
func without(presets []Preset, name string) []Preset {
	return slices.DeleteFunc(slices.Clone(presets), func(p Preset) bool { return strings.EqualFold(p.Name, name) })
}

// WriteLook returns the file of a look that engine.ReadLook and the terminal client's -look-file
// read: JSON of a struct of fields.
func WriteLook(look engine.Look) ([]byte, error) {
	file, err := json.MarshalIndent(look.Fields(), "", "\t")
	return append(file, '\n'), err
}

// PresetName is the name that a preset gets from its file.
func PresetName(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}
