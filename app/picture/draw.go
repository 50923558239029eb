package picture

import (
	"image"
	"image/color"
)

// From this scale on pixels are drawn as squares: a person who looks this closely wants
// to see them.
const squaresFrom = 3.0

// Draw paints what the view shows of the picture into a rectangle of dst, and the
// ground around and behind it. The rectangle is the pane that the view's middle
// is in the middle of; only the part inside clip is painted.
func Draw(dst *image.RGBA, pane, clip image.Rectangle, p *Pyramid, v View, g Ground) {
	clip = clip.Intersect(pane).Intersect(dst.Rect)
	if clip.Empty() {
		return
	}
	if p == nil {
		Fill(dst, clip, g.Around)
		return
	}
	left, top := v.origin(pane.Size())
	p.draw(dst, pane, clip, left, top, v.Scale, float64(p.Size.X), float64(p.Size.Y), g)
}

// draw paints into clip the picture as if it had width x height pixels, the corner of the
// pane being at (left, top) of the scaled picture.
func (p *Pyramid) draw(dst *image.RGBA, pane, clip image.Rectangle, left, top, scale, width, height float64, g Ground) {
	l := p.level(scale * width / float64(p.Size.X))
	smooth := scale < squaresFrom*float64(p.levels[0].w)/width
	across := newAxis(clip.Min.X-pane.Min.X, clip.Dx(), left, scale, width, l.w, smooth)
	down := newAxis(clip.Min.Y-pane.Min.Y, clip.Dy(), top, scale, height, l.h, smooth)
	rows(clip.Dy(), func(from, to int) {
		r := reader{l: l, from: across.from, to: across.to, at: [2]int{-1, -1}}
		for y := from; y < to; y++ {
			line := dst.Pix[dst.PixOffset(clip.Min.X, clip.Min.Y+y):][:4*clip.Dx()]
			t := down.taps[y]
			if t.a < 0 || across.from == across.to {
				fillLine(line, g.Around)
				continue
			}
			upper, lower := r.row(down.from+int(t.a)), r.row(down.from+int(t.b))
			switch {
			case l.bytes == 1:
				drawGray(line, across, upper, lower, t.weight, g.Around)
			default:
				drawColor(line, across, upper, lower, t.weight, g.Around)
				if !p.opaque {
					showThrough(line, clip.Min.X-pane.Min.X, clip.Min.Y-pane.Min.Y+y, across, g)
				}
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

// A reader returns some columns of a level's rows. It keeps the last two rows that it had to make.
type reader struct {
	l        level
	from, to int
	made     [2][]byte
	at       [2]int
}

func (r *reader) row(y int) []byte {
	if r.l.ycc == nil {
		return r.l.row(y, r.from, r.to, nil)
	}
	slot := y & 1
	if r.at[slot] != y {
		if r.made[slot] == nil {
			r.made[slot] = make([]byte, 4*(r.to-r.from))
		}
		r.l.row(y, r.from, r.to, r.made[slot])
		r.at[slot] = y
	}
	return r.made[slot]
}

// A tap says which two pixels a device pixel is mixed from, and how much of the
// second goes in, in 256ths. Both are -1 outside of the picture.
type tap struct {
	a, b   int32
	weight int32
}

// An axis has a tap for each device pixel. Taps count from the pixel from of the level; those
// before to are read. If it is plain, every pixel is one of the level, and the next is the next.
type axis struct {
	taps     []tap
	from, to int
	plain    bool
}

// newAxis works out one axis: device pixels first, first+1... of the pane, origin as
// View.origin gives it, size of the photo, and n pixels in the level.
func newAxis(first, count int, origin, scale, size float64, n int, smooth bool) axis {
	x := axis{taps: make([]tap, count), plain: true}
	ratio := float64(n) / size / scale
	end := size * scale
	for i := range x.taps {
		at := origin + float64(first+i) + 0.5
		if at < 0 || at >= end {
			x.taps[i] = tap{-1, -1, 0}
			continue
		}
		u := at * ratio
		if !smooth {
			k := int32(min(int(u), n-1))
			x.taps[i] = tap{k, k, 0}
			continue
		}
		u = max(0, u-0.5+1e-7) // what is whole but for rounding is whole
		k := min(int(u), n-1)
		x.taps[i] = tap{int32(k), int32(min(k+1, n-1)), int32((u - float64(k)) * 256)}
	}
	x.settle()
	return x
}

// settle counts the taps of an axis from the first pixel that they read.
func (x *axis) settle() {
	seen := false
	for i, t := range x.taps {
		if t.a < 0 {
			continue
		}
		if !seen {
			x.from, seen = int(t.a), true
		}
		x.to = int(t.b) + 1
		x.plain = x.plain && t.weight == 0 && (i == 0 || x.taps[i-1].a < 0 || x.taps[i-1].a == t.a-1-int32(x.from))
		x.taps[i].a, x.taps[i].b = t.a-int32(x.from), t.b-int32(x.from)
	}
}

func drawGray(line []byte, across axis, upper, lower []byte, weight int32, around color.RGBA) {
	if weight == 0 {
		lower = upper
	}
	single := across.plain && weight == 0
	for x, t := range across.taps {
		px := line[4*x : 4*x+4 : 4*x+4]
		if t.a < 0 {
			px[0], px[1], px[2], px[3] = around.R, around.G, around.B, 255
			continue
		}
		if single {
			g := upper[t.a]
			px[0], px[1], px[2], px[3] = g, g, g, 255
			continue
		}
		first := int32(upper[t.a])*(256-t.weight) + int32(upper[t.b])*t.weight
		second := int32(lower[t.a])*(256-t.weight) + int32(lower[t.b])*t.weight
		g := byte((first*(256-weight) + second*weight + 1<<15) >> 16)
		px[0], px[1], px[2], px[3] = g, g, g, 255
	}
}

func drawColor(line []byte, across axis, upper, lower []byte, weight int32, around color.RGBA) {
	single := across.plain && weight == 0
	for x, t := range across.taps {
		px := line[4*x : 4*x+4 : 4*x+4]
		if t.a < 0 {
			px[0], px[1], px[2], px[3] = around.R, around.G, around.B, 255
			continue
		}
		ua := upper[4*t.a : 4*t.a+4 : 4*t.a+4]
		if single {
			px[0], px[1], px[2], px[3] = ua[0], ua[1], ua[2], ua[3]
			continue
		}
		ub := upper[4*t.b : 4*t.b+4 : 4*t.b+4]
		la, lb := lower[4*t.a:4*t.a+4:4*t.a+4], lower[4*t.b:4*t.b+4:4*t.b+4]
		for c := range 4 {
			first := int32(ua[c])*(256-t.weight) + int32(ub[c])*t.weight
			second := int32(la[c])*(256-t.weight) + int32(lb[c])*t.weight
			px[c] = byte((first*(256-weight) + second*weight + 1<<15) >> 16)
		}
	}
}

// showThrough lays a line of premultiplied pixels, the first at (x, y) of the pane, on the ground.
func showThrough(line []byte, x, y int, across axis, g Ground) {
	for i, t := range across.taps {
		px := line[4*i : 4*i+4 : 4*i+4]
		if t.a < 0 || px[3] == 255 {
			continue
		}
		behind, rest := g.at(x+i, y), 255-uint32(px[3])
		px[0] += byte(uint32(behind.R) * rest / 255)
		px[1] += byte(uint32(behind.G) * rest / 255)
		px[2] += byte(uint32(behind.B) * rest / 255)
		px[3] = 255
	}
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
