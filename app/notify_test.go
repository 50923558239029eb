package app

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"pretobranco/engine"
)

// TestNotification reports the end of a long batch, but only when the window is in the background.
func TestNotification(t *testing.T) {
	for _, c := range []struct {
		away bool
		took time.Duration
		want *fyne.Notification
	}{
		{true, 20 * time.Second, fyne.NewNotification(Metadata.Name, "1 converted. 1 KB › 700 B in 20 s")},
		{true, time.Second, nil},
		{false, 20 * time.Second, nil},
	} {
		b := newBench(t, nil)
		b.add(t, "/p/a.jpg")
		batch := b.convert(t)
		b.away = c.away
		test.AssertNotificationSent(t, c.want, func() {
			batch.done(0)
			batch.finish(engine.Summary{Converted: 1, Took: c.took})
			b.loop.until(t, "the end", func() bool { return b.batches.result })
		})
	}
}
