package jpeg

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"os"
	"testing"

	"pretobranco/engine/testkit"
)

// samples returns what a file of the kind that djpeg writes holds.
func samples(t testing.TB, netpbm []byte, channels int) (width, height int, pix []byte) {
	t.Helper()
	var kind, most int
	if _, err := fmt.Sscanf(string(netpbm[:min(len(netpbm), 40)]), "P%d\n%d %d\n%d", &kind, &width, &height, &most); err != nil {
		t.Fatal(err)
	}
	return width, height, netpbm[len(netpbm)-channels*width*height:]
}

// tight returns a gray image's samples without padding.
func tight(m *image.Gray) (pix []byte) {
	for y := range m.Rect.Dy() {
		pix = append(pix, m.Pix[y*m.Stride:][:m.Rect.Dx()]...)
	}
	return pix
}

// At full size luma is libjpeg's; smaller it looks like libjpeg's.
func TestDecodeGray(t *testing.T) {
	var files [][]byte
	for _, sampling := range []string{"1x1", "2x1", "1x2", "2x2", "4x1", "4x2,1x1,1x1"} {
		for _, way := range []string{"-optimize", "-progressive", "-restart=3B"} {
			arguments := []string{"-sample", sampling, way}
			if way == "-restart=3B" {
				arguments = []string{"-sample", sampling, "-restart", "3B"}
			}
			files = append(files, made(t, 83, 57, arguments...))
		}
	}
	files = append(files, made(t, 83, 57, "-grayscale"), made(t, 1, 1), made(t, 83, 57, "-quality", "100"))
	for _, name := range testkit.CorpusIfAny(t, "photos/seed/*.jpg") {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(file) < 200_000 {
			files = append(files, file)
		}
	}
	for i, file := range files {
		for _, scale := range []int{1, 2, 4, 8} {
			m, err := DecodeGray(context.Background(), file, scale)
			if err != nil {
				t.Fatal(err)
			}
			width, height, want := samples(t, run(t, file, "djpeg", "-grayscale", "-dct", "int", "-nosmooth", "-scale", fmt.Sprintf("1/%d", scale)), 1)
			if m.Rect != image.Rect(0, 0, width, height) {
				t.Fatalf("%d: %v at 1/%d, libjpeg has %d x %d", i, m.Rect, scale, width, height)
			}
			got := tight(m)
			if scale == 1 || scale == 8 {
				if !bytes.Equal(got, want) {
					t.Errorf("%d at 1/%d: not the samples of libjpeg", i, scale)
				}
				continue
			}
			sum := 0
			for j := range got {
				diff := int(got[j]) - int(want[j])
				sum += max(diff, -diff)
			}
			if mean := float64(sum) / float64(len(got)); mean > 5 {
				t.Errorf("%d at 1/%d: %.2f steps off on average", i, scale, mean)
			}
		}
	}
}

// In colour at full size nothing is off but for chroma's interpolation, which isn't done.
func TestDecodeColour(t *testing.T) {
	for _, sampling := range []string{"1x1", "2x1", "1x2", "2x2", "4x1", "2x4,1x1,1x1", "2x2,2x1,1x2", "1x1,2x1,2x1"} {
		for _, way := range []string{"-optimize", "-progressive"} {
			// Smooth, for small decodes have less chroma than libjpeg's.
			file := run(t, gradient(83, 57), "cjpeg", "-sample", sampling, way)
			for _, scale := range []int{1, 2, 4, 8} {
				m, err := Decode(context.Background(), file, scale)
				if err != nil {
					t.Fatal(err)
				}
				width, height, want := samples(t, run(t, file, "djpeg", "-dct", "int", "-nosmooth", "-scale", fmt.Sprintf("1/%d", scale)), 3)
				if m.Bounds() != image.Rect(0, 0, width, height) {
					t.Fatalf("%v at 1/%d, libjpeg has %d x %d", m.Bounds(), scale, width, height)
				}
				worst, sum := 0, 0
				for i := range width * height {
					r, g, b, _ := m.At(i%width, i/width).RGBA()
					for c, v := range []uint32{r, g, b} {
						diff := int(v>>8) - int(want[3*i+c])
						worst, sum = max(worst, diff, -diff), sum+max(diff, -diff)
					}
				}
				mean := float64(sum) / float64(3*width*height)
				if scale == 1 && worst > 3 || mean > 6 {
					t.Errorf("%s %s at 1/%d: %d steps off at worst, %.2f on average", sampling, way, scale, worst, mean)
				}
			}
		}
	}
}

// A glance has the size of 1/8 and about its colours; of a progressive file it needs the first scans
// alone. There is more of such a file, and where chroma is stored at half of luma's size.
func TestGlance(t *testing.T) {
	for _, sampling := range []string{"1x1", "2x1", "2x2", "4x1"} {
		for _, way := range []string{"-optimize", "-progressive"} {
			file := run(t, gradient(420, 203), "cjpeg", "-sample", sampling, way)
			want, err := Decode(context.Background(), file, 8)
			if err != nil {
				t.Fatal(err)
			}
			if way == "-progressive" {
				file = file[:len(file)*9/10]
			}
			got, whole, err := Glance(context.Background(), file)
			if err != nil {
				t.Fatal(err)
			}
			halved := sampling == "2x1" || sampling == "2x2"
			if whole == (way == "-progressive" || halved) || got.Bounds() != want.Bounds() {
				t.Errorf("%s %s: %v, whole %v", sampling, way, got.Bounds(), whole)
			}
			b, sum := want.Bounds(), 0
			for i := range b.Dx() * b.Dy() {
				r1, g1, b1, _ := want.At(i%b.Dx(), i/b.Dx()).RGBA()
				r2, g2, b2, _ := got.At(i%b.Dx(), i/b.Dx()).RGBA()
				for _, diff := range []int{int(r1>>8) - int(r2>>8), int(g1>>8) - int(g2>>8), int(b1>>8) - int(b2>>8)} {
					sum += max(diff, -diff)
				}
			}
			if mean := float64(sum) / float64(3*b.Dx()*b.Dy()); mean > 6 || whole && mean > 0 {
				t.Errorf("%s %s: %.2f steps off on average", sampling, way, mean)
			}
		}
	}
}

// Red, green and blue at full size are libjpeg's, whichever of them is stored smaller; image/jpeg
// refuses most of these.
func TestDecodeRGB(t *testing.T) {
	for _, sampling := range []string{"1x1", "2x1", "2x2", "1x1,2x1,1x1", "1x1,1x1,2x2", "2x2,2x1,1x1"} {
		for _, way := range []string{"-optimize", "-progressive"} {
			file := made(t, 83, 57, "-rgb", "-sample", sampling, way)
			m, err := Decode(context.Background(), file, 1)
			if err != nil {
				t.Fatal(err)
			}
			width, height, want := samples(t, run(t, file, "djpeg", "-dct", "int", "-nosmooth"), 3)
			if m.Bounds() != image.Rect(0, 0, width, height) {
				t.Fatalf("%v, libjpeg has %d x %d", m.Bounds(), width, height)
			}
			for i := range width * height {
				r, g, b, _ := m.At(i%width, i/width).RGBA()
				if byte(r>>8) != want[3*i] || byte(g>>8) != want[3*i+1] || byte(b>>8) != want[3*i+2] {
					t.Errorf("%s %s: pixel %d is not libjpeg's", sampling, way, i)
					break
				}
			}
		}
	}
}

// gradient makes a picture without noise for cjpeg.
func gradient(width, height int) []byte {
	out := fmt.Appendf(nil, "P6 %d %d 255\n", width, height)
	for y := range height {
		for x := range width {
			out = append(out, byte(40+x/2), byte(220-y), byte(30+(x+y)/2))
		}
	}
	return out
}

// A file that says more than it holds costs nothing.
func TestDecodeOfAnEmptyGiant(t *testing.T) {
	file := change(t, made(t, 20, 20), mSOF0, func(s []byte) []byte {
		s[5], s[6], s[7], s[8] = 0xff, 0, 0xff, 0
		return s
	})
	if n := testing.AllocsPerRun(1, func() { refuse(t, file) }); n > 100 {
		t.Errorf("%v allocations", n)
	}
}

func refuse(t *testing.T, file []byte) {
	_, err := Decode(context.Background(), file, 1)
	if err == nil {
		t.Error("there is no such picture")
		return
	}
	refused(t, err)
}
