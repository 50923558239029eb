package app

import (
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"
)

// paste adds the files whose paths are in the clipboard, as file managers, browsers and
// terminals write them.
func (w *Window) paste() {
	text := w.app.Clipboard().Content()
	w.back.do(func() { // looking whether they are there may wait for a disk
		paths := pastedPaths(text)
		w.setup.Do(func() {
			if len(paths) == 0 {
				w.banner.Show(notice{text: w.words.Say("adding.paste")})
				return
			}
			w.Add(paths)
		})
	})
}

// pastedPaths returns the paths in a text that are there: one on each line, quoted or not, or
// several on one line as a shell takes them, each plain or as a file:// address.
func pastedPaths(text string) []string {
	var paths []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if path, ok := present(strings.Trim(line, `"'`)); ok {
			paths = append(paths, path)
			continue
		}
		for _, word := range shellWords(line) {
			if path, ok := present(word); ok {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// present returns the absolute path that a text names, if something is there.
func present(text string) (string, bool) {
	path := text
	if u, ok := filePath(text); ok {
		path = u
	} else if rest, ok := strings.CutPrefix(text, "~"+string(filepath.Separator)); ok {
		if home, err := os.UserHomeDir(); err == nil {
			path = filepath.Join(home, rest)
		}
	}
	if !filepath.IsAbs(path) {
		return "", false
	}
	_, err := os.Lstat(path)
	return path, err == nil
}

// filePath returns the path of a file:// address.
func filePath(text string) (string, bool) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return "", false
	}
	path := u.Path
	if runtime.GOOS == "windows" {
		path = strings.TrimPrefix(path, "/") // file:///C:/photos
		if u.Host != "" {
			path = "//" + u.Host + u.Path // a share
		}
	}
	return filepath.FromSlash(path), true
}

// shellWords takes a line apart as a shell does: words end at spaces, except in quotes and,
// where that is not the separator of folders, after a backslash.
func shellWords(line string) []string {
	var words []string
	var word strings.Builder
	var quote rune
	begun, escaped := false, false
	for _, r := range line {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'' && filepath.Separator != '\\':
			begun, escaped = true, true
		case quote != 0:
			if r == quote {
				quote = 0
			} else {
				word.WriteRune(r)
			}
		case r == '"' || r == '\'':
			begun, quote = true, r
		case unicode.IsSpace(r):
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words
}
