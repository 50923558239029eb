package app

import "golang.org/x/sys/windows"

// picturesFolder returns where this person keeps pictures, or "" if nobody knows.
func picturesFolder() string {
	path, err := windows.KnownFolderPath(windows.FOLDERID_Pictures, 0)
	if err != nil {
		return ""
	}
	return path
}
