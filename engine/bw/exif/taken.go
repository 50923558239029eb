package exif

import (
	"bytes"
	"strings"
	"time"
)

// The time tags (Exif 2.32, 4.6.4 and 4.6.5): of the photo, of its digitization, of the last
// change.
const (
	tagDateTime          = 0x0132
	tagDateTimeOriginal  = 0x9003
	tagDateTimeDigitized = 0x9004
)

// taken is EXIF's time format. Times are those of the camera's clock, without a time zone.
const taken = "2006:01:02 15:04:05"

// Taken returns the capture time: the first valid one of original, digitized and changed. It
// returns false if there is none.
func Taken(tiff []byte) (time.Time, bool) {
	b, ok := parse(bytes.TrimPrefix(tiff, prefix))
	if !ok {
		return time.Time{}, false
	}
	for _, entry := range []int{b.find(b.exif, tagDateTimeOriginal), b.find(b.exif, tagDateTimeDigitized), b.find(b.first, tagDateTime)} {
		if entry < 0 {
			continue
		}
		start, end, ok := b.value(entry)
		if !ok {
			continue
		}
		text := strings.TrimRight(string(b.data[start:end]), "\x00 ")
		if at, err := time.Parse(taken, text); err == nil && at.Year() > 1 {
			return at, true
		}
	}
	return time.Time{}, false
}
