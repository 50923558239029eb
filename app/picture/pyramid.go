// Package picture draws the visible part of a large picture quickly.
//
//	decoded picture -> Pyramid (each level half of the last) -> Draw(View) -> pane
//	                     |                                          ^
//	                     +-> Part (what is seen) -> made anew -> Patch
//
// A frame costs as much as its pane has pixels, however large the picture is.
package picture

import (
	"image"
	"image/color"
	"runtime"
	"sync"
)

// A Pyramid is a picture in halving sizes. It is not changed once made, so any
// number of goroutines may draw from it.
type Pyramid struct {
	Size   image.Point // of the photo; the finest level may be smaller
	levels []level     // finest first
	opaque bool
}

// A level is one size of the picture: one byte a pixel if it is gray, which saves
// three quarters of the memory, else four (premultiplied RGBA).
type level struct {
	w, h, bytes int
	pix         []byte
}

// coarsest is the side below which halving stops.
const coarsest = 64

// New makes a pyramid of img, which shows a photo of the given size: a preview may
// have fewer pixels than the photo. A zero size takes that of img. The pyramid may
// keep the pixels of img, which must not be changed any more.
func New(img image.Image, size image.Point) *Pyramid {
	b := img.Bounds()
	if size.X <= 0 || size.Y <= 0 {
		size = b.Size()
	}
	finest, opaque := flatten(img)
	p := &Pyramid{Size: size, opaque: opaque, levels: []level{finest}}
	for l := finest; l.w > coarsest && l.h > coarsest; {
		l = l.half()
		p.levels = append(p.levels, l)
	}
	return p
}

// Density returns how many pixels of the finest level there are for one pixel of the
// photo: 1 when it is the photo itself.
func (p *Pyramid) Density() float64 {
	return float64(p.levels[0].w) / float64(p.Size.X)
}

// Color returns the colour at a point of the photo, and false outside of it.
func (p *Pyramid) Color(x, y float64) (color.RGBA, bool) {
	if x < 0 || y < 0 || x >= float64(p.Size.X) || y >= float64(p.Size.Y) {
		return color.RGBA{}, false
	}
	l := p.levels[0]
	at := (int(y*float64(l.h)/float64(p.Size.Y))*l.w + int(x*float64(l.w)/float64(p.Size.X))) * l.bytes
	if l.bytes == 1 {
		return color.RGBA{R: l.pix[at], G: l.pix[at], B: l.pix[at], A: 255}, true
	}
	return color.RGBA{R: l.pix[at], G: l.pix[at+1], B: l.pix[at+2], A: l.pix[at+3]}, true
}

// half averages squares of four pixels. An odd last row or column is taken twice.
func (l level) half() level {
	out := level{w: (l.w + 1) / 2, h: (l.h + 1) / 2, bytes: l.bytes}
	out.pix = make([]byte, out.w*out.h*out.bytes)
	n, stride := l.bytes, l.w*l.bytes
	rows(out.h, func(from, to int) {
		for y := from; y < to; y++ {
			upper := l.pix[2*y*stride:][:stride]
			lower := l.pix[min(2*y+1, l.h-1)*stride:][:stride]
			target := out.pix[y*out.w*n:][:out.w*n]
			for x := range out.w {
				a, b := 2*x*n, min(2*x+1, l.w-1)*n
				for c := range n {
					target[x*n+c] = byte((int(upper[a+c]) + int(upper[b+c]) + int(lower[a+c]) + int(lower[b+c]) + 2) >> 2)
				}
			}
		}
	})
	return out
}

// rows calls do for parts of n rows, on every core.
func rows(n int, do func(from, to int)) {
	parts := min(runtime.GOMAXPROCS(0), n/64)
	if parts < 2 {
		do(0, n)
		return
	}
	var all sync.WaitGroup
	for i := range parts {
		all.Go(func() { do(n*i/parts, n*(i+1)/parts) })
	}
	all.Wait()
}
