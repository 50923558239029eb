package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// SetAdjusting turns on that a drag up or down reports how far it went, in place of moving the photo.
func (c *Compare) SetAdjusting(on bool) {
	c.adjusting = on
	c.grabbed = false
}

// Adjusting reports whether a drag adjusts.
func (c *Compare) Adjusting() bool { return c.adjusting }

// Point returns the point of the photo under the pointer, or in the middle of the view if the pointer
// is elsewhere.
func (c *Compare) Point() (x, y float64) {
	if c.pointed {
		return c.pointer[0], c.pointer[1]
	}
	return c.view.X, c.view.Y
}

// ColorAround returns the mean of the original's colours at a point of the photo and next to it, as they
// are seen; false outside of the photo.
func (c *Compare) ColorAround(x, y float64) (color.RGBA, bool) {
	if c.before == nil {
		return color.RGBA{}, false
	}
	if _, ok := c.before.Color(x, y); !ok {
		return color.RGBA{}, false
	}
	const reach = 2
	step := 1 / c.view.Scale
	var sum [3]int
	n := 0
	for dy := -reach; dy <= reach; dy++ {
		for dx := -reach; dx <= reach; dx++ {
			if px, ok := c.before.Color(x+float64(dx)*step, y+float64(dy)*step); ok {
				sum[0], sum[1], sum[2], n = sum[0]+int(px.R), sum[1]+int(px.G), sum[2]+int(px.B), n+1
			}
		}
	}
	return color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255}, true
}

// adjust reports a step of a drag that adjusts.
func (c *Compare) adjust(ev *fyne.DragEvent) {
	if !c.grabbed {
		from := ev.Position.SubtractXY(ev.Dragged.DX, ev.Dragged.DY)
		x, y := c.local(from)
		c.grab[0], c.grab[1] = c.view.At(c.Pane(), x, y)
		c.grabbed, c.lifted = true, 0
	}
	c.lifted -= float64(ev.Dragged.DY) / float64(max(1, c.Size().Height))
	if c.OnAdjust != nil {
		c.OnAdjust(c.grab[0], c.grab[1], c.lifted, false)
	}
}

// endAdjust reports the end of a drag that adjusts.
func (c *Compare) endAdjust() {
	if c.grabbed {
		c.grabbed = false
		if c.OnAdjust != nil {
			c.OnAdjust(c.grab[0], c.grab[1], c.lifted, true)
		}
	}
}
