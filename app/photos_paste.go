package app

import (
	"os"
	"path/filepath"
	"strings"
	"unicode"
)

// paste adds the files whose paths are in the clipboard, as file managers, browsers and
// terminals write them.
func (p *photos) paste() {
	text := p.app.Clipboard().Content()
	p.back.do(func() { // looking whether they are there may wait for a disk
		found := pasted(text)
		p.setup.Do(func() {
			if len(found) == 0 {
				p.banner.Show(notice{text: p.words.Say("adding.paste")})
				return
			}
			p.addNamed(found)
		})
	})
}

// mostLines is how many lines the name of a file may have.
const mostLines = 5

// pasted returns what a text names: one path on each line, quoted or not, or several on one
// line as a shell takes them, each plain or as an address. What names a place where nothing is
// comes too, so that somebody hears of it; other words do not.
func pasted(text string) (found []string) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		if path, more := wholeLine(lines[i:]); path != "" {
			found = append(found, path)
			i += more
			continue
		}
		line := strings.TrimSpace(lines[i])
		there, missing := pathsIn(line)
		if len(there) > 0 {
			found = append(append(found, there...), missing...)
		} else if path, ok := placeIn(strings.Trim(line, `"'`)); ok {
			found = append(found, path)
		}
	}
	return found
}

// wholeLine returns the path that the first line names, if something is there: as it is, for
// names may begin and end with spaces, without them, or with so many more lines, for names may
// be broken into lines.
func wholeLine(lines []string) (path string, more int) {
	first := strings.TrimSuffix(lines[0], "\r")
	for _, text := range []string{first, strings.TrimSpace(first), strings.Trim(strings.TrimSpace(first), `"'`)} {
		if path, ok := present(text); ok {
			return path, 0
		}
	}
	if _, ok := placeIn(first); !ok {
		return "", 0
	}
	for more := 1; more < min(mostLines, len(lines)); more++ {
		if path, ok := present(strings.TrimSuffix(strings.Join(lines[:more+1], "\n"), "\r")); ok {
			return path, more
		}
	}
	return "", 0
}

// pathsIn returns the paths of a line's words at which something is, and those at which nothing is.
func pathsIn(line string) (there, missing []string) {
	for _, word := range shellWords(line) {
		if path, ok := present(word); ok && filepath.Dir(path) != path { // a slash between words is no folder
			there = append(there, path)
		} else if path, ok := placeIn(word); ok && filepath.Dir(path) != path {
			missing = append(missing, path)
		}
	}
	return there, missing
}

// present returns the absolute path that a text names, if something is there.
func present(text string) (string, bool) {
	path, ok := placeIn(text)
	if !ok || address.MatchString(path) {
		return "", false
	}
	_, err := os.Lstat(path)
	return path, err == nil
}

// placeIn returns the absolute path that a text names, or the address of something elsewhere. Other
// texts are words.
func placeIn(text string) (string, bool) {
	path, here := pathOf(text)
	if !here {
		return text, true
	}
	if rest, ok := strings.CutPrefix(text, "~"+string(filepath.Separator)); ok {
		if home, err := os.UserHomeDir(); err == nil {
			path = filepath.Join(home, rest)
		}
	}
	return path, filepath.IsAbs(path)
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
