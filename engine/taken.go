package engine

import (
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/safefile"
)

// takenAt returns when a photo was taken: by its EXIF block, or else when its file was
// last changed, in the time of this computer. The zero time means that the file cannot be read.
func takenAt(path string) time.Time {
	f, info, err := safefile.Open(path)
	if err != nil {
		return time.Time{}
	}
	defer f.Close()
	if at, ok := bw.CaptureTime(f, info.Size()); ok {
		return at
	}
	return info.ModTime()
}
