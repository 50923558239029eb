package bw

import (
	"bytes"
	"io"
	"time"

	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/jpeg"
)

// captureHead is how much of a file is read for its capture time.
const captureHead = 256 << 10

// CaptureTime returns when a photo was taken, by the camera's clock, if its EXIF block includes a
// time. It reads the beginning of r, which has length bytes; an EXIF block that does not begin there is
// not found.
func CaptureTime(r io.ReaderAt, length int64) (time.Time, bool) {
	return exif.Taken(exifIn(readHead(r, length, captureHead)))
}

// exifIn returns the EXIF block in the beginning of a file of any format, or nil.
func exifIn(head []byte) []byte {
	if Sniff(head) == JPEG {
		if block := jpeg.EXIF(head); block != nil {
			return block
		}
	}
	for _, order := range []string{"II*\x00", "MM\x00*"} {
		if bytes.HasPrefix(head, []byte(order)) {
			return head // a TIFF file is such a block
		}
		for _, name := range []string{"Exif\x00\x00", "eXIf"} { // HEIC, AVIF and WebP; PNG
			if at := bytes.Index(head, []byte(name+order)); at >= 0 {
				return head[at+len(name):]
			}
		}
	}
	return nil
}
