package picture

import (
	"image"
	"image/color"
	"math"
)

// A Patch is a part of a picture that was made anew: what is seen of it while a slider
// moves.
type Patch struct {
	pixels     *Pyramid
	x, y, w, h float64 // the part, in pixels of the photo
}

// A Part is the pixels of a picture that a pane shows, and where they are in the photo.
type Part struct {
	Image      image.Image // *image.Gray or *image.RGBA, on its own
	Density    float64     // its pixels for one of the photo
	x, y, w, h float64     // the part, in pixels of the photo
}

// grid is what the corner of a part is a multiple of, in its own pixels: patterns that
// repeat, as ordered dots do, then fall where they fall in the whole.
const grid = 8

// Part returns what a pane shows of the picture and margin pixels around it: from the level
// that the pane is drawn from, or if fine is set from the finest one, but in either case
// from one that has at most so many pixels there.
func (p *Pyramid) Part(pane image.Point, v View, margin int, fine bool, most int) Part {
	l := p.levels[0]
	if !fine {
		l = p.level(v.Scale)
	}
	for _, next := range p.levels {
		if next.w > l.w {
			continue
		}
		l = next
		if r := l.seen(p.Size, pane, v, margin); r.Dx()*r.Dy() <= most {
			break
		}
	}
	r := l.seen(p.Size, pane, v, margin)
	across, down := float64(p.Size.X)/float64(l.w), float64(p.Size.Y)/float64(l.h)
	return Part{
		Image: l.cut(r), Density: 1 / across,
		x: float64(r.Min.X) * across, y: float64(r.Min.Y) * down, w: float64(r.Dx()) * across, h: float64(r.Dy()) * down,
	}
}

// seen returns which pixels of the level a pane shows, with a margin.
func (l level) seen(size, pane image.Point, v View, margin int) image.Rectangle {
	left, top := v.origin(pane)
	across, down := float64(l.w)/float64(size.X)/v.Scale, float64(l.h)/float64(size.Y)/v.Scale
	r := image.Rect(
		int(math.Floor(left*across))-1, int(math.Floor(top*down))-1,
		int(math.Ceil((left+float64(pane.X))*across))+1, int(math.Ceil((top+float64(pane.Y))*down))+1)
	r = r.Inset(-margin).Intersect(image.Rect(0, 0, l.w, l.h))
	r.Min.X, r.Min.Y = r.Min.X/grid*grid, r.Min.Y/grid*grid
	return r
}

// cut copies some of the level's pixels.
func (l level) cut(r image.Rectangle) image.Image {
	out := make([]byte, r.Dx()*r.Dy()*l.bytes)
	line := r.Dx() * l.bytes
	rows(r.Dy(), func(from, to int) {
		for y := from; y < to; y++ {
			into := out[y*line:][:line]
			if made := l.row(r.Min.Y+y, r.Min.X, r.Max.X, into); l.ycc == nil {
				copy(into, made)
			}
		}
	})
	size := image.Rect(0, 0, r.Dx(), r.Dy())
	if l.bytes == 1 {
		return &image.Gray{Pix: out, Stride: line, Rect: size}
	}
	return &image.RGBA{Pix: out, Stride: line, Rect: size}
}

// Small returns the whole picture from the coarsest level whose long side has at least so
// many pixels, or from the finest.
func (p *Pyramid) Small(side int) image.Image {
	l := p.levels[0]
	for _, next := range p.levels[1:] {
		if max(next.w, next.h) < side {
			break
		}
		l = next
	}
	return l.cut(image.Rect(0, 0, l.w, l.h))
}

// Patch makes a patch of what became of a part's pixels: an image of the same size.
func (p Part) Patch(img image.Image) *Patch {
	return &Patch{pixels: New(img, image.Point{}), x: p.x, y: p.y, w: p.w, h: p.h}
}

// DrawPatch paints a patch, and the rest of its picture around it: as Draw does if there is no patch.
func DrawPatch(dst *image.RGBA, pane, clip image.Rectangle, of *Pyramid, p *Patch, v View, g Ground) {
	if p == nil {
		Draw(dst, pane, clip, of, v, g)
		return
	}
	clip = clip.Intersect(pane).Intersect(dst.Rect)
	left, top := v.origin(pane.Size())
	// Only pixels whose middle lies inside of the patch.
	inside := image.Rect(
		whole(p.x*v.Scale-left), whole(p.y*v.Scale-top),
		whole((p.x+p.w)*v.Scale-left), whole((p.y+p.h)*v.Scale-top)).Add(pane.Min).Intersect(clip)
	if inside.Empty() {
		Draw(dst, pane, clip, of, v, g)
		return
	}
	for _, r := range []image.Rectangle{
		image.Rect(clip.Min.X, clip.Min.Y, clip.Max.X, inside.Min.Y), image.Rect(clip.Min.X, inside.Max.Y, clip.Max.X, clip.Max.Y),
		image.Rect(clip.Min.X, inside.Min.Y, inside.Min.X, inside.Max.Y), image.Rect(inside.Max.X, inside.Min.Y, clip.Max.X, inside.Max.Y),
	} {
		Draw(dst, pane, r, of, v, g)
	}
	p.pixels.draw(dst, pane, inside, left-p.x*v.Scale, top-p.y*v.Scale, v.Scale, p.w, p.h, g)
}

// whole returns the first device pixel whose middle is not before an edge.
func whole(edge float64) int { return int(math.Ceil(edge - 0.5 - 1e-7)) }

// Color returns the colour at a point of the photo, and false outside of the patch.
func (p *Patch) Color(x, y float64) (color.RGBA, bool) {
	size := p.pixels.Size
	return p.pixels.Color((x-p.x)*float64(size.X)/p.w, (y-p.y)*float64(size.Y)/p.h)
}
