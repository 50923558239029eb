package raster

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math/rand"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// Where the first pixel and the one to its right go, by Exif 2.32, 4.6.5, in a
// stored picture of 3 x 2.
func TestTurn(t *testing.T) {
	want := [9][2]image.Point{
		1: {{0, 0}, {1, 0}}, 2: {{2, 0}, {1, 0}}, 3: {{2, 1}, {1, 1}}, 4: {{0, 1}, {1, 1}},
		5: {{0, 0}, {0, 1}}, 6: {{1, 0}, {1, 1}}, 7: {{1, 2}, {1, 1}}, 8: {{0, 2}, {0, 1}},
	}
	gray := image.NewGray(image.Rect(0, 0, 3, 2))
	gray.Pix[0], gray.Pix[1] = 10, 20
	deep := image.NewGray16(gray.Rect)
	deep.SetGray16(0, 0, color.Gray16{Y: 10 * 257})
	deep.SetGray16(1, 0, color.Gray16{Y: 20 * 257})
	wide := image.NewNRGBA64(gray.Rect)
	wide.SetNRGBA64(0, 0, color.NRGBA64{R: 10 * 257, A: 65535})
	wide.SetNRGBA64(1, 0, color.NRGBA64{R: 20 * 257, A: 65535})
	palette := image.NewPaletted(gray.Rect, color.Palette{color.Black, color.Gray{Y: 10}, color.Gray{Y: 20}})
	palette.Pix[0], palette.Pix[1] = 1, 2
	for _, img := range []image.Image{gray, deep, wide, palette, toNRGBA(gray)} {
		for o := 1; o <= 8; o++ {
			got := Orient(img, o)
			if w := got.Bounds().Dx(); (w == 2) != (o >= 5) {
				t.Errorf("%T, %d: %v", img, o, got.Bounds())
			}
			for i, p := range want[o] {
				if r, _, _, _ := got.At(p.X, p.Y).RGBA(); int(r>>8) != 10*(i+1) {
					t.Errorf("%T, %d: pixel %d is not at %v", img, o, i, p)
				}
			}
		}
	}
}

// Every type of image comes out as the formula has it, and as its neighbour types do.
func TestGray(t *testing.T) {
	random := rand.New(rand.NewSource(3))
	rect := image.Rect(0, 0, 300, 301) // several bands
	straight, wide := image.NewNRGBA(rect), image.NewNRGBA64(rect)
	for i := range rect.Dx() * rect.Dy() {
		c := color.NRGBA{uint8(random.Int()), uint8(random.Int()), uint8(random.Int()), 255}
		x, y := i%300, i/300
		straight.SetNRGBA(x, y, c)
		wide.SetNRGBA64(x, y, color.NRGBA64{uint16(random.Int()), uint16(random.Int()), uint16(random.Int()), 65535})
	}
	got, already, err := Gray(context.Background(), straight, nil)
	if err != nil || already {
		t.Fatal(already, err)
	}
	got16, _, err := Gray(context.Background(), wide, nil)
	if err != nil {
		t.Fatal(err)
	}
	for y := range 301 {
		for x := range 300 {
			c, d := straight.NRGBAAt(x, y), wide.NRGBA64At(x, y)
			if v := (19595*uint64(c.R) + 38470*uint64(c.G) + 7471*uint64(c.B) + 0x8000) >> 16; got.(*image.Gray).GrayAt(x, y).Y != uint8(v) {
				t.Fatalf("%v became %v", c, got.At(x, y))
			}
			if v := (19595*uint64(d.R) + 38470*uint64(d.G) + 7471*uint64(d.B) + 0x8000) >> 16; got16.(*image.Gray16).Gray16At(x, y).Y != uint16(v) {
				t.Fatalf("%v became %v", d, got16.At(x, y))
			}
		}
	}
	premultiplied := image.NewRGBA(rect)
	copy(premultiplied.Pix, straight.Pix)
	same, _, err := Gray(context.Background(), premultiplied, nil)
	if err != nil || string(same.(*image.Gray).Pix) != string(got.(*image.Gray).Pix) {
		t.Errorf("opaque RGBA differs from NRGBA (%v)", err)
	}
	straight.Pix[3] = 7
	if clear, _, err := Gray(context.Background(), straight, nil); err != nil || clear.(*image.NRGBA).Pix[3] != 7 {
		t.Errorf("%T, %v", clear, err)
	}
	if v := codec.Luma16(65535, 65535, 65535); v != 65535 {
		t.Errorf("white is %d", v)
	}
}

func TestBands(t *testing.T) {
	rows := make([]int, 1000)
	if err := Bands(context.Background(), 1<<20, len(rows), func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			rows[y]++
		}
	}); err != nil {
		t.Fatal(err)
	}
	for y, n := range rows {
		if n != 1 {
			t.Fatalf("row %d was worked on %d times", y, n)
		}
	}
	err := Bands(context.Background(), 1<<20, 9, func(y0, _ int) {
		if y0 == 5 {
			panic("a broken codec")
		}
	})
	if err == nil || fault.KindOf(err) != fault.Internal {
		t.Errorf("a panic became %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Bands(ctx, 10, 10, func(int, int) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that is over: %v", err)
	}
	if err := Bands(context.Background(), 0, 0, func(int, int) { t.Error("there is nothing to do") }); err != nil {
		t.Error(err)
	}
}

// A smaller picture is the mean of the larger one; the clear parts don't count.
func TestShrink(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 8, 4))
	for i := range 32 {
		copy(img.Pix[4*i:], []byte{100, 200, 50, 255})
		if i%2 == 0 {
			copy(img.Pix[4*i:], []byte{255, 255, 255, 0})
		}
	}
	got, err := Shrink(context.Background(), img, 2)
	if err != nil || got.Rect != image.Rect(0, 0, 2, 1) || got.NRGBAAt(0, 0) != (color.NRGBA{100, 200, 50, 128}) {
		t.Errorf("%v %v, %v", got.Rect, got.NRGBAAt(0, 0), err)
	}
	for _, side := range []int{0, 8, 9} {
		if same, err := Shrink(context.Background(), img, side); err != nil || same.Rect != img.Rect {
			t.Errorf("at most %d: %v, %v", side, same.Rect, err)
		}
	}
	thin, err := Shrink(context.Background(), image.NewGray(image.Rect(0, 0, 1000, 1)), 10)
	if err != nil || thin.Rect != image.Rect(0, 0, 10, 1) {
		t.Errorf("%v, %v", thin.Rect, err)
	}
}

func TestInks(t *testing.T) {
	for _, c := range [][7]uint8{{0, 0, 0, 0, 255, 255, 255}, {0, 0, 0, 255, 0, 0, 0}, {255, 0, 0, 0, 0, 255, 255}, {255, 255, 255, 255, 0, 0, 0}} {
		if r, g, b := FromCMYK(c[0], c[1], c[2], c[3]); r != c[4] || g != c[5] || b != c[6] {
			t.Errorf("%v is %d %d %d", c, r, g, b)
		}
	}
}
