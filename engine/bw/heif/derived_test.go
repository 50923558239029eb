package heif

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"testing"

	"pretobranco/engine/bw/fault"
)

// TestDerived compares pictures that are made of others with libheif's: grids that cut their last
// tiles, and grids of tiles that are turned, overlays, and pictures that are others again.
func TestDerived(t *testing.T) {
	plain, narrow := codedPart(t, fixture(t, "plain.heic")), codedPart(t, fixture(t, "narrow444.heic"))
	limited, gray := plain.with(nclx(1, 6, true)), codedPart(t, fixture(t, "gray.heic"))
	deep, one := codedPart(t, fixture(t, "deep.heic")), codedPart(t, fixture(t, "plain.avif"))
	hidden := func(p entry, n int) (all []entry) {
		for range n {
			all = append(all, p.asHidden())
		}
		return all
	}
	behind := func(main entry, parts ...entry) draft { return heic(append([]entry{main}, parts...)...) }
	for name, d := range map[string]draft{
		"grid":                  behind(gridPart(2, 2, 171, 133, 2, 3, 4, 5), hidden(plain, 4)...),
		"grid of one row":       behind(gridPart(3, 1, 200, 60, 2, 3, 4), hidden(plain, 3)...),
		"grid of one tile":      behind(gridPart(1, 1, 33, 7, 2), hidden(plain, 1)...),
		"grid, cropped, turned": behind(gridPart(2, 1, 160, 70, 2, 3).with(clap(77, 1, 33, 1, 13, 2, -7, 2), irot(1)), hidden(plain, 2)...),
		"grid of turned tiles":  behind(gridPart(2, 1, 130, 90, 2, 3), hidden(plain.with(irot(1)), 2)...),
		"grid of limited range": behind(gridPart(2, 1, 130, 70, 2, 3), hidden(limited, 2)...),
		"deep grid":             behind(gridPart(2, 2, 140, 130, 2, 3, 4, 5), hidden(deep, 4)...),
		"gray grid":             behind(gridPart(2, 1, 120, 100, 2, 3), hidden(gray, 2)...),
		"identity":              behind(entry{kind: "iden", properties: [][]byte{ispe(90, 70)}}.tied("dimg", 2), hidden(plain, 1)...),
		"identity, turned twice": behind(entry{kind: "iden", properties: [][]byte{ispe(70, 90), irot(1), clap(30, 1, 20, 1, 1, 1, 1, 1)}}.tied("dimg", 2),
			hidden(plain.with(irot(1), imir(1)), 1)...),
		"overlay": behind(overlayPart(150, 140, [4]uint16{0x4000, 0x8000, 0xc000, 0xffff}, []int{2, 3, 4}, 10, 20, 20, 60, 100, 90),
			plain.asHidden(), narrow.asHidden(), limited.asHidden()),
		"overlay of a grid": behind(overlayPart(200, 150, [4]uint16{}, []int{2, 3}, 5, 5, 100, 80),
			gridPart(2, 1, 110, 60, 4, 5).asHidden(), plain.with(irot(3)).asHidden(), plain.asHidden(), plain.asHidden()),
	} {
		file := d.bytes()
		alike(t, name, file, judged(t, file)[0], 4, 1.5)
		d.wide, d.inMeta = true, true // libheif 1.15 reads such data only of grids
		again, _, err := shown(t, d.bytes(), false)
		if err != nil {
			t.Errorf("%s, with wide numbers: %v", name, err)
			continue
		}
		alike(t, name+" against itself", file, again, 0.01, 0.5)
	}

	// What libheif does not read: AVIF that is another picture again, and overlays of AVIF.
	straight, _, err := shown(t, heic(one).bytes(), false)
	if err != nil {
		t.Fatal(err)
	}
	same := behind(entry{kind: "iden", properties: [][]byte{ispe(90, 70)}}.tied("dimg", 2), one.asHidden())
	same.brands = []string{"mif1", "avif"}
	alike(t, "AVIF again", same.bytes(), straight, 0.1, 0.5)
	laid := behind(overlayPart(90, 70, [4]uint16{}, []int{2}, 0, 0), one.asHidden())
	laid.brands = []string{"mif1"}
	alike(t, "overlay of AVIF", laid.bytes(), straight, 0.1, 0.5)
}

// TestOverlayBeyond lays pictures beyond all sides of a canvas, and one where nothing of it is
// seen. libheif 1.15 repeats the rows of what begins to the left.
func TestOverlayBeyond(t *testing.T) {
	plain := codedPart(t, fixture(t, "plain.heic"))
	img, _, err := shown(t, heic(plain).bytes(), false)
	if err != nil {
		t.Fatal(err)
	}
	want := image.NewNRGBA(image.Rect(0, 0, 100, 120))
	draw.Draw(want, want.Rect, image.NewUniform(color.Gray{Y: 0x40}), image.Point{}, draw.Src)
	places := []int{-40, -30, 60, 80, -90, 0, 30000, -30000}
	for n := 0; n < len(places); n += 2 {
		draw.Draw(want, img.Bounds().Add(image.Pt(places[n], places[n+1])), img, image.Point{}, draw.Src)
	}
	file := heic(overlayPart(100, 120, [4]uint16{0x4000, 0x4000, 0x4000, 0xffff}, []int{2, 2, 2, 2}, places...), plain.asHidden()).bytes()
	alike(t, "beyond", file, want, 0.1, 0.5)
}

// TestBrokenDerived holds that what can't be put together is refused as damaged, and ends.
func TestBrokenDerived(t *testing.T) {
	plain := codedPart(t, fixture(t, "plain.heic"))
	for name, d := range map[string]draft{
		"a grid of itself":            heic(gridPart(1, 1, 90, 70, 1)),
		"an identity of itself":       heic(entry{kind: "iden"}.tied("dimg", 1)),
		"an identity of nothing":      heic(entry{kind: "iden"}),
		"two of each other":           heic(entry{kind: "iden"}.tied("dimg", 2), entry{kind: "iden"}.tied("dimg", 1)),
		"a grid that lacks tiles":     heic(gridPart(2, 2, 170, 130, 2, 3), plain, plain),
		"tiles that do not cover":     heic(gridPart(2, 1, 300, 70, 2, 3), plain, plain),
		"a grid of what is not there": heic(gridPart(2, 1, 170, 70, 2, 9), plain, plain),
		"tiles of two sizes":          heic(gridPart(2, 1, 130, 70, 2, 3), plain, plain.with(irot(1))),
		"an overlay without places":   heic(entry{kind: "iovl", properties: [][]byte{ispe(9, 9)}}.tied("dimg", 2), plain),
		"no size":                     heic(entry{kind: "hvc1", data: plain.data}),
		"a picture that breaks off":   heic(entry{kind: "hvc1", data: plain.data[:len(plain.data)/2], properties: plain.properties}),
	} {
		file := d.bytes()
		img, _, _, err := Decode(context.Background(), HEIC, file, false)
		if err == nil || fault.KindOf(err) != fault.Damaged {
			t.Errorf("%s: %T, %v", name, img, err)
		}
	}
	// Eight overlays of ten of the next one would be a hundred million pictures.
	var parts []entry
	for n := range 8 {
		inputs := make([]int, 10)
		for k := range inputs {
			inputs[k] = n + 2
		}
		parts = append(parts, overlayPart(90, 70, [4]uint16{}, inputs, make([]int, 20)...))
	}
	file := heic(append(parts, plain)...).bytes()
	if h, err := ReadHeader(HEIC, file); err == nil || fault.KindOf(err) != fault.Damaged {
		t.Errorf("a bomb of overlays: %+v, %v", h, err)
	}
}
