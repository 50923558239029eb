package engine

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// OldResultFolder is the name that folders for results next to the photos had in older versions of
// the window, whatever the language. What has this name is never searched for photos.
const OldResultFolder = "pb"

// mostMirrored is how many entries of a folder are compared with those next to it.
const mostMirrored = 200

// counterSuffix is what Exists Number appends to a name.
var counterSuffix = regexp.MustCompile(`-\d+$`)

// mirrors reports whether a folder holds versions of what is next to it: each of its files and
// folders has a namesake there, apart from the extension. A folder of somebody's own photos may
// have the name of a folder for results.
func mirrors(path string) bool {
	inside, err := os.ReadDir(path)
	if err != nil {
		return false
	}
	siblings, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return false
	}
	stem := func(entry fs.DirEntry) string {
		name := strings.ToLower(entry.Name())
		if entry.IsDir() {
			return name + "/"
		}
		return strings.TrimSuffix(name, filepath.Ext(name))
	}
	known := make(map[string]bool, len(siblings))
	for _, entry := range siblings {
		known[stem(entry)] = true
	}
	found := 0
	for _, entry := range inside {
		if junkName(entry.Name()) {
			continue
		}
		name := stem(entry)
		if !known[name] && !known[counterSuffix.ReplaceAllString(name, "")] {
			return false
		}
		if found++; found == mostMirrored {
			break
		}
	}
	return found > 0
}
