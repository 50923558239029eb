package app

import "testing"

// TestLoading dims the last picture when another takes long, and not before.
func TestLoading(t *testing.T) {
	b := newBench(t, nil)
	b.compare.Loading()
	if b.compare.view.Dimmed() || b.compare.busyMark.Visible() {
		t.Error("it flickers")
	}
	b.loop.until(t, "the veil", func() bool { return b.compare.view.Dimmed() && b.compare.busyMark.Visible() })
	b.compare.stopLoading()
	if b.compare.view.Dimmed() || b.compare.busyMark.Visible() {
		t.Error("the veil stays")
	}
}
