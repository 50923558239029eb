package model

import (
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"pretobranco/engine"
)

// Command returns the line that does in a terminal what the window would do, and one more
// for each look that photos have of their own, and for damaged ones that are converted as they are. The token is left out: it does not belong into
// a shell's history.
func Command(recipe Recipe, remote Remote, photos []engine.Photo) string {
	own := map[[2]string][]engine.Photo{} // by look and what becomes of damaged photos
	mixed := map[string]bool{}            // folders in which photos have looks of their own
	var common []engine.Photo
	for _, photo := range photos {
		if photo.Options == nil {
			common = append(common, photo)
			continue
		}
		key := [2]string{photo.Options.Look.String(), string(photo.Options.Damaged)}
		own[key] = append(own[key], photo)
		mixed[photo.Root] = true
	}
	var lines []string
	if len(common) > 0 || len(own) == 0 {
		lines = append(lines, commandLine(recipe, remote, "", sources(common, mixed)))
	}
	keys := slices.SortedFunc(maps.Keys(own), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	for _, key := range keys {
		recipe.Look = key[0]
		lines = append(lines, commandLine(recipe, remote, key[1], sources(own[key], mixed)))
	}
	return strings.Join(lines, "\n")
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

func commandLine(recipe Recipe, remote Remote, damaged string, sources []string) string {
	args := append([]string{"pretobranco-client"}, namingArgs(recipe)...)
	if look := recipe.Options().Look; look != (engine.Look{}) {
		args = append(args, "-look", look.String())
	}
	if recipe.Format != "keep" {
		args = append(args, "-format", string(recipe.Format))
	}
	if recipe.Quality != 90 {
		args = append(args, "-quality", strconv.Itoa(recipe.Quality))
	}
	if recipe.Metadata != "" {
		args = append(args, "-metadata", string(recipe.Metadata))
	}
	if damaged != "" {
		args = append(args, "-damaged", damaged)
	}
	if remote.Address != "" {
		args = append(args, "-server", remote.Address)
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

// namingArgs are the terminal client's flags for where results go and how they are named.
func namingArgs(r Recipe) []string {
	args := []string{"-o", r.Folder}
	if r.Folder == "" {
		args = []string{"-beside", SubfolderName}
	}
	if r.Name != "" {
		args = append(args, "-name", r.Name)
	}
	if r.Flat {
		args = append(args, "-flat")
	}
	if r.DropDates {
		args = append(args, "-keep-dates="+strconv.FormatBool(false))
	}
	return append(args, "-exists", string(r.Exists))
}
