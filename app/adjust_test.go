package app

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"

	"pretobranco/app/picture"
	"pretobranco/engine"
)

// sky is a photo with a blue upper and a gray lower half.
func sky() *picture.Pyramid {
	img := image.NewRGBA(image.Rect(0, 0, 400, 200))
	for y := range 200 {
		for x := range 400 {
			img.SetRGBA(x, y, color.RGBA{90, 90, 90, 255})
			if y < 100 {
				img.SetRGBA(x, y, color.RGBA{60, 110, 200, 255})
			}
		}
	}
	return picture.New(img, image.Point{})
}

// TestAdjust drags the sky down and up: blue becomes darker or lighter, white stays white, one drag is
// one step to undo, and the keyboard does the same.
func TestAdjust(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	b.loop.until(t, "the result", func() bool { return b.inspector.format.report != nil })
	photo := sky()
	b.compare.view.Put(photo, photo)
	b.preview.state.has = firstSide
	drag := func(y, dy float64) {
		for range 4 {
			b.preview.adjust(200, y, dy, false)
		}
		b.preview.adjust(200, y, dy, true)
	}
	drag(40, -0.2)
	look := b.lookOf(nil)
	r, g, bl := look.Weights()
	if look.Name() != "mix" || bl >= 11.4 || r <= 29.9 || r+g+bl < 99.9 || r+g+bl > 100.1 {
		t.Errorf("the sky dragged down is %s", look)
	}
	gray := func(l engine.Look) uint8 {
		row, _, _ := l.Rows()
		out := []uint8{0}
		row(out, []uint8{60, 110, 200})
		return out[0]
	}
	if before, after := gray(engine.Look{}), gray(look); int(before)-int(after) < 40 {
		t.Errorf("the sky goes from %d to %d", before, after)
	}
	if b.inspector.tune.weights[2].Slider.Value > 11 {
		t.Error("the sliders do not follow")
	}
	b.edits.undo()
	if b.lookOf(nil) != (engine.Look{}) || !b.edits.history.Empty() {
		t.Errorf("one undo leads to %s", b.lookOf(nil))
	}
	drag(150, 0.3)
	if b.lookOf(nil) != (engine.Look{}) || b.compare.probe.Text != "There is no colour here to adjust." {
		t.Errorf("gray is adjusted: %s, %q", b.lookOf(nil), b.compare.probe.Text)
	}

	b.typed(fyne.KeyT)
	if !b.compare.view.Adjusting() {
		t.Fatal("T does not turn it on")
	}
	b.compare.view.ZoomTo(1)
	b.compare.view.PanBy(0, 10) // the sky is in the middle
	b.typed(fyne.KeyUp)
	if _, _, now := b.lookOf(nil).Weights(); now <= 11.4 {
		t.Errorf("Up leads to %s", b.lookOf(nil))
	}
	b.typed(fyne.KeyEscape)
	if b.compare.view.Adjusting() {
		t.Error("Escape does not turn it off")
	}
}

// TestDragAdjusts reports how far a drag went up, from where it began, while colours are adjusted; else
// it moves the photo.
func TestDragAdjusts(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	b.loop.until(t, "the result", func() bool { return b.inspector.format.report != nil })
	c := b.compare.view
	var at [2]float64
	var by float64
	ended := 0
	c.OnAdjust = func(x, y, lifted float64, over bool) {
		at, by = [2]float64{x, y}, lifted
		if over {
			ended++
		}
	}
	b.compare.SetAdjusting(true)
	step := fyne.NewDelta(0, -c.Size().Height/10)
	from := fyne.NewPos(40, c.Size().Height/2)
	for i := range 3 {
		c.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: from.AddXY(0, step.DY*float32(i+1))}, Dragged: step})
	}
	c.DragEnd()
	if by < 0.29 || by > 0.31 || ended != 1 || at[1] < 790 || at[1] > 810 {
		t.Errorf("up by %g from %v, ended %d times", by, at, ended)
	}
	b.compare.SetAdjusting(false)
	c.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: from}, Dragged: step})
	c.DragEnd()
	if ended != 1 {
		t.Error("a drag adjusts though that is off")
	}
}

// TestLevels sets points, automatic ones, and curves; what is automatic is shown, and the first step
// away from it begins there.
func TestLevels(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	b.loop.until(t, "the result", func() bool { return b.inspector.format.report != nil })
	p := b.inspector.levels
	if p.tally.before == ([256]int64{}) || p.tally.after == ([256]int64{}) {
		t.Error("there is no histogram")
	}
	p.points[0].Typed("5")
	p.points[1].Typed("92 %")
	if got := b.lookOf(nil).String(); got != "neutral levels=0.05,0.92" {
		t.Errorf("the points make %s", got)
	}
	p.points[1].Typed("1")
	if black, white := b.lookOf(nil).Levels().Points(); black != 0.05 || white < 0.0699 || white > 0.0701 {
		t.Errorf("a white point below the black one: %s", b.lookOf(nil))
	}
	p.auto.SetChecked(true)
	if got := b.lookOf(nil).String(); got != "neutral levels=auto" {
		t.Errorf("auto makes %s", got)
	}
	b.loop.until(t, "the photo's levels", func() bool {
		return !p.tally.look.Levels().Auto && p.tally.look.Name() == "neutral" && b.compare.view.Patch() == nil
	})
	black, white := p.tally.look.Levels().Points()
	if p.points[0].Slider.Value != 100*black || p.points[1].Slider.Value != 100*white {
		t.Errorf("the sliders are at %g and %g, the photo's levels %g and %g", p.points[0].Slider.Value, p.points[1].Slider.Value, black, white)
	}
	p.auto.SetChecked(false)
	if l := b.lookOf(nil).Levels(); l.Auto || p.auto.Checked {
		t.Errorf("not automatic any more: %s", b.lookOf(nil))
	}
	p.curve.SetSelectedIndex(2)
	if b.lookOf(nil).Curve().Name() != "strong" {
		t.Errorf("the curve is %s", b.lookOf(nil))
	}
	b.edits.setLook(parse(t, "red curve=0,0.2,0.5,0.9,1"))
	if p.curve.Selected != "Own" {
		t.Errorf("a curve of other points is shown as %q", p.curve.Selected)
	}
	b.photos.clear()
	if p.tally.after != ([256]int64{}) {
		t.Error("the histogram of no photo")
	}
}
