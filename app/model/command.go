package model

import (
	"cmp"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"pretobranco/engine"
)

// A Command is what the window does as lines for a terminal.
type Command struct {
	Program string // name or path of the terminal client
	Recipe  Recipe
	Job     engine.Job
	Remote  Remote
	Partial map[string]bool // folders of which not all photos are meant
}

// Lines returns the line that makes of photos in a terminal what the window would make of them, in
// the same files. Photos with a look of their own, and damaged ones that are converted as they are,
// need lines of their own, as do the folders in which such photos are. The token is left out: it
// does not belong into a shell's history.
func (c Command) Lines(photos []engine.Photo) string {
	numbered := strings.Contains(c.Recipe.Name, "{n}") || strings.Contains(c.Recipe.Name, "{n:")
	mixed := maps.Clone(c.Partial)
	if mixed == nil {
		mixed = map[string]bool{}
	}
	own := false
	for _, photo := range photos {
		if photo.Options != nil {
			own, mixed[photo.Root] = true, true
		}
	}
	if sorted := slices.IsSortedFunc(photos, func(a, b engine.Photo) int { return engine.CompareNames(a.Path, b.Path) }); !own && len(c.Partial) == 0 && (sorted || !numbered) {
		return c.line("", "", []string{"-o", c.Recipe.Folder}, c.Recipe.Name, sources(photos, mixed))
	}
	type group struct{ look, damaged, folder, name string } // without a folder it is the recipe's
	for _, photo := range photos {
		mixed[photo.Root] = mixed[photo.Root] || numbered
	}
	groups := map[group][]engine.Photo{}
	var order []group
	for i, photo := range photos {
		g := group{name: c.Recipe.Name}
		if photo.Options != nil {
			g.look, g.damaged = photo.Options.Look.String(), string(photo.Options.Damaged)
		}
		if mixed[photo.Root] {
			if g.folder, g.name = c.place(photo, i+1, numbered); g.folder == c.Recipe.Folder {
				g.folder = ""
			}
		}
		if groups[g] == nil {
			order = append(order, g)
		}
		groups[g] = append(groups[g], photo)
	}
	slices.SortStableFunc(order, func(a, b group) int {
		return cmp.Or(strings.Compare(a.look, b.look), strings.Compare(a.damaged, b.damaged))
	})
	var lines []string
	for _, g := range order {
		place := []string{"-o", g.folder}
		if g.folder == "" {
			place[1] = c.Recipe.Folder
		}
		lines = append(lines, c.line(g.look, g.damaged, place, g.name, sources(groups[g], mixed)))
	}
	return strings.Join(lines, "\n")
}

// place returns the folder and the template with which the client makes of a photo that is named by
// itself the file that the job makes of it as its n-th photo.
func (c Command) place(photo engine.Photo, n int, numbered bool) (folder, name string) {
	want, err := engine.OutputName(c.Job, photo, n)
	if err != nil {
		return "", c.Recipe.Name
	}
	job, alone := c.Job, photo
	alone.Root, job.Subfolder, job.Folder = "", "", string(filepath.Separator)
	if got, err := engine.OutputName(job, alone, n); err == nil && !numbered {
		if folder, ok := strings.CutSuffix(want, string(filepath.Separator)+strings.TrimPrefix(got, job.Folder)); ok {
			return folder, c.Recipe.Name
		}
	}
	base := filepath.Base(want)
	return filepath.Dir(want), strings.TrimSuffix(base, filepath.Ext(base))
}

// sources names photos on a command line. A folder names everything that was found in
// it, unless that is not all the same.
func sources(photos []engine.Photo, mixed map[string]bool) []string {
	var names []string
	for _, photo := range photos {
		if photo.Root != "" && !mixed[photo.Root] {
			names = append(names, photo.Root)
		} else {
			names = append(names, photo.Path)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// line is one line: what look "" makes is the recipe's.
func (c Command) line(look, damaged string, place []string, name string, sources []string) string {
	r := c.Recipe
	if look != "" {
		r.Look = look
	}
	if place[1] == "" {
		place = []string{"-beside", c.Job.Subfolder}
	}
	args := append([]string{c.Program}, place...)
	if name != "" {
		args = append(args, "-name", name)
	}
	if r.Flat {
		args = append(args, "-flat")
	}
	if r.DropDates {
		args = append(args, "-keep-dates="+strconv.FormatBool(false))
	}
	args = append(args, "-exists", string(r.Exists))
	if look := r.Options().Look; look != (engine.Look{}) {
		args = append(args, "-look", look.String())
	}
	if r.Format != "keep" {
		args = append(args, "-format", string(r.Format))
	}
	if r.Quality != 90 {
		args = append(args, "-quality", strconv.Itoa(r.Quality))
	}
	if r.Metadata != "" {
		args = append(args, "-metadata", string(r.Metadata))
	}
	if damaged != "" {
		args = append(args, "-damaged", damaged)
	}
	if c.Remote.Address != "" {
		args = append(args, "-server", c.Remote.Address)
	}
	args = append(args, sources...)
	for i, arg := range args {
		args[i] = quote(arg)
	}
	return strings.Join(args, " ")
}

// quote makes a text one word for the shell of this system.
func quote(s string) string {
	plain := func(r rune) bool {
		return strings.ContainsRune("-_./:=,+@%", r) || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r > 127
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	if runtime.GOOS == "windows" {
		return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"`
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
