package picture

import (
	"image"
	"image/color"
)

// A Screen is what a pane shows of a picture, with a pixel for each of the screen. It is made once
// for a view; every step of a slider then costs as much as the pane has pixels.
type Screen struct {
	RGB           []byte // red, green and blue of each pixel, row by row
	Width, Height int

	of     *Pyramid
	pane   image.Point
	view   View
	inside image.Rectangle // of the pane, that the picture covers
	colour *image.RGBA
}

// Show has the screen show what a pane shows. It costs nothing if it is shown already. Transparency
// is lost.
func (s *Screen) Show(p *Pyramid, pane image.Point, v View) {
	if s.of == p && s.pane == pane && s.view == v {
		return
	}
	s.of, s.pane, s.view = p, pane, v
	left, top := v.origin(pane)
	s.inside = image.Rect(whole(-left), whole(-top), whole(float64(p.Size.X)*v.Scale-left), whole(float64(p.Size.Y)*v.Scale-top)).Intersect(image.Rectangle{Max: pane})
	s.Width, s.Height = s.inside.Dx(), s.inside.Dy()
	if s.colour == nil || s.colour.Rect.Max != pane {
		s.colour = image.NewRGBA(image.Rectangle{Max: pane})
		s.RGB = make([]byte, 3*pane.X*pane.Y)
	}
	Draw(s.colour, s.colour.Rect, s.inside, p, v, Plain(color.RGBA{A: 255}))
	rows(s.Height, func(from, to int) {
		for y := from; y < to; y++ {
			out := s.RGB[3*y*s.Width:][:3*s.Width]
			in := s.colour.Pix[s.colour.PixOffset(s.inside.Min.X, s.inside.Min.Y+y):][:4*s.Width]
			for i := 0; len(in) >= 4 && i+2 < len(out); i += 3 {
				out[i], out[i+1], out[i+2] = in[0], in[1], in[2]
				in = in[4:]
			}
		}
	})
}

// Forget lets go of the picture.
func (s *Screen) Forget() { *s = Screen{} }

// Patch makes a patch of what became of the screen's pixels: a gray for each, which must not change
// while the patch is shown.
func (s *Screen) Patch(gray []byte) *Patch {
	left, top := s.view.origin(s.pane)
	size := image.Pt(s.Width, s.Height)
	return &Patch{
		pixels: &Pyramid{Size: size, levels: []level{{w: s.Width, h: s.Height, bytes: 1, pix: gray}}, opaque: true},
		x:      (left + float64(s.inside.Min.X)) / s.view.Scale, y: (top + float64(s.inside.Min.Y)) / s.view.Scale,
		w: float64(s.Width) / s.view.Scale, h: float64(s.Height) / s.view.Scale,
	}
}
