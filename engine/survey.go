package engine

import (
	"context"
	"errors"
	"io"

	"pretobranco/engine/bw"
	"pretobranco/engine/safefile"
)

// Rooms for the beginning of a file that tells its picture's size: nearly always the first is
// enough, and otherwise what stands before a JPEG's picture, up to this.
const (
	headerRoom     = 16 << 10
	mostHeaderRoom = 256 << 10
)

// pixels returns how many a picture has as its file's beginning tells, or 0. It reads into head,
// or more if that is not enough.
func pixels(path string, head []byte) int64 {
	f, _, err := safefile.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	for {
		n, err := f.ReadAt(head, 0)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0
		}
		if h, err := bw.ReadHeader(head[:n]); err == nil {
			return h.Pixels
		}
		if n < len(head) || len(head) >= mostHeaderRoom || bw.Sniff(head[:n]) != bw.JPEG {
			return 0
		}
		head = make([]byte, mostHeaderRoom)
	}
}

// survey finds out how many pixels each photo from an index on has, ahead of its conversion:
// work goes by pixels, and so does the time that is left.
func (b *Batch) survey(run context.Context, from int, photos []Photo) {
	head := make([]byte, headerRoom)
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
