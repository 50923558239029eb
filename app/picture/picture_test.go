package picture

import (
	"image"
	"image/color"
	"math"
	"testing"
)

// drawn is a colourful picture in which every pixel differs from its neighbours.
func drawn(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{uint8(7 * x), uint8(11 * y), uint8(3*x + 5*y), 255})
		}
	}
	return img
}

func paint(p *Pyramid, w, h int, v View) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	Draw(dst, dst.Rect, dst.Rect, p, v, Plain(color.RGBA{1, 2, 3, 255}))
	return dst
}

// TestExact shows every pixel of a picture unchanged at 1:1, at odd and even sizes
// and wherever it is moved to.
func TestExact(t *testing.T) {
	for _, w := range []int{63, 64, 200, 201} {
		img := drawn(w, 150)
		p := New(img, image.Point{})
		for _, v := range []View{{1, 50, 50}, {1, 33.3, 70.9}, {1, 0, 0}} {
			dst := paint(p, 90, 71, v)
			for y := range 71 {
				for x := range 90 {
					px, py := v.At(image.Pt(90, 71), float64(x), float64(y))
					want := color.RGBA{1, 2, 3, 255}
					if image.Pt(int(px), int(py)).In(img.Rect) && px >= 0 && py >= 0 {
						want = img.RGBAAt(int(px), int(py))
					}
					if got := dst.RGBAAt(x, y); got != want {
						t.Fatalf("width %d, %+v: pixel %d,%d is %v, want %v of %g,%g", w, v, x, y, got, want, px, py)
					}
				}
			}
		}
	}
}

// TestGrayIsColour draws a gray picture and the same one in colour alike, at scales
// around every border between levels.
func TestGrayIsColour(t *testing.T) {
	gray := image.NewGray(image.Rect(0, 0, 301, 233))
	for i := range gray.Pix {
		gray.Pix[i] = uint8(i * 31 >> 2)
	}
	rgba := image.NewRGBA(gray.Rect)
	for y := range 233 {
		for x := range 301 {
			g := gray.GrayAt(x, y).Y
			rgba.SetRGBA(x, y, color.RGBA{g, g, g, 255})
		}
	}
	one, four := New(gray, image.Point{}), New(rgba, image.Point{})
	for _, scale := range []float64{0.1, 0.24, 0.25, 0.26, 0.49, 0.5, 0.51, 1, 1.7, 2.9, 3, 8} {
		v := View{scale, 140, 100}
		a, b := paint(one, 120, 80, v), paint(four, 120, 80, v)
		if string(a.Pix) != string(b.Pix) {
			t.Errorf("scale %g: gray and colour differ", scale)
		}
	}
}

// TestSmall shows a picture made small with its average, not with some of its pixels.
func TestSmall(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 512, 512))
	for i := range img.Pix {
		if i%2 == 0 {
			img.Pix[i] = 200
		}
	}
	dst := paint(New(img, image.Point{}), 128, 128, View{0.25, 256, 256})
	if g := dst.RGBAAt(64, 64); g.R < 99 || g.R > 101 {
		t.Errorf("stripes of 0 and 200 made small are %d, want 100", g.R)
	}
}

// TestReduced draws a preview with fewer pixels in the photo's place.
func TestReduced(t *testing.T) {
	p := New(drawn(100, 50), image.Pt(400, 200))
	if p.Density() != 0.25 {
		t.Errorf("density %g", p.Density())
	}
	if _, ok := p.Color(399, 199); !ok {
		t.Error("the photo's last pixel is outside")
	}
	if _, ok := p.Color(400, 10); ok {
		t.Error("a pixel beside the photo is inside")
	}
	dst := paint(p, 400, 200, View{1, 200, 100})
	if dst.RGBAAt(399, 199) == (color.RGBA{1, 2, 3, 255}) {
		t.Error("the preview does not reach the photo's edge")
	}
}

// TestTransparent lays a picture with transparency on the background.
func TestTransparent(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 80, 80))
	for i := 0; i < len(img.Pix); i += 4 {
		img.Pix[i], img.Pix[i+3] = 255, 128
	}
	dst := image.NewRGBA(image.Rect(0, 0, 8, 8))
	Draw(dst, dst.Rect, dst.Rect, New(img, image.Point{}), View{1, 40, 40}, Plain(color.RGBA{0, 0, 200, 255}))
	if got := dst.RGBAAt(4, 4); got.R != 128 || got.B < 98 || got.B > 101 || got.A != 255 {
		t.Errorf("half red on blue is %v", got)
	}
}

// TestZoom keeps the point under the pointer where it is.
func TestZoom(t *testing.T) {
	pane := image.Pt(640, 480)
	v := View{0.3, 1000, 700}
	for _, scale := range []float64{0.31, 1, 7, 1e9} {
		z := v.Zoom(pane, 100, 400, scale)
		ax, ay := v.At(pane, 100, 400)
		bx, by := z.At(pane, 100, 400)
		if math.Hypot(ax-bx, ay-by) > 1/v.Scale+1/z.Scale {
			t.Errorf("scale %g: the point moved from %g,%g to %g,%g", scale, ax, ay, bx, by)
		}
		if z.Scale > MaxScale {
			t.Errorf("scale %g is above the bound", z.Scale)
		}
	}
}

// TestClamp keeps the picture in sight.
func TestClamp(t *testing.T) {
	size, pane := image.Pt(1000, 400), image.Pt(500, 500)
	if v := (View{1, -900, -900}).Clamp(size, pane); v.X != 250 || v.Y != 200 {
		t.Errorf("clamped to %+v", v)
	}
	if v := Fit(size, pane, 1); v.Scale != 0.5 || v.X != 500 || v.Y != 200 {
		t.Errorf("fit is %+v", v)
	}
	if v := Fit(image.Pt(10, 10), pane, 1); v.Scale != 1 {
		t.Errorf("a small picture is made larger: %+v", v)
	}
}

// TestPatch lays a part over the picture that it was cut from: nothing may change, wherever
// the view is and whichever level it is drawn from, and every pixel is covered.
func TestPatch(t *testing.T) {
	img := drawn(301, 203)
	p := New(img, image.Point{})
	negative := New(image.NewGray(img.Rect), image.Point{})
	for _, v := range []View{{1, 150, 100}, {1, 33.3, 190.9}, {0.5, 150, 100}, {0.37, 140, 90}, {2.5, 20, 20}, {8, 290, 195}} {
		want := paint(p, 90, 71, v)
		dst := paint(negative, 90, 71, v)
		part := p.Part(want.Rect.Size(), v, 3, false, 1e6)
		DrawPatch(dst, dst.Rect, dst.Rect, negative, part.Patch(part.Image), v, Plain(color.RGBA{1, 2, 3, 255}))
		for i := range want.Pix {
			// A part's own levels may be cut elsewhere; at these scales it is drawn from its finest one.
			if d := int(want.Pix[i]) - int(dst.Pix[i]); d < -1 || d > 1 {
				t.Fatalf("%+v: byte %d is %d, want %d", v, i, dst.Pix[i], want.Pix[i])
			}
		}
	}
	// Too many pixels: a coarser level, and the same place.
	part := p.Part(image.Pt(90, 71), View{0.3, 150, 100}, 0, true, 5000)
	if b := part.Image.Bounds(); b.Dx()*b.Dy() > 5000 || part.Density > 0.51 {
		t.Errorf("%v at %g", b, part.Density)
	}
	if c, ok := part.Patch(part.Image).Color(150, 100); !ok || c.A != 255 {
		t.Error("the patch has no colour in its middle")
	}
	if _, ok := p.Part(image.Pt(20, 20), View{1, 150, 100}, 0, true, 5000).Patch(image.NewGray(image.Rect(0, 0, 8, 8))).Color(2, 2); ok {
		t.Error("the patch is larger than its part")
	}
	if b := p.Small(100).Bounds(); b.Dx() != 151 {
		t.Errorf("a small one has %v", b)
	}
}

// BenchmarkDraw is one frame of two panes of a 24-megapixel picture.
func BenchmarkDraw(b *testing.B) {
	p := New(drawn(6000, 4000), image.Point{})
	dst := image.NewRGBA(image.Rect(0, 0, 780, 560))
	for b.Loop() {
		Draw(dst, dst.Rect, dst.Rect, p, View{0.37, 3000, 2000}, Plain(color.RGBA{40, 40, 40, 255}))
	}
}

// TestFlatten brings every type of picture to the same pixels, gray ones to one byte.
func TestFlatten(t *testing.T) {
	wide := drawn(130, 70)
	nrgba, sub := image.NewNRGBA(wide.Rect), drawn(150, 90)
	copy(nrgba.Pix, wide.Pix)
	for y := range 70 {
		for x := range 130 {
			sub.SetRGBA(x+9, y+3, wide.RGBAAt(x, y))
		}
	}
	for name, img := range map[string]image.Image{
		"RGBA": wide, "NRGBA": nrgba, "part of another": sub.SubImage(image.Rect(9, 3, 139, 73)),
	} {
		l, opaque := flatten(img)
		if !opaque || l.bytes != 4 || string(l.pix) != string(wide.Pix) {
			t.Errorf("%s: other pixels", name)
		}
	}
	for i := 0; i < len(nrgba.Pix); i += 4 {
		nrgba.Pix[i+1], nrgba.Pix[i+2] = nrgba.Pix[i], nrgba.Pix[i]
	}
	l, _ := flatten(nrgba)
	if l.bytes != 1 || l.pix[131] != nrgba.Pix[4*131] {
		t.Error("a gray picture keeps four bytes a pixel")
	}
	nrgba.Pix[len(nrgba.Pix)-2] ^= 1
	if l, _ := flatten(nrgba); l.bytes != 4 {
		t.Error("a picture with one coloured pixel is taken for gray")
	}
	nrgba.Pix[len(nrgba.Pix)-1] = 9
	if l, opaque := flatten(nrgba); opaque || l.bytes != 4 || l.pix[len(l.pix)-1] != 9 {
		t.Error("a picture with a transparent pixel is taken for opaque")
	}
}

// TestLumaAndChroma draws a JPEG's picture, kept as luma and chroma, as the same picture in RGBA: no
// pixel of the finest level differs, and smaller levels differ by no more than rounding and the
// halves of chroma.
func TestLumaAndChroma(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio444} {
		for _, size := range []image.Point{{301, 233}, {300, 200}} {
			ycc := image.NewYCbCr(image.Rectangle{Max: size}, ratio)
			for i := range ycc.Y {
				ycc.Y[i] = uint8(40 + i%size.X*120/size.X + i/size.X%8)
			}
			for i := range ycc.Cb {
				ycc.Cb[i], ycc.Cr[i] = uint8(100+i%ycc.CStride*40/ycc.CStride), uint8(150-i%ycc.CStride*40/ycc.CStride)
			}
			rgba := image.NewRGBA(ycc.Rect)
			for y := range size.Y {
				for x := range size.X {
					rgba.Set(x, y, ycc.At(x, y))
				}
			}
			kept, plain := New(ycc, image.Point{}), New(rgba, image.Point{})
			if kept.levels[0].ycc == nil {
				t.Fatalf("%v is not kept", ratio)
			}
			for _, c := range []struct {
				scale float64
				off   int
			}{{1, 0}, {1.7, 0}, {4, 0}, {0.5, 3}, {0.37, 4}, {0.25, 4}} {
				v := View{c.scale, 140, 100}
				a, b := paint(kept, 120, 80, v), paint(plain, 120, 80, v)
				for i := range a.Pix {
					if d := int(a.Pix[i]) - int(b.Pix[i]); d < -c.off || d > c.off {
						t.Fatalf("%v of %v at %g: byte %d is %d, want %d", ratio, size, c.scale, i, a.Pix[i], b.Pix[i])
					}
				}
			}
			if one, _ := kept.Color(77, 55); one != rgba.RGBAAt(77, 55) {
				t.Errorf("%v: the probe reads %v", ratio, one)
			}
		}
	}
	gray := image.NewYCbCr(image.Rect(0, 0, 100, 80), image.YCbCrSubsampleRatio420)
	for i := range gray.Cb {
		gray.Cb[i], gray.Cr[i] = 128, 128
	}
	if l := New(gray, image.Point{}).levels[0]; l.bytes != 1 {
		t.Error("a gray JPEG keeps its chroma")
	}
}

// TestScreen holds that a patch of the screen's own pixels lies over them, pixel by pixel, and that
// all around it the picture is drawn.
func TestScreen(t *testing.T) {
	p := New(drawn(301, 203), image.Point{})
	var s Screen
	for _, pane := range []image.Point{{90, 71}, {400, 333}} {
		for _, v := range []View{{1, 150, 100}, {1, 33.3, 190.9}, {0.5, 150, 100}, {0.37, 140, 90}, {2.5, 20, 20}, {8, 290, 195}} {
			s.Show(p, pane, v)
			want := image.NewRGBA(image.Rectangle{Max: pane})
			Draw(want, want.Rect, want.Rect, p, v, Plain(color.RGBA{1, 2, 3, 255}))
			red := make([]byte, s.Width*s.Height)
			for i := range red {
				red[i] = s.RGB[3*i]
			}
			got := image.NewRGBA(want.Rect)
			DrawPatch(got, got.Rect, got.Rect, p, s.Patch(red), v, Plain(color.RGBA{1, 2, 3, 255}))
			for i := 0; i < len(want.Pix); i += 4 {
				if got.Pix[i] != want.Pix[i] {
					t.Fatalf("%+v in %v: byte %d is %d, want %d", v, pane, i, got.Pix[i], want.Pix[i])
				}
			}
		}
	}
}

// TestChecks shows squares behind what is transparent, and none elsewhere.
func TestChecks(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 80, 80))
	for i := 40 * 320; i < len(img.Pix); i += 4 {
		img.Pix[i], img.Pix[i+3] = 255, 255
	}
	light, dim := color.RGBA{200, 200, 200, 255}, color.RGBA{100, 100, 100, 255}
	dst := image.NewRGBA(image.Rect(0, 0, 100, 80))
	Draw(dst, dst.Rect, dst.Rect, New(img, image.Point{}), View{1, 40, 40}, Ground{Around: color.RGBA{1, 2, 3, 255}, Checks: [2]color.RGBA{light, dim}, Side: 8})
	for _, c := range []struct {
		x, y int
		want color.RGBA
	}{{20, 4, light}, {28, 4, dim}, {28, 12, light}, {2, 4, color.RGBA{1, 2, 3, 255}}, {28, 60, color.RGBA{255, 0, 0, 255}}} {
		if got := dst.RGBAAt(c.x, c.y); got != c.want {
			t.Errorf("%d,%d is %v, want %v", c.x, c.y, got, c.want)
		}
	}
}
