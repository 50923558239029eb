package app

import (
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
	"pretobranco/app/picture"
	"pretobranco/app/widgets"
	"pretobranco/engine"
	"pretobranco/engine/testkit"
)

// largePhoto is a JPEG of 24 megapixels: one of the corpus, or a drawn one.
func largePhoto(b *testing.B) string {
	b.Helper()
	if photos := testkit.CorpusIfAny(b, "photos/seed/baloes.jpg"); len(photos) > 0 {
		return photos[0]
	}
	path := filepath.Join(b.TempDir(), "large.jpg")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if err := jpeg.Encode(f, fakePhoto(6928), nil); err != nil {
		b.Fatal(err)
	}
	return path
}

// load makes a preview up to the stage that is enough.
func load(b *testing.B, w previewRequest, enough func(previewStage) bool) {
	done := make(chan bool)
	p := previewer{backend: Engine("", nil), do: func(f func()) { f() }}
	p.show = func(stage previewStage) {
		if stage.err != nil {
			b.Error(stage.err)
		}
		if stage.err != nil || enough(stage) {
			p.Drop()
			close(done)
		}
	}
	p.Load(w)
	<-done
}

// BenchmarkFirst is from selecting a 24-megapixel JPEG to its first picture before and after:
// to be within 50 ms.
func BenchmarkFirst(b *testing.B) {
	row := &model.Row{Photo: engine.Photo{Path: largePhoto(b)}}
	for b.Loop() {
		load(b, previewRequest{row: row, side: firstSide}, func(p previewStage) bool { return p.before != nil && p.after != nil })
	}
}

// BenchmarkSharp is the same to a picture with a pixel for each of a large pane's: to be
// within 250 ms.
func BenchmarkSharp(b *testing.B) {
	row := &model.Row{Photo: engine.Photo{Path: largePhoto(b)}}
	for b.Loop() {
		load(b, previewRequest{row: row, side: nextSide(image.Pt(4000, 6000), 0.2)}, func(p previewStage) bool { return p.before != nil && p.after != nil })
	}
}

// BenchmarkWhole is from zooming to 1:1 to all of the photo's pixels.
func BenchmarkWhole(b *testing.B) {
	row := &model.Row{Photo: engine.Photo{Path: largePhoto(b)}}
	for b.Loop() {
		load(b, previewRequest{row: row, side: wholeSide}, func(p previewStage) bool { return p.before != nil })
	}
}

// large is 24 megapixels of colour and their gray.
func large(b *testing.B) (before, after *picture.Pyramid) {
	b.Helper()
	img := fakePhoto(6928)
	gray, err := engine.PreviewLook(b.Context(), img, engine.Look{})
	if err != nil {
		b.Fatal(err)
	}
	return picture.New(img, image.Point{}), picture.New(gray, image.Point{})
}

// BenchmarkSlider is what a slider's change costs until it is on the screen: the look on what
// is seen of 24 megapixels, and the frame with it. To be within 50 ms.
func BenchmarkSlider(b *testing.B) {
	before, after := large(b)
	pane := image.Pt(740, 560)
	fit := picture.Fit(before.Size, pane, 1)
	for name, c := range map[string]struct {
		look string
		view picture.View
	}{
		"mix":        {"mix(80,30,-10)", fit},
		"gamma":      {"red gamma=1.3 contrast=1.2", fit},
		"mix-1:1":    {"mix(80,30,-10)", picture.View{Scale: 1, X: 3000, Y: 1500}},
		"sauvola":    {"1bit=sauvola(0.3,99)", fit},
		"dots":       {"dither", fit},
		"dots-1:1":   {"dither", picture.View{Scale: 1, X: 3000, Y: 1500}},
		"one number": {"1bit=threshold(90)", fit},
	} {
		b.Run(name, func(b *testing.B) {
			look, err := engine.ParseLook(c.look)
			if err != nil {
				b.Fatal(err)
			}
			dst := image.NewRGBA(image.Rect(0, 0, pane.X, pane.Y))
			var maker patchMaker
			for b.Loop() {
				patch, err := maker.patch(b.Context(), trial{before: before, pane: pane, view: c.view, look: look})
				if err != nil {
					b.Fatal(err)
				}
				picture.DrawPatch(dst, dst.Rect, dst.Rect, after, patch, c.view, picture.Plain(color.RGBA{30, 30, 30, 255}))
			}
		})
	}
}

// benchCompare is a view of the size that it has in a large window.
func benchCompare(b *testing.B, mode picture.Mode) *widgets.Compare {
	b.Helper()
	test.NewTempApp(b).Settings().SetTheme(widgets.Theme{Variant: "dark"})
	before, after := large(b)
	c := widgets.NewCompare(mode, "", "")
	c.Resize(fyne.NewSize(1480, 1000))
	c.Put(before, after)
	return c
}

// BenchmarkPan is one step of dragging the photo at 1:1 and the frame after it: 60 a second
// are 16.7 ms each.
func BenchmarkPan(b *testing.B) {
	c := benchCompare(b, picture.SideBySide)
	c.ZoomTo(1)
	by := float32(3)
	for i := 0; b.Loop(); i++ {
		if i%200 == 0 {
			by = -by
		}
		c.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(by, by)})
		c.Draw(1480, 1000)
	}
}

// BenchmarkSplitBar is one step of dragging the divider and the frame after it.
func BenchmarkSplitBar(b *testing.B) {
	c := benchCompare(b, picture.Split)
	c.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(740, 50)}})
	for i := 0; b.Loop(); i++ {
		c.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(float32(200+i%1000), 50)}})
		c.Draw(1480, 1000)
	}
}

// BenchmarkStrip is every look on a photo that was just selected, off the window's goroutine.
func BenchmarkStrip(b *testing.B) {
	photo := image.NewRGBA(image.Rect(0, 0, widgets.LookWidth, widgets.LookHeight))
	before, _ := large(b)
	picture.Draw(photo, photo.Rect, photo.Rect, before, picture.Fit(before.Size, photo.Rect.Size(), 1), picture.Plain(color.RGBA{30, 30, 30, 255}))
	done := make(chan bool)
	for b.Loop() {
		newLookImages(func() { done <- true }).Make(photo, engine.Looks())
		<-done
	}
}
