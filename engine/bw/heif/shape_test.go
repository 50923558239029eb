package heif

import (
	"context"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/raster"
)

// naive turns and crops a picture pixel by pixel.
type naive struct{ img *image.NRGBA }

func (n *naive) each(width, height int, from func(x, y int) (int, int)) {
	out := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			fx, fy := from(x, y)
			out.Set(x, y, n.img.At(fx, fy))
		}
	}
	n.img = out
}

// apply does what one property says: irot to the left, imir 0 top and bottom, 1 left and right.
func (n *naive) apply(property []byte) {
	w, h := n.img.Rect.Dx(), n.img.Rect.Dy()
	switch name := string(property[4:8]); name {
	case "irot":
		for range property[8] {
			w, h := n.img.Rect.Dx(), n.img.Rect.Dy()
			n.each(h, w, func(x, y int) (int, int) { return w - 1 - y, x })
		}
	case "imir":
		if property[8] == 0 {
			n.each(w, h, func(x, y int) (int, int) { return x, h - 1 - y })
		} else {
			n.each(w, h, func(x, y int) (int, int) { return w - 1 - x, y })
		}
	}
}

// transforms are sequences of turns, mirrors and crops of a picture of 90 x 70.
func transforms() map[string][][]byte {
	middle := clap(50, 1, 40, 1, 0, 1, 0, 1)
	aside := clap(41, 1, 37, 1, -11, 2, 9, 2)
	all := map[string][][]byte{
		"crop":                  {middle},
		"crop aside":            {aside},
		"half":                  {clap(51, 1, 41, 1, 0, 1, 0, 1)},
		"fractions":             {clap(101, 2, 83, 2, 1, 3, -7, 5)},
		"large fractions":       {clap(50*1000003, 1000003, 40*999983, 999983, 5*1000, 1000, -1*65537, 65537)},
		"beyond the left":       {clap(60, 1, 40, 1, -30, 1, 0, 1)},
		"beyond the right":      {clap(60, 1, 40, 1, 30, 1, 25, 1)},
		"larger":                {clap(200, 1, 200, 1, 0, 1, 0, 1)},
		"one pixel":             {clap(1, 1, 1, 1, 89, 2, 69, 2)},
		"crop of a crop":        {middle, clap(20, 1, 30, 1, 3, 1, -2, 1)},
		"turn, crop":            {irot(1), clap(33, 1, 61, 1, 5, 2, -7, 2)},
		"turn, half":            {irot(3), clap(32, 1, 61, 1, 0, 1, 0, 1)},
		"mirror, crop":          {imir(1), aside},
		"mirror, turn, crop":    {imir(0), irot(1), clap(33, 1, 61, 1, 3, 1, -4, 1)},
		"crop, turn, mirror":    {aside, irot(3), imir(1)},
		"turn, crop, turn":      {irot(1), clap(33, 1, 61, 1, 5, 2, -7, 2), irot(1), clap(20, 1, 20, 1, 6, 1, 1, 1)},
		"turn, mirror, mirror":  {irot(1), imir(0), imir(1)},
		"mirror, crop, turn, 2": {imir(1), clap(45, 1, 33, 1, -3, 2, 5, 2), irot(2)},
	}
	for turns := range byte(4) {
		for axis := range byte(2) {
			all[fmt.Sprintf("turn %d, mirror %d", turns, axis)] = [][]byte{irot(turns), imir(axis)}
			all[fmt.Sprintf("mirror %d, turn %d", axis, turns)] = [][]byte{imir(axis), irot(turns)}
		}
		all[fmt.Sprintf("turn %d", turns)] = [][]byte{irot(turns)}
	}
	return all
}

// TestTransforms compares turns and crops in any order with libheif's, of HEIC and of AVIF, whose
// codec knows of neither: crops of AVIF were ignored, and what was cut away was there again.
func TestTransforms(t *testing.T) {
	for _, name := range []string{"plain.heic", "plain.avif"} {
		coded := codedPart(t, fixture(t, name))
		for what, properties := range transforms() {
			d := heic(coded.with(properties...))
			if strings.HasSuffix(name, "avif") {
				d.brands = []string{"avif", "mif1"}
			}
			file := d.bytes()
			alike(t, name+", "+what, file, judged(t, file)[0], 5, 1.5)
		}
	}
}

// TestTurns compares turns and mirrors in any order with a plain way to do them.
func TestTurns(t *testing.T) {
	coded := codedPart(t, fixture(t, "plain.heic"))
	img, _, err := shown(t, heic(coded).bytes(), false)
	if err != nil {
		t.Fatal(err)
	}
	straight, err := raster.Straight(context.Background(), img)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 12 {
		var properties [][]byte
		n := naive{straight}
		for range random.IntN(5) {
			p := irot(byte(random.IntN(4)))
			if random.IntN(2) == 0 {
				p = imir(byte(random.IntN(2)))
			}
			properties = append(properties, p)
			n.apply(p)
		}
		alike(t, fmt.Sprintf("%q", properties), heic(coded.with(properties...)).bytes(), n.img, 3, 0.5)
	}
}

// TestCrop holds crops against the numbers of the standard (ISO/IEC 14496-12, 12.1.4): the
// aperture's middle is the picture's, and the offset from it.
func TestCrop(t *testing.T) {
	for _, c := range []struct {
		clap           []int
		x0, y0, x1, y1 int
	}{
		{[]int{90, 1, 70, 1, 0, 1, 0, 1}, 0, 0, 90, 70},
		{[]int{50, 1, 40, 1, 0, 1, 0, 1}, 20, 15, 70, 55},
		{[]int{50, 1, 40, 1, -20, 1, 15, 1}, 0, 30, 50, 70},
		{[]int{89, 1, 69, 1, -1, 2, -1, 2}, 0, 0, 89, 69},
		{[]int{89, 1, 69, 1, 1, 2, 1, 2}, 1, 1, 90, 70},
		{[]int{178, 2, 69 << 20, 1 << 20, 2, 4, 1, math.MinInt32}, -1, 0, 0, 0}, // a denominator that is too large
		{[]int{50, 0, 40, 1, 0, 1, 0, 1}, -1, 0, 0, 0},
		{[]int{50, 1, 40, 1, 0, 1, 0, 0}, -1, 0, 0, 0},
		{[]int{0, 1, 40, 1, 0, 1, 0, 1}, -1, 0, 0, 0},
		{[]int{-50, 1, 40, 1, 0, 1, 0, 1}, -1, 0, 0, 0},
		{[]int{50, 1, 40, 1, 500, 1, 0, 1}, -1, 0, 0, 0},
		{[]int{50, 1, 40, 1, 0, 1, -500, 1}, -1, 0, 0, 0},
	} {
		s := shape{crop: image.Rect(0, 0, 90, 70)}
		err := s.transform(&item{properties: []property{{"clap", clap(c.clap...)[8:]}}})
		switch want := image.Rect(c.x0, c.y0, c.x1, c.y1); {
		case c.x0 < 0 && (err == nil || fault.KindOf(err) != fault.Damaged):
			t.Errorf("%v: %v, %v", c.clap, s.crop, err)
		case c.x0 >= 0 && (err != nil || s.crop != want):
			t.Errorf("%v: %v, not %v (%v)", c.clap, s.crop, want, err)
		}
	}
}
