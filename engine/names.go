package engine

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// OutputName returns the path that the result of a photo gets, the number-th of its batch,
// if no other photo of the batch gets the same.
func OutputName(job Job, photo Photo, number int) (string, error) {
	n, err := newNamer(job)
	if err != nil {
		return "", err
	}
	source := photo.Format
	if source == "" {
		source = bw.FormatOf(photo.Path)
	}
	return filepath.Join(job.OutputRoot(photo), n.place(photo, number, source, photo.options(job).Target(source, false))), nil
}

// A namer gives results their names as a job wants them.
type namer struct {
	template Template
	plain    bool // names stay the same
	job      Job
	taken    func(path string) time.Time // when a photo was taken
	anyName  func(root string) bool      // whether the disk of an output root allows all characters in names
}

func newNamer(job Job) (namer, error) {
	template, err := ParseTemplate(job.Name)
	if err != nil {
		return namer{}, fault.New(fault.Unsupported, "the names of the results: %v", err).With(err)
	}
	plain := job.Name == "" || job.Name == DefaultTemplate
	return namer{template: template, plain: plain, job: job, taken: takenAt,
		anyName: func(string) bool { return runtime.GOOS != "windows" }}, nil
}

// place returns where the result of a photo goes below its output root. A name that is to stay
// stays letter for letter, unless the format changes or the disk does not allow it.
func (n namer) place(photo Photo, number int, source, result Format) string {
	want := n.parts(photo, number, source, result)
	parts, altered := make([]string, len(want)), false
	for i, part := range want {
		parts[i] = portable(part)
		altered = altered || parts[i] != clean(part)
	}
	if altered && n.anyName(n.job.OutputRoot(photo)) {
		for i, part := range want {
			parts[i] = clean(part)
		}
	}
	return filepath.Join(parts...)
}

// altered reports whether the name that a result gets is not the one it should have.
func (n namer) altered(photo Photo, number int, source, result Format) bool {
	for _, part := range n.parts(photo, number, source, result) {
		if name := clean(part); name != part || portable(part) != part && !n.anyName(n.job.OutputRoot(photo)) {
			return true
		}
	}
	return false
}

// parts returns the folders and the name that the result of a photo should have below its output
// root.
func (n namer) parts(photo Photo, number int, source, result Format) []string {
	rel := filepath.Base(photo.Path)
	if photo.Root != "" && !n.job.Flat {
		if below, err := filepath.Rel(photo.Root, photo.Path); err == nil && filepath.IsLocal(below) {
			rel = below
		}
	}
	folder, base := filepath.Split(rel)
	stem, ext := base, ""
	if bw.FormatOf(base) != "" { // "Dr. Silva" and "2024.05.01" have no extension
		ext = filepath.Ext(base)
		stem = strings.TrimSuffix(base, ext)
	}
	changed := result != source && result != "" && bw.FormatOf(base) != result
	if changed || ext == "" && !n.plain && result != "" {
		ext = result.Extension()
	}
	if !n.plain {
		stem = n.fill(photo, number, stem)
	}
	return strings.Split(filepath.ToSlash(folder+stem+ext), "/")
}

// fill makes the name of a photo's result out of the template.
func (n namer) fill(photo Photo, number int, stem string) string {
	v := values{name: stem, number: number, look: lookName(photo.options(n.job).Look), folder: filepath.Base(filepath.Dir(photo.Path))}
	if n.template.has("date") { // it has to be read from the disk
		v.date = n.taken(photo.Path)
	}
	return n.template.fill(v)
}

// numbered returns path with a number before its extension.
func numbered(path string, n int) string {
	ext := filepath.Ext(path)
	stem := strings.TrimSuffix(path, ext)
	suffix := fmt.Sprintf("-%d%s", n, ext)
	dir, base := filepath.Split(stem)
	return dir + shorten(base, maxName-len(suffix)) + suffix
}

// key returns what two paths have in common if some file system takes them for the
// same: macOS does not distinguish normal forms, and neither Windows nor macOS distinguishes cases.
func key(path string) string { return strings.ToLower(norm.NFC.String(path)) }

// maxName is the longest name that common file systems allow, in bytes.
const maxName = 255

// device reports whether a name is that of a device on Windows, with any extension.
func device(name string) bool {
	name, _, _ = strings.Cut(name, ".")
	name = strings.ToUpper(strings.TrimRight(name, " "))
	switch name {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	port, found := strings.CutPrefix(name, "COM")
	if !found {
		port, found = strings.CutPrefix(name, "LPT")
	}
	return found && utf8.RuneCountInString(port) == 1 && strings.Contains("0123456789¹²³", port)
}

// clean returns name without what no disk or terminal should hold: control characters, a slash,
// bytes that are not UTF-8, which macOS refuses, and what is longer than disks allow.
func clean(name string) string {
	return fitting(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '/' {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_")))
}

// portable returns name as every disk can hold it, those of Windows and of memory cards as well.
// Nearly every name is portable and stays as it is.
func portable(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*\`, r) {
			return '_'
		}
		return r
	}, clean(name))
	if trimmed := strings.TrimRight(name, ". "); trimmed != name {
		name = trimmed + strings.Repeat("_", len(name)-len(trimmed))
	}
	if device(name) {
		name = "_" + name
	}
	return fitting(name)
}

// fitting returns name cut to the longest length that disks allow, with its extension.
func fitting(name string) string {
	ext := filepath.Ext(name)
	if len(ext) > 16 {
		ext = ""
	}
	return shorten(strings.TrimSuffix(name, ext), maxName-len(ext)) + ext
}

// shorten cuts s to at most n bytes, between characters.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
