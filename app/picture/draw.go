package picture

import (
	"image"
	"image/color"
)

// From this scale on pixels are drawn as squares: a person who looks this closely wants
// to see them.
const squaresFrom = 3.0

// Draw paints what the view shows of the picture into a rectangle of dst, and the
// background around and behind it. The rectangle is the pane that the view's middle
// is in the middle of; only the part inside clip is painted.
func Draw(dst *image.RGBA, pane, clip image.Rectangle, p *Pyramid, v View, background color.RGBA) {
	clip = clip.Intersect(pane).Intersect(dst.Rect)
	if clip.Empty() {
		return
	}
	if p == nil {
		Fill(dst, clip, background)
		return
	}
	left, top := v.origin(pane.Size())
	p.draw(dst, pane, clip, left, top, v.Scale, float64(p.Size.X), float64(p.Size.Y), background)
}

// draw paints into clip the picture as if it had width x height pixels, the corner of the
// pane being at (left, top) of the scaled picture.
func (p *Pyramid) draw(dst *image.RGBA, pane, clip image.Rectangle, left, top, scale, width, height float64, background color.RGBA) {
	l := p.level(scale * width / float64(p.Size.X))
	smooth := scale < squaresFrom*float64(p.levels[0].w)/width
	across := taps(clip.Min.X-pane.Min.X, clip.Dx(), left, scale, width, l.w, smooth)
	down := taps(clip.Min.Y-pane.Min.Y, clip.Dy(), top, scale, height, l.h, smooth)
	rows(clip.Dy(), func(from, to int) {
		for y := from; y < to; y++ {
			line := dst.Pix[dst.PixOffset(clip.Min.X, clip.Min.Y+y):][:4*clip.Dx()]
			switch {
			case down[y].a < 0:
				fillLine(line, background)
			case l.bytes == 1:
				l.drawGray(line, across, down[y], background)
			default:
				l.drawColor(line, across, down[y], background, p.opaque)
			}
		}
	})
}

// level returns the coarsest level with at least one pixel for each device pixel:
// reading from a finer one would skip pixels, and a picture that is made small would
// sparkle when it is moved.
func (p *Pyramid) level(scale float64) level {
	best := p.levels[0]
	for _, l := range p.levels[1:] {
		if float64(l.w) < scale*float64(p.Size.X)*0.98 {
			break
		}
		best = l
	}
	return best
}

// A tap says which two pixels a device pixel is mixed from, and how much of the
// second goes in, in 256ths. Both are -1 outside of the picture.
type tap struct {
	a, b   int32
	weight int32
}

// taps works out one axis: device pixels first, first+1... of the pane, origin as
// View.origin gives it, size of the photo, and n pixels in the level.
func taps(first, count int, origin, scale, size float64, n int, smooth bool) []tap {
	out := make([]tap, count)
	ratio := float64(n) / size / scale
	end := size * scale
	for i := range out {
		at := origin + float64(first+i) + 0.5
		if at < 0 || at >= end {
			out[i] = tap{-1, -1, 0}
			continue
		}
		u := at * ratio
		if !smooth {
			k := int32(min(int(u), n-1))
			out[i] = tap{k, k, 0}
			continue
		}
		u = max(0, u-0.5)
		k := min(int(u), n-1)
		out[i] = tap{int32(k), int32(min(k+1, n-1)), int32((u - float64(k)) * 256)}
	}
	return out
}

func (l level) drawGray(line []byte, across []tap, down tap, background color.RGBA) {
	upper := l.pix[int(down.a)*l.w:][:l.w]
	lower := l.pix[int(down.b)*l.w:][:l.w]
	for x, t := range across {
		px := line[4*x : 4*x+4 : 4*x+4]
		if t.a < 0 {
			px[0], px[1], px[2], px[3] = background.R, background.G, background.B, 255
			continue
		}
		first := int32(upper[t.a])*(256-t.weight) + int32(upper[t.b])*t.weight
		second := int32(lower[t.a])*(256-t.weight) + int32(lower[t.b])*t.weight
		g := byte((first*(256-down.weight) + second*down.weight + 1<<15) >> 16)
		px[0], px[1], px[2], px[3] = g, g, g, 255
	}
}

func (l level) drawColor(line []byte, across []tap, down tap, background color.RGBA, opaque bool) {
	stride := 4 * l.w
	upper := l.pix[int(down.a)*stride:][:stride]
	lower := l.pix[int(down.b)*stride:][:stride]
	for x, t := range across {
		px := line[4*x : 4*x+4 : 4*x+4]
		if t.a < 0 {
			px[0], px[1], px[2], px[3] = background.R, background.G, background.B, 255
			continue
		}
		ua, ub := upper[4*t.a:4*t.a+4:4*t.a+4], upper[4*t.b:4*t.b+4:4*t.b+4]
		la, lb := lower[4*t.a:4*t.a+4:4*t.a+4], lower[4*t.b:4*t.b+4:4*t.b+4]
		for c := range 4 {
			first := int32(ua[c])*(256-t.weight) + int32(ub[c])*t.weight
			second := int32(la[c])*(256-t.weight) + int32(lb[c])*t.weight
			px[c] = byte((first*(256-down.weight) + second*down.weight + 1<<15) >> 16)
		}
		if !opaque {
			over(px, background)
		}
	}
}

// over lays a premultiplied pixel on the background.
func over(px []byte, background color.RGBA) {
	rest := 255 - uint32(px[3])
	px[0] += byte(uint32(background.R) * rest / 255)
	px[1] += byte(uint32(background.G) * rest / 255)
	px[2] += byte(uint32(background.B) * rest / 255)
	px[3] = 255
}

// Fill paints a rectangle in one colour.
func Fill(dst *image.RGBA, r image.Rectangle, c color.RGBA) {
	r = r.Intersect(dst.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		fillLine(dst.Pix[dst.PixOffset(r.Min.X, y):][:4*r.Dx()], c)
	}
}

func fillLine(line []byte, c color.RGBA) {
	for x := 0; x < len(line); x += 4 {
		line[x], line[x+1], line[x+2], line[x+3] = c.R, c.G, c.B, 255
	}
}
