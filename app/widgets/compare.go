package widgets

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/picture"
)

// gap is between the two panes side by side, in Fyne's units.
const gap = 6

// Compare shows a photo before and after. Scale and middle are kept once, in
// pixels of the photo, so both panes are always in step. One raster of the size
// of the widget is drawn from the two pyramids: a frame costs the same for every
// photo.
type Compare struct {
	widget.BaseWidget

	OnView   func()                                                // scale or place changed
	OnAdjust func(x, y, by float64, over bool)                     // a drag that adjusts: where in the photo it began, how much of the height it went up
	OnProbe  func(x, y int, before, after color.RGBA, inside bool) // the pointer moved

	before, after *picture.Pyramid
	patch         *picture.Patch // over after, where a look is being tried
	mode          picture.Mode
	view          picture.View
	fit           bool    // the whole photo, whatever the size of the window
	split         float64 // place of the divider, as a part of the width
	original      bool    // while a key is held
	dimmed        bool    // the picture is of another photo or of other settings
	labels        [2]string

	raster    *canvas.Raster
	pixels    *image.RGBA
	drawn     drawn   // the original in pixels
	density   float64 // device pixels per unit of Fyne's
	onBar     bool    // the divider is being dragged
	adjusting bool    // a drag adjusts, see SetAdjusting
	grabbed   bool
	grab      [2]float64 // in the photo
	lifted    float64
	pointer   [2]float64 // in the photo, if pointed
	pointed   bool
	overBar   bool
}

var (
	_ fyne.Draggable      = (*Compare)(nil)
	_ fyne.Scrollable     = (*Compare)(nil)
	_ fyne.DoubleTappable = (*Compare)(nil)
	_ desktop.Hoverable   = (*Compare)(nil)
	_ desktop.Mouseable   = (*Compare)(nil)
	_ desktop.Cursorable  = (*Compare)(nil)
)

func NewCompare(mode picture.Mode, before, after string) *Compare {
	c := &Compare{mode: mode, fit: true, split: 0.5, density: 1, labels: [2]string{before, after}}
	c.raster = canvas.NewRaster(c.Draw)
	c.raster.ScaleMode = canvas.ImageScalePixels // it has exactly the pixels that are shown
	c.ExtendBaseWidget(c)
	return c
}

// Put puts a photo in the view. Another photo of the same size stays where the last
// one was, so that the same corner of many photos can be compared.
func (c *Compare) Put(before, after *picture.Pyramid) {
	same := c.before != nil && before != nil && c.before.Size == before.Size
	c.before, c.after, c.patch, c.dimmed = before, after, nil, false
	if !same {
		c.fit = true
	}
	c.settle()
}

// PutAfter puts another result of the same photo in the view.
func (c *Compare) PutAfter(after *picture.Pyramid) {
	c.after, c.patch, c.dimmed = after, nil, false
	c.Refresh()
}

// PutPatch lays a part of a result over the whole one.
func (c *Compare) PutPatch(p *picture.Patch) {
	c.patch = p
	c.Refresh()
}

// Clear shows nothing.
func (c *Compare) Clear() {
	c.before, c.after, c.patch, c.dimmed, c.fit = nil, nil, nil, false, true
	c.settle()
}

// Dim marks the picture as an old one.
func (c *Compare) Dim(on bool) {
	if c.dimmed != on {
		c.dimmed = on
		c.Refresh()
	}
}

// SetMode changes how before and after are shown.
func (c *Compare) SetMode(m picture.Mode) {
	c.mode = m
	c.settle()
}

// HoldOriginal shows the original everywhere while a key is held.
func (c *Compare) HoldOriginal(on bool) {
	if c.original != on {
		c.original = on
		c.Refresh()
	}
}

// Fit shows the whole photo.
func (c *Compare) Fit() {
	c.fit = true
	c.settle()
}

// ZoomTo sets the scale around the middle of the pane.
func (c *Compare) ZoomTo(scale float64) {
	pane := c.Pane()
	c.zoom(float64(pane.X)/2, float64(pane.Y)/2, scale)
}

// ZoomBy changes the scale around the middle of the pane.
func (c *Compare) ZoomBy(factor float64) { c.ZoomTo(c.view.Scale * factor) }

// PanBy moves the photo by parts of the pane.
func (c *Compare) PanBy(x, y float64) {
	if c.before == nil {
		return
	}
	pane := c.Pane()
	c.view = c.view.Pan(x*float64(pane.X), y*float64(pane.Y))
	c.settle()
}

// MoveBar moves the divider by a part of the width.
func (c *Compare) MoveBar(by float64) {
	if c.mode == picture.Split {
		c.split = max(0, min(1, c.split+by))
		c.Refresh()
	}
}

// Scale returns device pixels per pixel of the photo, and whether there is a photo.
func (c *Compare) Scale() (float64, bool) { return c.view.Scale, c.before != nil }

// Before returns the original in the view, or nil.
func (c *Compare) Before() *picture.Pyramid { return c.before }

// After returns the result in the view, or nil.
func (c *Compare) After() *picture.Pyramid { return c.after }

// Patch returns the part of a result that is laid over it, or nil.
func (c *Compare) Patch() *picture.Patch { return c.patch }

// View returns scale and middle of what is shown.
func (c *Compare) View() picture.View { return c.view }

// Mode returns how before and after are shown.
func (c *Compare) Mode() picture.Mode { return c.mode }

// Density returns device pixels per unit of Fyne's.
func (c *Compare) Density() float64 { return c.density }

// ShowsOriginal reports whether the original is shown everywhere.
func (c *Compare) ShowsOriginal() bool { return c.original }

// Dimmed reports whether the picture is marked as an old one.
func (c *Compare) Dimmed() bool { return c.dimmed }

// NeedsMore says that the picture has fewer pixels than the scale would show.
func (c *Compare) NeedsMore() bool {
	return c.before != nil && c.before.Density() < 1 && c.view.Scale > c.before.Density()*1.02
}

// Lags says that the result has fewer pixels than the original, and that it can be seen.
func (c *Compare) Lags() bool {
	return c.before != nil && c.after != nil && c.after.Density() < c.before.Density() && c.view.Scale > c.after.Density()*1.02
}

func (c *Compare) zoom(x, y, scale float64) {
	if c.before == nil {
		return
	}
	c.fit = false
	c.view = c.view.Zoom(c.Pane(), x, y, scale)
	c.settle()
}

// settle clamps the view to its bounds, reports it and paints.
func (c *Compare) settle() {
	if c.before != nil {
		pane := c.Pane()
		if c.fit {
			c.view = picture.Fit(c.before.Size, pane, c.density)
		}
		c.view = c.view.Clamp(c.before.Size, pane)
	}
	if c.OnView != nil {
		c.OnView()
	}
	c.Refresh()
}

// panes returns the widget's parts in device pixels: both are the same when they
// share their place.
func (c *Compare) panes(w, h int) (left, right image.Rectangle) {
	if c.mode != picture.SideBySide {
		return image.Rect(0, 0, w, h), image.Rect(0, 0, w, h)
	}
	space := int(math.Round(gap * c.density))
	half := (w - space) / 2
	return image.Rect(0, 0, half, h), image.Rect(w-half, 0, w, h)
}

// device returns the widget's size in device pixels.
func (c *Compare) device() (w, h int) {
	s := c.Size()
	return int(math.Round(float64(s.Width) * c.density)), int(math.Round(float64(s.Height) * c.density))
}

// Pane returns the size of one pane in device pixels.
func (c *Compare) Pane() image.Point {
	left, _ := c.panes(c.device())
	return left.Size()
}

// Draw paints w x h device pixels.
func (c *Compare) Draw(w, h int) image.Image {
	if c.pixels == nil || c.pixels.Rect.Dx() != w || c.pixels.Rect.Dy() != h {
		c.pixels, c.drawn = image.NewRGBA(image.Rect(0, 0, w, h)), drawn{}
	}
	if s := c.Size(); s.Width > 0 {
		if density := float64(w) / float64(s.Width); math.Abs(density-c.density) > 0.02 {
			c.density = density
			if c.fit && c.before != nil {
				c.view = picture.Fit(c.before.Size, c.Pane(), density)
			}
		}
	}
	ground := Checked(c.density)
	left, right := c.panes(w, h)
	after := c.after
	if c.original || after == nil {
		after = c.before
	}
	result := func(pane, clip image.Rectangle) {
		patch := c.patch
		if after != c.after {
			patch = nil
		}
		picture.DrawPatch(c.pixels, pane, clip, after, patch, c.view, ground)
	}
	// A slider changes only the result: the original is drawn anew when something else changed.
	original := drawn{c.before, c.view, ground, c.mode, c.split, image.Pt(w, h)}
	stays := c.drawn == original
	c.drawn = original
	switch c.mode {
	case picture.SideBySide:
		if stays {
			result(right, right)
			break
		}
		picture.Fill(c.pixels, image.Rect(left.Max.X, 0, right.Min.X, h), RGBA(ThemeColor(ColorPanel)))
		picture.Draw(c.pixels, left, left, c.before, c.view, ground)
		result(right, right)
	case picture.Split:
		at := int(c.split * float64(w))
		if !stays {
			picture.Draw(c.pixels, left, image.Rect(0, 0, at, h), c.before, c.view, ground)
		}
		result(right, image.Rect(at, 0, w, h))
	default:
		result(right, right)
	}
	return c.pixels
}

// drawn is what the original that was drawn last depends on.
type drawn struct {
	before *picture.Pyramid
	view   picture.View
	ground picture.Ground
	mode   picture.Mode
	split  float64
	size   image.Point
}

// checkSide is the side of a square of the pattern behind transparency, in Fyne's units.
const checkSide = 8

// Checked returns the ground of pictures: the theme's, and squares behind transparency.
func Checked(density float64) picture.Ground {
	return picture.Ground{
		Around: RGBA(ThemeColor(ColorCanvas)),
		Checks: [2]color.RGBA{RGBA(ThemeColor(ColorCheckLight)), RGBA(ThemeColor(ColorCheckDark))},
		Side:   max(1, int(math.Round(checkSide*density))),
	}
}

// RGBA drops what the raster has no use for.
func RGBA(c color.Color) color.RGBA { return color.RGBAModel.Convert(c).(color.RGBA) }

// local turns a place in the widget into device pixels of the pane that it is in.
func (c *Compare) local(p fyne.Position) (x, y float64) {
	x, y = float64(p.X)*c.density, float64(p.Y)*c.density
	left, right := c.panes(c.device())
	if x >= float64(right.Min.X) && right != left {
		x -= float64(right.Min.X)
	}
	return x, y
}

// Scrolled zooms at the pointer.
func (c *Compare) Scrolled(ev *fyne.ScrollEvent) {
	x, y := c.local(ev.Position)
	c.zoom(x, y, c.view.Scale*math.Exp(float64(ev.Scrolled.DY)*0.008))
}

// DoubleTapped goes between the whole photo and its own pixels.
func (c *Compare) DoubleTapped(ev *fyne.PointEvent) {
	if c.fit {
		x, y := c.local(ev.Position)
		c.zoom(x, y, 1)
		return
	}
	c.Fit()
}

// Dragged moves the photo, or the divider if that is where it began.
func (c *Compare) Dragged(ev *fyne.DragEvent) {
	if c.onBar {
		c.split = max(0, min(1, float64(ev.Position.X/c.Size().Width)))
		c.Refresh()
		return
	}
	if c.before == nil {
		return
	}
	if c.adjusting {
		c.adjust(ev)
		return
	}
	c.view = c.view.Pan(float64(ev.Dragged.DX)*c.density, float64(ev.Dragged.DY)*c.density)
	c.fit = false
	c.settle()
}

// DragEnd lets go.
func (c *Compare) DragEnd() {
	c.onBar = false
	c.endAdjust()
}

// MouseDown notes whether a drag that may follow is of the divider.
func (c *Compare) MouseDown(ev *desktop.MouseEvent) { c.onBar = c.nearBar(ev.Position) }

// MouseUp lets go.
func (c *Compare) MouseUp(*desktop.MouseEvent) { c.onBar = false }

func (c *Compare) nearBar(p fyne.Position) bool {
	return c.mode == picture.Split && c.before != nil && math.Abs(float64(p.X)-c.split*float64(c.Size().Width)) < 9
}

// MouseIn is part of hovering.
func (c *Compare) MouseIn(ev *desktop.MouseEvent) { c.MouseMoved(ev) }

// MouseMoved reads the pixel under the pointer.
func (c *Compare) MouseMoved(ev *desktop.MouseEvent) {
	c.overBar = c.nearBar(ev.Position)
	x, y := c.local(ev.Position)
	px, py := c.view.At(c.Pane(), x, y)
	c.pointer, c.pointed = [2]float64{px, py}, true
	if c.OnProbe == nil || c.before == nil || c.after == nil {
		return
	}
	before, inside := c.before.Color(px, py)
	after, _ := c.after.Color(px, py)
	if c.patch != nil {
		if tried, ok := c.patch.Color(px, py); ok {
			after = tried
		}
	}
	c.OnProbe(int(px), int(py), before, after, inside)
}

// MouseOut ends reading.
func (c *Compare) MouseOut() {
	c.overBar, c.pointed = false, false
	if c.OnProbe != nil {
		c.OnProbe(0, 0, color.RGBA{}, color.RGBA{}, false)
	}
}

// Cursor shows that the divider can be moved.
func (c *Compare) Cursor() desktop.Cursor {
	if c.overBar || c.onBar {
		return desktop.HResizeCursor
	}
	if c.adjusting {
		return desktop.CrosshairCursor
	}
	return desktop.DefaultCursor
}
