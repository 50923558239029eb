package app

import (
	"os"
	"path/filepath"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"pretobranco/app/widgets"
	"pretobranco/app/words"
)

// places are the folders that the window's own chooser offers: those of the person, and disks.
func places(w *words.Words) (found []widgets.Place) {
	add := func(name, path string, icon fyne.Resource) {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			found = append(found, widgets.Place{Name: name, Path: path, Icon: icon})
		}
	}
	home, err := os.UserHomeDir()
	if err == nil {
		add(w.Say("place.home"), home, theme.HomeIcon())
	}
	if pictures := picturesFolder(); pictures != "" && pictures != home {
		add(w.Say("place.pictures"), pictures, theme.MediaPhotoIcon())
	}
	if err == nil {
		add(w.Say("place.desktop"), filepath.Join(home, "Desktop"), theme.FolderIcon())
		add(w.Say("place.downloads"), filepath.Join(home, "Downloads"), theme.DownloadIcon())
	}
	for _, disk := range disks() {
		add(diskName(disk), disk, theme.StorageIcon())
	}
	if runtime.GOOS != "windows" {
		add(w.Say("place.computer"), "/", theme.ComputerIcon())
	}
	return found
}

// disks returns where the disks are that a person has plugged in; on Windows all of them.
func disks() (found []string) {
	var patterns []string
	switch runtime.GOOS {
	case "windows":
		for letter := 'A'; letter <= 'Z'; letter++ {
			patterns = append(patterns, string(letter)+`:\`)
		}
		return patterns
	case "darwin":
		patterns = []string{"/Volumes/*"}
	default:
		user := filepath.Base(os.Getenv("HOME"))
		patterns = []string{"/media/" + user + "/*", "/run/media/" + user + "/*", "/mnt/*"}
	}
	for _, pattern := range patterns {
		paths, _ := filepath.Glob(pattern)
		found = append(found, paths...)
	}
	return found
}

// diskName is what a disk is called: the name of its folder, or its letter.
func diskName(path string) string {
	if name := filepath.Base(path); name != string(filepath.Separator) {
		return name
	}
	return path
}
