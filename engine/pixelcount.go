package engine

import (
	"context"

	"pretobranco/engine/bw"
	"pretobranco/engine/safefile"
)

// countPixels reports how many pixels each photo has, ahead of its conversion: the work is
// proportional to them, and so is the time that is left. A photo without a known number is not
// reported.
func countPixels(ctx context.Context, photos []Photo, found func(i int, n int64)) {
	head := make([]byte, bw.HeaderBytes)
	for i, photo := range photos {
		if ctx.Err() != nil {
			return
		}
		if n := pixels(photo.Path, head); n > 0 {
			found(i, n)
		}
	}
}

// pixels returns how many pixels a picture has by its file's header, or 0. Head is a buffer of
// bw.HeaderBytes.
func pixels(path string, head []byte) int64 {
	f, _, err := safefile.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	h, err := bw.ReadHeaderAt(f, head)
	if err != nil {
		return 0
	}
	return h.Pixels
}
