package tiff

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"math/rand"
	"testing"

	"golang.org/x/image/ccitt"
	xtiff "golang.org/x/image/tiff"

	"pretobranco/engine/bw/codec"
)

// ways draws rows that bring in everything that Group 4 can say: rows like the one above, moved by
// up to four places, with a run more or a run less, grain, and runs from one to the whole width.
func ways(random *rand.Rand, width, height int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		row := img.Pix[y*img.Stride:][:width]
		switch random.Intn(6) {
		case 0, 1:
			if y == 0 {
				continue
			}
			above := img.Pix[(y-1)*img.Stride:][:width]
			by := random.Intn(9) - 4
			for x := range row {
				row[x] = above[max(0, min(width-1, x+by))]
			}
			if random.Intn(2) == 0 {
				at := random.Intn(width)
				row[at] ^= 0xff
			}
		case 2:
			for x := range row {
				row[x] = uint8(random.Intn(2) * 255)
			}
		case 3:
			fillRow(row, uint8(random.Intn(2)*255))
		default:
			v := uint8(random.Intn(2) * 255)
			for x := 0; x < width; v ^= 0xff {
				n := 1 + random.Intn(1+random.Intn(width))
				fillRow(row[x:min(width, x+n)], v)
				x += n
			}
		}
	}
	return img
}

func fillRow(row []uint8, v uint8) {
	for i := range row {
		row[i] = v
	}
}

// unpacked reads Group 4 by golang.org/x/image.
func unpacked(t testing.TB, packed []byte, width, height int) []byte {
	t.Helper()
	bits, err := io.ReadAll(ccitt.NewReader(bytes.NewReader(packed), ccitt.MSB, ccitt.Group4, width, height, nil))
	if err != nil {
		t.Fatalf("%d x %d: %v", width, height, err)
	}
	stride := (width + 7) / 8
	if len(bits) != stride*height {
		t.Fatalf("%d x %d: %d bytes", width, height, len(bits))
	}
	out := make([]byte, 0, width*height)
	for y := range height {
		for x := range width {
			out = append(out, 255*(bits[y*stride+x/8]>>(7-x%8)&1))
		}
	}
	return out
}

func TestPackFax(t *testing.T) {
	widths := []int{127, 128, 191, 192, 1727, 1728, 2559, 2560, 2561, 2623, 2624, 2625, 5119, 5120, 5121, 5183, 5184, 7700, 10304}
	for width := 1; width <= 70; width++ {
		widths = append(widths, width)
	}
	random := rand.New(rand.NewSource(6))
	for _, width := range widths {
		img := ways(random, width, 60)
		if got := unpacked(t, packFax(img, 0, 60), width, 60); !bytes.Equal(got, img.Pix) {
			t.Errorf("width %d: not the same pixels", width)
		}
		if got := unpacked(t, packFax(img, 20, 33), width, 13); !bytes.Equal(got, img.Pix[20*width:33*width]) {
			t.Errorf("width %d: not the same pixels in a strip", width)
		}
	}
}

// A run of every length, black and white, at the start, inside and at the end of a row.
func TestPackFaxRuns(t *testing.T) {
	const width = 5400
	for _, lengths := range [][2]int{{1, 2700}, {5100, 5400}} {
		img := image.NewGray(image.Rect(0, 0, width, 4*(lengths[1]-lengths[0])))
		for i := range img.Rect.Dy() {
			n, row := lengths[0]+i/4, img.Pix[i*img.Stride:][:width]
			colour, at := uint8(255*(i%2)), 0
			if i/2%2 == 1 {
				at = min(width-n, 1+n%97)
			}
			fillRow(row, ^colour)
			fillRow(row[at:at+n], colour)
			for x := at + n + 1; x < width; x += 1 + x%700 { // so that the row above is no help
				row[x] ^= 0xff
			}
		}
		height := img.Rect.Dy()
		if got := unpacked(t, packFax(img, 0, height), width, height); !bytes.Equal(got, img.Pix) {
			t.Error("not the same pixels")
		}
	}
}

// libtiff reads the very same pixels, in one strip and in several, and has no word to say.
func TestPackFaxByLibtiff(t *testing.T) {
	random := rand.New(rand.NewSource(7))
	for _, size := range []image.Point{{1, 1}, {1, 50}, {7, 3}, {8, 40}, {9, 40}, {31, 50}, {33, 50}, {64, 50}, {65, 50}, {1729, 300}, {2561, 100}, {5185, 2000}} {
		img := ways(random, size.X, size.Y)
		file, _, err := Encode(context.Background(), []image.Image{img}, codec.Extra{}, true)
		if err != nil {
			t.Fatal(err)
		}
		got, err := xtiff.Decode(bytes.NewReader(tool(t, file, "tiffcp", "-c", "none")))
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range img.Pix {
			if r, _, _, _ := got.At(i%size.X, i/size.X).RGBA(); uint8(r) != v {
				t.Errorf("%v: pixel %d is %d", size, i, uint8(r))
				break
			}
		}
	}
}

// Grain is the worst that there is: it must not grow without bound.
func TestPackFaxSize(t *testing.T) {
	random := rand.New(rand.NewSource(8))
	img := image.NewGray(image.Rect(0, 0, 1000, 1000))
	for i := range img.Pix {
		img.Pix[i] = uint8(random.Intn(2) * 255)
	}
	if n := len(packFax(img, 0, 1000)); n > 1000*1000/8*3 {
		t.Errorf("%d bytes", n)
	}
	if n := len(packFax(image.NewGray(img.Rect), 0, 1000)); n > 1000/4+16 { // two codes of one bit a row
		t.Errorf("%d bytes of black", n)
	}
}

func FuzzPackFax(f *testing.F) {
	for i, width := range []int{1, 2, 7, 8, 9, 63, 64, 65, 2560, 2624} {
		img := ways(rand.New(rand.NewSource(int64(i))), width, 6)
		f.Add(uint16(width), img.Pix)
	}
	f.Fuzz(func(t *testing.T, width uint16, pix []byte) {
		w := int(width)
		if w == 0 || len(pix) < w || len(pix) > 1<<18 {
			return
		}
		h := len(pix) / w
		want := make([]byte, w*h)
		for i := range want {
			want[i] = 255 * (pix[i] >> 7)
		}
		got := unpacked(t, packFax(&image.Gray{Pix: pix, Stride: w, Rect: image.Rect(0, 0, w, h)}, 0, h), w, h)
		if !bytes.Equal(got, want) {
			t.Error(fmt.Sprint("not the same pixels at width ", w))
		}
	})
}
