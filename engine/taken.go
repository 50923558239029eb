package engine

import (
	"bytes"
	"io"
	"time"

	"pretobranco/engine/bw/exif"
	"pretobranco/engine/safefile"
)

// takenRoom is how much of a file is read for the time when a photo was taken.
const takenRoom = 256 << 10

// takenAt returns when a photo was taken: what its EXIF block says, or else when its file was
// last changed, in the time of this computer. The zero time means that the file cannot be read.
func takenAt(path string) time.Time {
	f, info, err := safefile.Open(path)
	if err != nil {
		return time.Time{}
	}
	defer f.Close()
	head := make([]byte, min(takenRoom, info.Size()))
	if _, err := io.ReadFull(f, head); err == nil {
		if at, ok := exif.Taken(anyExif(head)); ok {
			return at
		}
	}
	return info.ModTime()
}

// anyExif returns the EXIF block in the beginning of a picture file of any format, or nil.
func anyExif(head []byte) []byte {
	if tiff := exifOf(head); tiff != nil {
		return tiff
	}
	for _, order := range []string{"II*\x00", "MM\x00*"} {
		if bytes.HasPrefix(head, []byte(order)) {
			return head // a TIFF file is such a block
		}
		for _, mark := range []string{exifMark, "eXIf"} { // HEIC and AVIF, PNG
			if at := bytes.Index(head, []byte(mark+order)); at >= 0 {
				return head[at+len(mark):]
			}
		}
	}
	return nil
}
