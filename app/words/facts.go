package words

import (
	"fmt"
	"image"
	"strconv"
	"strings"

	"pretobranco/engine"
)

// Facts returns a photo's size, how many pages or frames it has if a report knows, and its bytes.
func (w *Words) Facts(size image.Point, photo engine.Photo, r *engine.Report) string {
	facts := []string{fmt.Sprintf("%d × %d", size.X, size.Y)}
	if r != nil {
		switch n, pages := picturesIn(*r); {
		case n > 1 && (pages || photo.Format == "tiff"):
			facts = append(facts, w.Count("facts.pages", n))
		case n > 1:
			facts = append(facts, w.Count("facts.frames", n))
		}
	}
	return strings.Join(append(facts, w.Bytes(photo.Size)), " · ")
}

// picturesIn returns how many pictures a file has of which this is the report, the ones that the
// result lacks included, and whether they are called pages.
func picturesIn(r engine.Report) (n int, pages bool) {
	n = r.Frames
	for _, note := range r.Notes {
		if (note.Code == "frames" || note.Code == "pages") && len(note.Args) == 2 {
			if all, err := strconv.Atoi(note.Args[1]); err == nil {
				n, pages = max(n, all), note.Code == "pages"
			}
		}
	}
	return n, pages
}
