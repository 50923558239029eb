package app

import (
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2/test"

	"pretobranco/engine"
	"pretobranco/engine/testkit"
)

// TestOpenFolder opens the folder with the most results: with photos of two folders it was once
// that of the first photo, though the other held fifty times as many.
func TestOpenFolder(t *testing.T) {
	for _, c := range testkit.Thin([]struct {
		done []int // indexes of the photos that are done, in order
		want string
	}{
		{[]int{0, 1, 2, 3}, "/trip/Black and white"},
		{[]int{1, 0}, "/sample/Black and white"}, // as many: the last one
		{[]int{0, 1}, "/trip/Black and white"},
		{[]int{4}, "/other/Black and white"},
		{nil, "/sample/Black and white"}, // the first photo's, as everything was there already
	}, 2, 1, 1) {
		b := newBench(t, nil)
		b.add(t, "/sample/a.jpg", "/trip/b.jpg", "/trip/c.jpg", "/trip/d.jpg", "/other/e.jpg")
		batch := b.convert(t)
		for _, i := range c.done {
			batch.done(i)
		}
		batch.finish(engine.Summary{Converted: len(c.done)})
		b.loop.until(t, "the end", func() bool { return b.batches.result })
		if got := b.batches.run.Fullest(); got != filepath.FromSlash(c.want) {
			t.Errorf("after %v the folder is %s, want %s", c.done, got, c.want)
		}
		test.Tap(b.footer.open)
	}
}
