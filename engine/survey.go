package engine

import (
	"context"

	"pretobranco/engine/bw"
	"pretobranco/engine/safefile"
)

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

// survey finds out how many pixels each photo from an index on has, ahead of its conversion:
// work goes by pixels, and so does the time that is left.
func (b *Batch) survey(run context.Context, from int, photos []Photo) {
	head := make([]byte, bw.HeaderBytes)
	for i, photo := range photos {
		if run.Err() != nil {
			return
		}
		n := pixels(photo.Path, head)
		if n == 0 {
			continue
		}
		b.mu.Lock()
		it := &b.items[from+i]
		b.tally.size(it.state, it.before, n)
		it.pixels = n
		b.mu.Unlock()
	}
}
