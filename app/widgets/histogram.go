package widgets

import (
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/picture"
)

// histogramHeight is the height of a histogram, in Fyne's units.
const histogramHeight = 64

// markFrom is the share of pure black or white pixels from which its corner is marked.
const markFrom = 0.002

// A Histogram shows how many pixels have each gray, after as an area and before as a line. A corner is
// marked where the result has pure black or pure white.
type Histogram struct {
	widget.BaseWidget
	before, after [256]int64
	raster        *canvas.Raster
}

func NewHistogram() *Histogram {
	h := &Histogram{}
	h.raster = canvas.NewRaster(h.Draw)
	h.ExtendBaseWidget(h)
	return h
}

// Put changes what is shown.
func (h *Histogram) Put(before, after [256]int64) {
	if h.before != before || h.after != after {
		h.before, h.after = before, after
		h.raster.Refresh()
	}
}

// Clipped returns the shares of pixels that are pure black and pure white in the result.
func (h *Histogram) Clipped() (black, white float64) {
	all := total(&h.after)
	if all == 0 {
		return 0, 0
	}
	return float64(h.after[0]) / float64(all), float64(h.after[255]) / float64(all)
}

func total(counts *[256]int64) (all int64) {
	for _, n := range counts {
		all += n
	}
	return all
}

// CreateRenderer is part of fyne.Widget.
func (h *Histogram) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(h.raster) }

// MinSize is part of fyne.CanvasObject.
func (h *Histogram) MinSize() fyne.Size { return fyne.NewSize(128, histogramHeight) }

// Draw paints w x h device pixels.
func (h *Histogram) Draw(width, height int) image.Image {
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	picture.Fill(out, out.Rect, RGBA(ThemeColor(theme.ColorNameInputBackground)))
	area, line := RGBA(ThemeColor(theme.ColorNameDisabled)), RGBA(ThemeColor(theme.ColorNamePrimary))
	after, before := columns(&h.after, width), columns(&h.before, width)
	scale := float64(height - 2)
	last := -1
	for x := range width {
		if after != nil {
			picture.Fill(out, image.Rect(x, height-int(after[x]*scale+0.5), x+1, height), area)
		}
		if before == nil {
			continue
		}
		y := height - 1 - int(before[x]*scale+0.5)
		from, to := y, y
		if last >= 0 { // a line without gaps
			from, to = min(y, last), max(y, last)
		}
		picture.Fill(out, image.Rect(x, from, x+1, to+1), line)
		last = y
	}
	black, white := h.Clipped()
	side := max(6, height/7)
	for y := range side {
		if black >= markFrom {
			picture.Fill(out, image.Rect(0, y, side-y, y+1), RGBA(ThemeColor(theme.ColorNameError)))
		}
		if white >= markFrom {
			picture.Fill(out, image.Rect(width-side+y, y, width, y+1), RGBA(ThemeColor(theme.ColorNameError)))
		}
	}
	return out
}

// columns returns the height of each column, 0 to 1, or nil if nothing is counted. The ends, where
// clipped pixels pile up, do not set the scale; square roots show what is rare.
func columns(counts *[256]int64, width int) []float64 {
	if total(counts) == 0 {
		return nil
	}
	out := make([]float64, width)
	most := 1.0
	for x := range out {
		from, to := x*256/width, max(x*256/width+1, (x+1)*256/width)
		sum := 0.0
		for _, n := range counts[from:to] {
			sum += float64(n)
		}
		out[x] = sum / float64(to-from)
		if from > 0 && to < 256 {
			most = max(most, out[x])
		}
	}
	for x, v := range out {
		out[x] = min(1, math.Sqrt(v/most))
	}
	return out
}
