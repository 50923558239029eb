package png

import (
	"bytes"
	"context"
	"image"
	"image/color"
	stdpng "image/png"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

// picture is the judge: what image/png, which shares no code with this package, sees.
// Samples are straight, 16 bits, or 8 bits in the low byte.
type picture struct {
	width, height, depth int
	pixels               [][4]uint16 // red, green, blue, alpha
}

func judge(file []byte) (picture, error) {
	img, err := stdpng.Decode(bytes.NewReader(file))
	if err != nil {
		return picture{}, err
	}
	b := img.Bounds()
	p := picture{width: b.Dx(), height: b.Dy(), depth: 8}
	switch img.(type) {
	case *image.Gray16, *image.RGBA64, *image.NRGBA64:
		p.depth = 16
	}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			var q [4]uint16
			switch c := img.At(x, y).(type) {
			case color.Gray:
				q = [4]uint16{uint16(c.Y), uint16(c.Y), uint16(c.Y), 255}
			case color.Gray16:
				q = [4]uint16{c.Y, c.Y, c.Y, 65535}
			case color.RGBA: // opaque, so nothing is multiplied
				q = [4]uint16{uint16(c.R), uint16(c.G), uint16(c.B), uint16(c.A)}
			case color.NRGBA:
				q = [4]uint16{uint16(c.R), uint16(c.G), uint16(c.B), uint16(c.A)}
			case color.RGBA64:
				q = [4]uint16{c.R, c.G, c.B, c.A}
			case color.NRGBA64:
				q = [4]uint16{c.R, c.G, c.B, c.A}
			}
			p.pixels = append(p.pixels, q)
		}
	}
	return p, nil
}

// inGray returns p as the neutral tone has it.
func (p picture) inGray() picture {
	out := p
	out.pixels = make([][4]uint16, len(p.pixels))
	for i, q := range p.pixels {
		y := uint16((19595*uint64(q[0]) + 38470*uint64(q[1]) + 7471*uint64(q[2]) + 0x8000) >> 16)
		out.pixels[i] = [4]uint16{y, y, y, q[3]}
	}
	return out
}

func (p picture) equal(q picture) bool {
	if p.width != q.width || p.height != q.height || p.depth != q.depth {
		return false
	}
	for i := range p.pixels {
		if p.pixels[i] != q.pixels[i] {
			return false
		}
	}
	return true
}

// mustGray converts, and holds the result against image/png.
func mustGray(t testing.TB, file []byte, o codec.Options) ([]byte, codec.Info) {
	t.Helper()
	in, err := judge(file)
	if err != nil {
		t.Fatalf("the test's own file: %v", err)
	}
	got, info, err := Gray(context.Background(), file, o)
	if err != nil {
		t.Fatalf("Gray: %v", err)
	}
	out, err := judge(got)
	if err != nil {
		t.Fatalf("image/png refuses the result: %v", err)
	}
	if o.Tone == nil && !out.equal(in.inGray()) {
		t.Fatalf("%v: the pixels are not the gray of the file's", info.Header)
	}
	return got, info
}

// everyLayout lists the colour types and depths that PNG has.
func everyLayout(yield func(ColorType, int) bool) {
	for _, kind := range []ColorType{Grayscale, RGB, Palette, GrayAlpha, RGBAlpha} {
		for _, depth := range depths[kind] {
			if !yield(kind, int(depth)) {
				return
			}
		}
	}
}

func TestGrid(t *testing.T) {
	for kind, depth := range everyLayout {
		for _, interlaced := range []bool{false, true} {
			for width := 1; width <= 17; width++ {
				for height := 1 + width%testkit.Pick(6, 3, 1); height <= 17; height += testkit.Pick(6, 3, 1) {
					m := &maker{width: width, height: height, depth: depth, colour: kind, interlaced: interlaced, filter: -1}
					if width%2 == 0 {
						m.split = 7
					}
					got, info := mustGray(t, m.file(), codec.Options{})
					if info.Width != width || info.Height != height || info.Frames != 1 {
						t.Fatalf("Info is %+v for %d x %d", info, width, height)
					}
					after, err := ReadHeader(got)
					if err != nil || after.ColorType.colour() || after.Interlaced != interlaced || after.BitDepth != depth {
						t.Fatalf("the result's header is %+v, %v", after, err)
					}
				}
			}
		}
	}
}

// TestFilters tries each filter alone on sizes where the wide loops end.
func TestFilters(t *testing.T) {
	for kind, depth := range everyLayout {
		for filter := range filters {
			for _, width := range []int{1, 7, 8, 9, 31, 33, 100} {
				m := &maker{width: width, height: 5, depth: depth, colour: kind, filter: filter}
				mustGray(t, m.file(), codec.Options{})
			}
		}
	}
}

// TestBands converts pictures of several bands, by one worker and side by side, of
// content for each method and of content that changes between them.
func TestBands(t *testing.T) {
	for _, m := range []*maker{
		{width: 700, height: 900, depth: 8, colour: RGB, filter: -1},
		{width: 700, height: 900, depth: 8, colour: RGB, filter: -1, interlaced: true},
		{width: 700, height: 900, depth: 8, colour: RGB, filter: 0, steps: 2},
		{width: 700, height: 900, depth: 16, colour: RGBAlpha, filter: 2, steps: 1},
		{width: 300_000, height: 3, depth: 8, colour: RGB, filter: 4},
		{width: 1300, height: 1700, depth: 16, colour: RGBAlpha, filter: 1},
		{width: 1300, height: 1700, depth: 16, colour: RGBAlpha, filter: 4, interlaced: true, steps: 3},
	} {
		if !testkit.Exhaustive() && m.width*m.height > testkit.Pick(630_000, 1_000_000, 0) || testkit.Short() && m.filter < 0 {
			continue
		}
		mustGray(t, m.file(), codec.Options{})
	}
}

func TestGrayStaysItself(t *testing.T) {
	for _, kind := range []ColorType{Grayscale, GrayAlpha} {
		file := (&maker{width: 9, height: 9, depth: 8, colour: kind}).file()
		got, info := mustGray(t, file, codec.Options{})
		if !bytes.Equal(got, file) || !info.Gray {
			t.Errorf("colour type %d: a gray file did not pass through untouched (Gray %v)", kind, info.Gray)
		}
	}
	for _, kind := range []ColorType{RGB, RGBAlpha} {
		for _, depth := range []int{8, 16} {
			for _, gray := range []bool{true, false} {
				_, info := mustGray(t, (&maker{width: 9, height: 9, depth: depth, colour: kind, gray: gray}).file(), codec.Options{})
				if info.Gray != gray {
					t.Errorf("colour type %d, %d bits: Gray is %v for gray %v", kind, depth, info.Gray, gray)
				}
			}
		}
	}
}

// TestPaletteCopies holds that a palette picture's data stays byte for byte.
func TestPaletteCopies(t *testing.T) {
	file := (&maker{width: 50, height: 50, depth: 8, colour: Palette, split: 100, before: rawChunk("tRNS", []byte{1, 2, 3})}).file()
	got, _ := mustGray(t, file, codec.Options{})
	if len(got) != len(file) {
		t.Fatalf("the result has %d bytes in place of %d", len(got), len(file))
	}
	at := bytes.Index(file, []byte("tRNS")) - 4
	if !bytes.Equal(got[at:], file[at:]) {
		t.Error("something behind the palette changed")
	}
}

// TestFastIsSlow gives the neutral formula as a tone of the caller's: the result must
// be that of the fast loops, byte for byte.
func TestFastIsSlow(t *testing.T) {
	slow := &codec.Tone{Row8: codec.Neutral.Row8, Row16: codec.Neutral.Row16, GrayStays: true}
	for kind, depth := range everyLayout {
		file := (&maker{width: 37, height: 11, depth: depth, colour: kind, filter: -1}).file()
		fast, _ := mustGray(t, file, codec.Options{})
		got, _, err := Gray(context.Background(), file, codec.Options{Tone: slow})
		if err != nil || !bytes.Equal(got, fast) {
			t.Errorf("colour type %d, %d bits: the loops disagree (%v)", kind, depth, err)
		}
	}
}

// TestTone inverts green: every layout goes through the tone, gray ones too.
func TestTone(t *testing.T) {
	tone := &codec.Tone{
		Row8: func(gray, rgb []uint8) {
			for i := range gray {
				gray[i] = 255 - rgb[3*i+1]
			}
		},
		Row16: func(gray, rgb []uint16) {
			for i := range gray {
				gray[i] = 65535 - rgb[3*i+1]
			}
		},
	}
	for kind, depth := range everyLayout {
		key := []byte{0, 1}
		if kind == RGB {
			key = []byte{0, 1, 0, 1, 0, 1}
		}
		m := &maker{width: 13, height: 11, depth: depth, colour: kind, filter: -1}
		if !kind.alpha() {
			m.before = rawChunk("tRNS", key)
		}
		file := m.file()
		in, err := judge(file)
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := Gray(context.Background(), file, codec.Options{Tone: tone})
		if err != nil {
			t.Fatal(err)
		}
		out, err := judge(got)
		if err != nil {
			t.Fatal(err)
		}
		top := uint16(1)<<in.depth - 1
		for i := range in.pixels {
			if want := [4]uint16{top - in.pixels[i][1], top - in.pixels[i][1], top - in.pixels[i][1], in.pixels[i][3]}; out.pixels[i] != want {
				t.Fatalf("colour type %d, %d bits: pixel %d is %v, not %v", kind, depth, i, out.pixels[i], want)
			}
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, size := range []int{600, 1500} { // one worker, and bands side by side
		file := (&maker{width: size, height: size, depth: 16, colour: RGBAlpha, steps: 2}).file()
		if _, _, err := Gray(ctx, file, codec.Options{}); err == nil || fault.KindOf(err) != fault.Cancelled {
			t.Errorf("%d pixels: %v, not cancelled", size, err)
		}
	}
}
