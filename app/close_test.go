package app

import (
	"testing"

	"fyne.io/fyne/v2"
)

// A quitter is a program that notes whether it was told to end.
type quitter struct {
	fyne.App
	quit bool
}

func (q *quitter) Quit() { q.quit = true }

// TestCloseTwice ends the program when its window is closed a second time before Fyne got
// round to the first: Fyne forgets that one, and the window stayed, with nothing behind it.
func TestCloseTwice(t *testing.T) {
	b := newBench(t, nil)
	q := &quitter{App: b.app}
	b.Window.app = q
	b.askToClose()
	if q.quit {
		t.Error("the window has no time to close by itself")
	}
	b.askToClose()
	if !q.quit {
		t.Error("the window would stay")
	}
}
