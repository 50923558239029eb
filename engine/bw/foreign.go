package bw

import (
	"fmt"
	"strings"

	"pretobranco/engine/bw/fault"
)

// A Foreign is a file of a kind that is recognised but not read, so that messages can name it. The zero
// value is a file that is read, or of an unknown kind.
type Foreign struct {
	Kind   ForeignKind
	Label  string // a proper name, the same in every language: a raw file's maker, a picture's format; "" if the kind has none
	Format string // if the label has several: "CR3"
}

// A ForeignKind is what a foreign file contains. Its text is part of the terminal client's JSON,
// so it never changes.
type ForeignKind string

const (
	RawFile      ForeignKind = "raw"      // what a camera's sensor saw; the label is the maker
	PictureFile  ForeignKind = "picture"  // of a format that is not read; the label is the format
	DocumentFile ForeignKind = "document" // the label is the program or the format
	VideoFile    ForeignKind = "video"
	AudioFile    ForeignKind = "audio"
	ArchiveFile  ForeignKind = "archive" // the label is the format
	TextFile     ForeignKind = "text"
	WebPage      ForeignKind = "web"
	ProgramFile  ForeignKind = "program"
	DatabaseFile ForeignKind = "database"
	FontFile     ForeignKind = "font"
)

// foreignKinds lists every kind, those first that users look for most, with the English words
// that follow the label, and why it is not read; "" means that it is not a picture.
var foreignKinds = []struct {
	kind      ForeignKind
	noun, why string
}{
	{RawFile, "raw file", "%s: raw files are not read"},
	{PictureFile, "picture", "%s: this format is not read"},
	{DocumentFile, "document", "%s: this format is not read"},
	{VideoFile, "video", ""},
	{AudioFile, "audio file", ""},
	{ArchiveFile, "archive", ""},
	{WebPage, "web page", ""},
	{TextFile, "text file", ""},
	{DatabaseFile, "database", ""},
	{ProgramFile, "program", ""},
	{FontFile, "font", ""},
}

// ForeignKinds lists every kind, those first that users look for most.
func ForeignKinds() []ForeignKind {
	var kinds []ForeignKind
	for _, k := range foreignKinds {
		kinds = append(kinds, k.kind)
	}
	return kinds
}

// words returns the label with the noun of the kind, and why such files are not read.
func (f Foreign) words() (name, why string) {
	for _, k := range foreignKinds {
		if k.kind == f.Kind {
			name, why = k.noun, k.why
		}
	}
	return strings.TrimSpace(f.Label + " " + name), why
}

// Name names the file in English: "a Canon raw file (CR3)".
func (f Foreign) Name() string {
	name, _ := f.words()
	if f.Format != "" {
		name += " (" + f.Format + ")"
	}
	return article(name) + " " + name
}

// Refusal is the error of a file that cannot be converted because of its kind: "a Canon raw file (CR3):
// raw files are not read".
func (f Foreign) Refusal() *fault.Error {
	if _, why := f.words(); why != "" {
		return fault.New(fault.Unsupported, why, f.Name())
	}
	return fault.New(fault.Unsupported, "not a picture but %s", f.Name())
}

// Count names n files of this kind and label in English: "2 Canon raw files".
func (f Foreign) Count(n int) string {
	name, _ := f.words()
	if n != 1 {
		name += "s"
	}
	return fmt.Sprintf("%d %s", n, name)
}

// article returns the indefinite article of a name. Some labels are spelled out when they are
// read: an SVG picture.
func article(name string) string {
	for _, spelled := range []string{"SVG", "SGI", "XPM", "MNG", "RTF", "XZ"} {
		if strings.HasPrefix(name, spelled+" ") {
			return "an"
		}
	}
	if name != "" && strings.ContainsRune("AEIOaeio", rune(name[0])) {
		return "an"
	}
	return "a"
}
