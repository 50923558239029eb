package app

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// TestTips explains a button on which the mouse rests, inside the window, until it leaves.
func TestTips(t *testing.T) {
	b := newBench(t, nil)
	b.header.gear.MouseIn(&desktop.MouseEvent{})
	b.loop.until(t, "the explanation", func() bool { return len(b.tips.Layer.Objects) == 1 })
	tip := b.tips.Layer.Objects[0]
	label := test.LaidOutObjects(tip)
	found := false
	for _, object := range label {
		if l, ok := object.(*widget.Label); ok && l.Text == b.header.gear.AccessibilityLabel() && l.Text != "" {
			found = true
		}
	}
	if !found {
		t.Error("it does not say what the button is for")
	}
	if right := tip.Position().X + tip.Size().Width; right > b.win.Canvas().Size().Width {
		t.Errorf("it ends at %.0f", right)
	}
	b.header.gear.MouseOut()
	if len(b.tips.Layer.Objects) != 0 {
		t.Error("it stays when the mouse leaves")
	}
	b.header.gear.MouseIn(&desktop.MouseEvent{})
	b.header.gear.Tapped(&fyne.PointEvent{})
	if len(b.tips.Layer.Objects) != 0 || b.win.Canvas().Overlays().Top() == nil {
		t.Error("a tap does not open the preferences, or leaves the explanation")
	}
}
