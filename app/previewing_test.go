package app

import (
	"image"
	"image/color"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
	"pretobranco/app/picture"
	"pretobranco/app/widgets"
	"pretobranco/engine"
)

// TestStrip shows every look on the selected photo, chooses by tap and by key, and marks what
// is in force.
func TestStrip(t *testing.T) {
	b := newBench(t, nil)
	if len(b.strip.cells) < 12 {
		t.Fatalf("%d looks", len(b.strip.cells))
	}
	b.add(t, "/p/a.jpg")
	full := func() bool {
		for _, cell := range b.strip.cells {
			if cell.Image == nil {
				return false
			}
		}
		return true
	}
	b.loop.until(t, "all looks on the photo", full)
	test.Tap(b.strip.cells[3])
	if look := b.lookOf(nil); look != b.strip.looks[3] || b.strip.cells[3].Mark != widgets.InForce || b.strip.cells[0].Mark != widgets.Unmarked {
		t.Errorf("a tap chooses %s", look)
	}
	b.strip.FocusGained()
	b.strip.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if b.lookOf(nil) != b.strip.looks[4] || !b.strip.cells[4].Focused {
		t.Errorf("right chooses %s", b.lookOf(nil))
	}
	b.strip.FocusLost()
	b.typed(fyne.KeyLeftBracket)
	if b.lookOf(nil) != b.strip.looks[3] {
		t.Errorf("[ chooses %s", b.lookOf(nil))
	}
	b.strip.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	if b.lookOf(nil) != engine.Looks()[len(engine.Looks())-1] || b.strip.scroll.Offset.X == 0 {
		t.Error("End does not choose the last, or it is not scrolled to")
	}
	b.edits.setLook(parse(t, "yellow contrast=1.1"))
	yellow := slices.IndexFunc(b.strip.looks, func(l engine.Look) bool { return l.Name() == "yellow" })
	if b.strip.cells[yellow].Mark != widgets.StartedFrom {
		t.Error("nothing says where a changed look started")
	}
	if b.strip.shown[0].String() != "neutral contrast=1.1" || b.strip.shown[b.strip.own-1].String() != "dither contrast=1.1" {
		t.Errorf("the strip does not follow the fine tune: %s, %s", b.strip.shown[0], b.strip.shown[b.strip.own-1])
	}
	b.loop.until(t, "the looks with the fine tune", func() bool { return b.strip.images.Get(b.strip.key, b.strip.shown[b.strip.own-1]) != nil })
	test.Tap(b.strip.cells[yellow-1])
	if got := b.lookOf(nil); got != b.strip.shown[yellow-1] || got.Contrast() != 1.1 {
		t.Errorf("a tap loses the fine tune: %s", got)
	}
	names := map[string]bool{}
	for _, look := range b.strip.looks[:b.strip.own] {
		names[look.Name()] = true
	}
	if len(names) != len(engine.Looks()) || b.strip.own != len(names) {
		t.Errorf("%d of %d looks are in the groups", b.strip.own, len(engine.Looks()))
	}
	b.photos.clear()
	if full() || b.strip.photo != nil {
		t.Error("the looks stay when the photo is gone")
	}
}

// TestLookImages keeps a bounded number of small results.
func TestLookImages(t *testing.T) {
	ready := make(chan bool, 100)
	images := newLookImages(func() { ready <- true })
	for i := range looksKept/len(engine.Looks()) + 3 {
		photo := image.NewRGBA(image.Rect(0, 0, 16, 8))
		photo.Pix[0] = uint8(i)
		images.Make(photo, engine.Looks())
		<-ready
		if images.Get(keyOf(photo), engine.Looks()[5]) == nil {
			t.Fatal("a result is missing")
		}
	}
	if n := images.order.Len(); n != looksKept || len(images.kept) != n {
		t.Errorf("%d are kept", n)
	}
}

// TestPatchIsExact holds that what a look shows at 1:1 while a slider moves is, pixel by
// pixel, what it makes of the whole photo.
func TestPatchIsExact(t *testing.T) {
	photo := fakePhoto(800)
	before := picture.New(photo, image.Point{})
	pane := image.Pt(170, 120)
	var maker patchMaker
	for _, text := range []string{"neutral", "red contrast=1.3", "luminance gamma=0.7", "1bit=threshold(100)", "1bit=ordered", "1bit=sauvola(0.3,25)", "lineart"} {
		look := parse(t, text)
		whole, err := engine.PreviewLook(t.Context(), photo, look)
		if err != nil {
			t.Fatal(err)
		}
		after := picture.New(whole, image.Point{})
		for _, v := range []picture.View{{Scale: 1, X: 400, Y: 200}, {Scale: 1, X: 85, Y: 60}, {Scale: 1, X: 715, Y: 333}, {Scale: 4, X: 300, Y: 100}} {
			patch, err := maker.patch(t.Context(), trial{before: before, pane: pane, view: v, look: look})
			if err != nil {
				t.Fatal(err)
			}
			want, got := image.NewRGBA(image.Rect(0, 0, pane.X, pane.Y)), image.NewRGBA(image.Rect(0, 0, pane.X, pane.Y))
			picture.Draw(want, want.Rect, want.Rect, after, v, picture.Plain(color.RGBA{9, 9, 9, 255}))
			picture.DrawPatch(got, got.Rect, got.Rect, nil, patch, v, picture.Plain(color.RGBA{9, 9, 9, 255}))
			if string(got.Pix) != string(want.Pix) {
				t.Errorf("%s at %+v: other pixels", text, v)
			}
		}
	}
}

// TestOneBitSmall holds that a 1-bit look seen small is the average of its own pixels: neither
// a coarse picture of dots nor plain gray.
func TestOneBitSmall(t *testing.T) {
	photo := fakePhoto(800)
	before := picture.New(photo, image.Point{})
	look := parse(t, "1bit=threshold(100)")
	whole, err := engine.PreviewLook(t.Context(), photo, look)
	if err != nil {
		t.Fatal(err)
	}
	v := picture.View{Scale: 0.25, X: 400, Y: 200}
	pane := image.Pt(200, 100)
	var maker patchMaker
	patch, err := maker.patch(t.Context(), trial{before: before, pane: pane, view: v, look: look})
	if err != nil {
		t.Fatal(err)
	}
	want, got := image.NewRGBA(image.Rect(0, 0, 200, 100)), image.NewRGBA(image.Rect(0, 0, 200, 100))
	picture.Draw(want, want.Rect, want.Rect, picture.New(whole, image.Point{}), v, picture.Plain(color.RGBA{9, 9, 9, 255}))
	picture.DrawPatch(got, got.Rect, got.Rect, nil, patch, v, picture.Plain(color.RGBA{9, 9, 9, 255}))
	if string(got.Pix) != string(want.Pix) {
		t.Error("other pixels than those of the result made small")
	}
}

// TestReduced makes Sauvola's window as small as the picture.
func TestReduced(t *testing.T) {
	for text, want := range map[string]string{
		"1bit=sauvola(0.3,41)": "neutral 1bit=sauvola(0.3,11)", "1bit=sauvola(0.3)": "neutral 1bit=sauvola(0.3,25)", "red": "red", "1bit=sauvola(0.2,3)": "neutral 1bit=sauvola(0.2,3)",
	} {
		if got := reduced(parse(t, text), image.Pt(6000, 4000), image.Pt(1500, 1000)); got.String() != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
}

// TestLookChange makes only the result anew when the look changes, not the original, and
// keeps what is seen until it is there.
func TestLookChange(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	settled := func() bool {
		return b.preview.state.has >= 0 && b.preview.state.shown == b.preview.state.options && b.inspector.format.report != nil && b.compare.view.Patch() == nil
	}
	b.loop.until(t, "the result", settled)
	asked := len(b.backend.sides())
	b.inspector.Tell(nil)
	b.edits.setLook(parse(t, "red"))
	if b.compare.loading != nil || b.compare.view.After() == nil {
		t.Error("the picture goes away")
	}
	b.loop.until(t, "the other result", settled)
	if len(b.backend.sides()) != asked {
		t.Error("the original was read again")
	}
	if b.inspector.format.report.Lossless {
		t.Error("the badge is of the last look")
	}
}

// TestCoarse shows the first colours of a photo, and then those that are as good as there are.
func TestCoarse(t *testing.T) {
	for name, want := range map[string]int{"/p/a.jpg": 2, "/p/coarse.jpg": 3} {
		var got []previewStage
		stages := make(chan func())
		p := previewer{backend: &fakeBackend{}, do: func(f func()) { stages <- f }}
		p.show = func(stage previewStage) { got = append(got, stage) }
		p.Load(previewRequest{row: &model.Row{Photo: engine.Photo{Path: name}}, side: firstSide})
		for len(got) == 0 || got[len(got)-1].before != nil {
			(<-stages)()
		}
		if len(got) != want || got[0].coarse != (want == 3) || got[want-2].coarse || !got[want-2].quick || got[want-1].err != nil {
			t.Errorf("%s: %d stages: %+v", name, len(got), got)
		}
	}

	b := newBench(t, nil)
	b.add(t, "/p/coarse.jpg")
	b.loop.until(t, "the result", func() bool { return b.preview.state.has == firstSide && b.inspector.format.report != nil })
}

// TestNextSide asks for no more pixels than the view needs.
func TestNextSide(t *testing.T) {
	for _, c := range []struct {
		long  int
		scale float64
		want  int
	}{{6000, 0.13, 1500}, {6000, 0.25, 1500}, {6000, 0.26, 3000}, {6000, 0.5, 3000}, {6000, 0.6, 0}, {6000, 8, 0}, {2000, 0.4, 1000}, {1000, 0.8, 0}, {4001, 0.2, 1001}} {
		if got := nextSide(image.Pt(c.long/2, c.long), c.scale); got != c.want {
			t.Errorf("%d pixels at %g: %d, want %d", c.long, c.scale, got, c.want)
		}
	}
}
