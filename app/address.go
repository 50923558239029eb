package app

import (
	"net/url"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"pretobranco/engine"
)

// Files come in by paths, of program arguments and a desktop that drops them, and by addresses
// (file:///photos/a%20b.jpg), of choosers and clipboards. A path is used as it is, whatever it
// holds: + # ? % are parts of names as others are. An address is decoded once.

// address matches what is no path: a scheme and two slashes.
var address = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+://`)

// placed returns the paths that texts name, and of those that name no place on this computer
// that they are left out.
func placed(texts []string) (paths []string, left []engine.LeftOut) {
	for _, text := range texts {
		path, ok := pathOf(text)
		if !ok {
			left = append(left, engine.Elsewhere(text))
			continue
		}
		paths = append(paths, path)
	}
	return paths, left
}

// pathOf returns the path that a text names. Without one it is the address of something else.
func pathOf(text string) (path string, ok bool) {
	if len(text) < 6 || !strings.EqualFold(text[:6], "file:/") {
		return text, !address.MatchString(text)
	}
	path = text[5:]
	if rest, host := strings.CutPrefix(path, "//"); host { // a computer, mostly none
		at := strings.IndexByte(rest, '/')
		if at < 0 {
			return "", false
		}
		path = rest[at:]
		if runtime.GOOS == "windows" && at > 0 {
			path = "//" + rest // a share
		}
	}
	if runtime.GOOS == "windows" && len(path) > 2 && path[2] == ':' {
		path = path[1:] // file:///C:/photos
	}
	if decoded, err := url.PathUnescape(path); err == nil {
		path = decoded // otherwise the program that wrote it does not encode at all
	}
	return filepath.FromSlash(path), true
}
