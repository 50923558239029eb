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
// three quarters of the memory, else four (premultiplied RGBA). The finest levels of a JPEG keep
// its luma and chroma, which are less than half of that.
type level struct {
	w, h, bytes int
	pix         []byte
	ycc         *image.YCbCr // in place of pix, with its corner at 0, 0
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
	column := int(x * float64(l.w) / float64(p.Size.X))
	var made [4]byte
	px := l.row(int(y*float64(l.h)/float64(p.Size.Y)), column, column+1, made[:])
	if l.bytes == 1 {
		return color.RGBA{R: px[0], G: px[0], B: px[0], A: 255}, true
	}
	return color.RGBA{R: px[0], G: px[1], B: px[2], A: px[3]}, true
}

// Opaque reports whether the picture has no transparency.
func (p *Pyramid) Opaque() bool { return p.opaque }

// half averages squares of four pixels. An odd last row or column is taken twice.
func (l level) half() level {
	if l.ycc != nil && l.ycc.SubsampleRatio == image.YCbCrSubsampleRatio420 {
		return l.halfLuma()
	}
	out := level{w: (l.w + 1) / 2, h: (l.h + 1) / 2, bytes: l.bytes}
	out.pix = make([]byte, out.w*out.h*out.bytes)
	n, stride := l.bytes, l.w*l.bytes
	rows(out.h, func(from, to int) {
		var made [2][]byte
		if l.ycc != nil {
			made = [2][]byte{make([]byte, stride), make([]byte, stride)}
		}
		for y := from; y < to; y++ {
			upper := l.row(2*y, 0, l.w, made[0])
			lower := l.row(min(2*y+1, l.h-1), 0, l.w, made[1])
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

// halfLuma halves a level whose chroma has half of its size already: only luma takes memory.
func (l level) halfLuma() level {
	w, h := (l.w+1)/2, (l.h+1)/2
	half := &image.YCbCr{
		Y: make([]byte, w*h), YStride: w, Rect: image.Rect(0, 0, w, h), SubsampleRatio: image.YCbCrSubsampleRatio444,
		Cb: l.ycc.Cb, Cr: l.ycc.Cr, CStride: l.ycc.CStride,
	}
	rows(h, func(from, to int) {
		for y := from; y < to; y++ {
			upper := l.ycc.Y[2*y*l.ycc.YStride:][:l.w]
			lower := l.ycc.Y[min(2*y+1, l.h-1)*l.ycc.YStride:][:l.w]
			for x, target := 0, half.Y[y*w:][:w]; x < w; x++ {
				a, b := 2*x, min(2*x+1, l.w-1)
				target[x] = byte((int(upper[a]) + int(upper[b]) + int(lower[a]) + int(lower[b]) + 2) >> 2)
			}
		}
	})
	return level{w: w, h: h, bytes: 4, ycc: half}
}

// row returns the pixels of a row from column from up to but not including to. Those of a level of
// luma and chroma are made in buffer, which has room for them.
func (l level) row(y, from, to int, buffer []byte) []byte {
	if l.ycc == nil {
		return l.pix[(y*l.w+from)*l.bytes : (y*l.w+to)*l.bytes]
	}
	out := buffer[:4*(to-from)]
	luma := l.ycc.Y[y*l.ycc.YStride:]
	at, half := l.ycc.COffset(0, y), 0
	switch l.ycc.SubsampleRatio {
	case image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio422:
		half = 1
	}
	cb, cr := l.ycc.Cb[at:], l.ycc.Cr[at:]
	for i, x := 0, from; x < to; i, x = i+4, x+1 {
		px := out[i : i+4 : i+4]
		px[0], px[1], px[2] = color.YCbCrToRGB(luma[x], cb[x>>half], cr[x>>half])
		px[3] = 255
	}
	return out
}

// Rows calls do for parts of n rows, from the first up to but not including the last, on every core.
func Rows(n int, do func(from, to int)) { rows(n, do) }

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
