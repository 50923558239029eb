package safefile

import (
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// No flags are needed here: pipes have no names in folders.
const (
	noWait     = 0
	onlyFolder = 0
)

// noFollow opens a link or a junction itself, which then is not a regular file.
const noFollow = windows.FILE_FLAG_OPEN_REPARSE_POINT

// names returns how many names a file has.
func names(f *os.File, _ fs.FileInfo) uint64 {
	var info windows.ByHandleFileInformation
	if windows.GetFileInformationByHandle(windows.Handle(f.Fd()), &info) != nil {
		return 1 // the disk has no such thing
	}
	return uint64(info.NumberOfLinks)
}

// owner returns a file's owner; "" on disks that have none.
func owner(f *os.File, _ fs.FileInfo) string {
	security, err := windows.GetSecurityInfo(windows.Handle(f.Fd()), windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return ""
	}
	sid, _, err := security.Owner()
	if err != nil || sid == nil {
		return ""
	}
	return sid.String()
}

// me is never an owner's name: for some people new files belong to the group of administrators,
// so only a new file shows whom they belong to.
func me() string { return "me" }
