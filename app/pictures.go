//go:build !windows

package app

import (
	"os"
	"path/filepath"
	"strings"
)

// picturesFolder returns where this person keeps pictures, or "" if nobody knows. Desktops of the
// XDG kind write it down: https://www.freedesktop.org/wiki/Software/xdg-user-dirs
func picturesFolder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	config := os.Getenv("XDG_CONFIG_HOME")
	if config == "" {
		config = filepath.Join(home, ".config")
	}
	text, _ := os.ReadFile(filepath.Join(config, "user-dirs.dirs")) // macOS has none
	for line := range strings.Lines(string(text)) {
		value, found := strings.CutPrefix(strings.TrimSpace(line), "XDG_PICTURES_DIR=")
		if words := shellWords(value); found && len(words) == 1 {
			if rest, ok := strings.CutPrefix(words[0], "$HOME"); ok {
				words[0] = home + rest
			}
			if filepath.IsAbs(words[0]) {
				return filepath.Clean(words[0])
			}
		}
	}
	return filepath.Join(home, "Pictures")
}
