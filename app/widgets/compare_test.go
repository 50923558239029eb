package widgets

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"pretobranco/app/picture"
)

// compareBench is a compare view of 406x200 units with a red photo that becomes
// gray: 400 of its units are pictures, 6 the gap.
func compareBench(t *testing.T, mode picture.Mode, w, h int) *Compare {
	t.Helper()
	a := test.NewApp()
	t.Cleanup(a.Quit)
	a.Settings().SetTheme(Theme{Variant: "dark"})
	c := NewCompare(mode, "Original", "B&W")
	window := test.NewWindow(c)
	t.Cleanup(window.Close)
	window.SetPadded(false)
	window.Resize(fyne.NewSize(400+gap, 200))
	before := image.NewRGBA(image.Rect(0, 0, w, h))
	after := image.NewGray(before.Rect)
	for y := range h {
		for x := range w {
			before.SetRGBA(x, y, color.RGBA{200, uint8(x), uint8(y), 255})
			after.SetGray(x, y, color.Gray{77})
		}
	}
	c.Put(picture.New(before, image.Point{}), picture.New(after, image.Point{}))
	return c
}

// red reports whether a device pixel of the view shows the original.
func red(c *Compare, x, y int) bool {
	w, h := c.device()
	return c.Draw(w, h).(*image.RGBA).RGBAAt(x, y).R == 200
}

func TestModes(t *testing.T) {
	c := compareBench(t, picture.SideBySide, 400, 400)
	if !red(c, 100, 100) || red(c, 306, 100) {
		t.Error("side by side shows the wrong sides")
	}
	c.SetMode(picture.Split)
	if !red(c, 180, 100) || red(c, 220, 100) {
		t.Error("split shows the wrong sides")
	}
	c.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(203, 50)}})
	c.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(250, 50)}, Dragged: fyne.NewDelta(47, 0)})
	c.DragEnd()
	if !red(c, 240, 100) || !c.fit {
		t.Error("the divider does not follow the pointer, or the photo does")
	}
	c.SetMode(picture.ResultOnly)
	if red(c, 203, 100) {
		t.Error("the result is in colour")
	}
	c.HoldOriginal(true)
	if !red(c, 203, 100) {
		t.Error("holding does not show the original")
	}
}

// TestSteps zooms at the pointer, and both panes stay in step.
func TestSteps(t *testing.T) {
	c := compareBench(t, picture.SideBySide, 2000, 1000)
	if scale, ok := c.Scale(); !ok || scale != 0.1 {
		t.Errorf("the whole photo is shown at %g", scale)
	}
	// The same place of the photo is under the same place of either pane.
	for _, left := range []float32{30, 30 + 200 + gap} {
		c.Fit()
		c.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(left, 80)}, Scrolled: fyne.NewDelta(0, 400)})
		x, y := c.view.At(c.Pane(), 30, 80)
		if c.fit || x < 290 || x > 310 || y < 290 || y > 310 {
			t.Errorf("the wheel at %g moved the photo: %g,%g is under the pointer, scale %g", left, x, y, c.view.Scale)
		}
	}
	before := c.view
	c.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(-20, 0)})
	if c.view.X <= before.X || c.view.Y != before.Y {
		t.Errorf("dragging to the left goes from %+v to %+v", before, c.view)
	}
	c.DoubleTapped(&fyne.PointEvent{})
	if !c.fit {
		t.Error("a double tap does not show the whole photo")
	}
	c.DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(100, 100)})
	if scale, _ := c.Scale(); scale != 1 {
		t.Errorf("a second one shows it at %g", scale)
	}
}

// TestSamePlace keeps place and scale from one photo to another of the same size.
func TestSamePlace(t *testing.T) {
	c := compareBench(t, picture.SideBySide, 2000, 1000)
	c.ZoomTo(1)
	there := c.view
	other := picture.New(image.NewGray(image.Rect(0, 0, 500, 250)), image.Pt(2000, 1000))
	c.Put(other, other)
	if c.view != there || !c.NeedsMore() {
		t.Errorf("looks at %+v, was at %+v", c.view, there)
	}
	small := picture.New(image.NewGray(image.Rect(0, 0, 50, 25)), image.Point{})
	c.Put(small, small)
	if !c.fit || c.NeedsMore() {
		t.Error("a photo of another size is not shown whole")
	}
}

func TestProbe(t *testing.T) {
	c := compareBench(t, picture.SideBySide, 200, 200)
	var x, y int
	var before, after color.RGBA
	var inside bool
	c.OnProbe = func(px, py int, b, a color.RGBA, in bool) { x, y, before, after, inside = px, py, b, a, in }
	c.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(200+gap+42, 17)}})
	if !inside || x != 42 || y != 17 || before != (color.RGBA{200, 42, 17, 255}) || after.R != 77 {
		t.Errorf("reads %d,%d %v %v", x, y, before, after)
	}
	c.MouseOut()
	if inside {
		t.Error("reads on when the pointer is gone")
	}
}

// TestEmptyCompare does nothing, and nothing wrong, without a photo.
func TestEmptyCompare(t *testing.T) {
	c := compareBench(t, picture.Split, 10, 10)
	c.Clear()
	c.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 10)})
	c.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(5, 5)})
	c.DoubleTapped(&fyne.PointEvent{})
	c.MouseMoved(&desktop.MouseEvent{})
	if _, ok := c.Scale(); ok || c.NeedsMore() {
		t.Error("there is a photo")
	}
	c.Draw(100, 50)
}

// TestCompareKeys does by keys what the pointer does: moving the photo and the divider.
func TestCompareKeys(t *testing.T) {
	c := compareBench(t, picture.Split, 2000, 1000)
	c.ZoomTo(1)
	from := c.view
	c.PanBy(-0.15, 0.15)
	if c.view.X <= from.X || c.view.Y >= from.Y {
		t.Errorf("from %+v to %+v", from, c.view)
	}
	c.MoveBar(-0.2)
	if c.split < 0.29 || c.split > 0.31 {
		t.Errorf("the divider is at %g", c.split)
	}
	for range 30 {
		c.MoveBar(0.05)
	}
	if c.split != 1 {
		t.Errorf("the divider leaves the view: %g", c.split)
	}
	c.SetMode(picture.SideBySide)
	c.MoveBar(-0.5)
	if c.split != 1 {
		t.Error("a divider that is not there moves")
	}
}

// TestPatchShown lays what is tried over the result, reads its pixels, and lets it go when
// the result comes; holding shows the original all the same.
func TestPatchShown(t *testing.T) {
	c := compareBench(t, picture.ResultOnly, 400, 200)
	var read color.RGBA
	c.OnProbe = func(_, _ int, _, after color.RGBA, _ bool) { read = after }
	part := c.before.Part(c.Pane(), c.view, 0, false, 1e6)
	white := image.NewGray(part.Image.Bounds())
	for i := range white.Pix {
		white.Pix[i] = 250
	}
	c.PutPatch(part.Patch(white))
	w, h := c.device()
	if got := c.Draw(w, h).(*image.RGBA).RGBAAt(w/2, h/2); got.R != 250 {
		t.Errorf("what is tried is not seen: %v", got)
	}
	c.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, 100)}})
	if read.R != 250 {
		t.Errorf("reads %v", read)
	}
	c.HoldOriginal(true)
	if !red(c, w/2, h/2) {
		t.Error("holding does not show the original")
	}
	c.HoldOriginal(false)
	c.PutAfter(c.after)
	if got := c.Draw(w, h).(*image.RGBA).RGBAAt(w/2, h/2); got.R != 77 {
		t.Errorf("what was tried stays: %v", got)
	}
}
