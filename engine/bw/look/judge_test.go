package look

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"pretobranco/engine/testkit"
)

func run(t testing.TB, name string, arguments ...string) []byte {
	t.Helper()
	command := exec.Command(name, arguments...)
	var problems bytes.Buffer
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(name), err, problems.Bytes())
	}
	return out
}

// picture is colours in rows, and the gray of them.
type picture struct {
	name          string
	width, height int
	rgb           []uint8
	gray          *image.Gray
}

// pictures are a drawn one that has every gray and many colours, one with thin strokes
// on uneven paper, and the photos, where present.
func pictures(t testing.TB) []picture {
	t.Helper()
	drawn := picture{name: "drawn", width: 301, height: 211}
	for y := range drawn.height {
		for x := range drawn.width {
			drawn.rgb = append(drawn.rgb, uint8(x), uint8(y*255/drawn.height), uint8(x*y/7))
		}
	}
	paper := picture{name: "paper", width: 400, height: 277}
	for y := range paper.height {
		for x := range paper.width {
			v := uint8(250 - x/3 - y/5)
			if (x/2+y/3)%23 == 0 || (x-y/2)%41 == 0 {
				v = v/2 + uint8(x*y%9)
			}
			paper.rgb = append(paper.rgb, v, v-v/20, v-v/9)
		}
	}
	all := []picture{drawn, paper}
	files := testkit.CorpusIfAny(t, "photos/seed/*.jpg")
	if !testkit.Exhaustive() {
		files = files[:min(1, len(files))]
	}
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatalf("%s: %v", filepath.Base(name), err)
		}
		b := img.Bounds()
		// A piece is enough, and keeps the judges quick.
		p := picture{name: filepath.Base(name), width: min(b.Dx(), 1200), height: min(b.Dy(), 700)}
		for y := range p.height {
			for x := range p.width {
				c := color.NRGBAModel.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA)
				p.rgb = append(p.rgb, c.R, c.G, c.B)
			}
		}
		all = append(all, p)
	}
	row, _, _ := Look{}.Rows()
	for i := range all {
		p := &all[i]
		p.gray = image.NewGray(image.Rect(0, 0, p.width, p.height))
		row(p.gray.Pix, p.rgb)
	}
	return all
}

// files writes a picture as PPM and its gray as PGM.
func (p picture) files(t testing.TB) (ppm, pgm string) {
	t.Helper()
	folder := t.TempDir()
	ppm, pgm = filepath.Join(folder, "in.ppm"), filepath.Join(folder, "in.pgm")
	size := fmt.Sprintf("%d %d\n255\n", p.width, p.height)
	for name, content := range map[string][]byte{ppm: append([]byte("P6\n"+size), p.rgb...), pgm: append([]byte("P5\n"+size), p.gray.Pix...)} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return ppm, pgm
}

// pillow lets judge.py make a picture.
func pillow(t *testing.T, arguments ...string) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	run(t, testkit.Python(t, "PIL"), append(append([]string{filepath.Join("testdata", "judge.py")}, arguments...), out)...)
	result, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func same(t *testing.T, what string, got, want []byte) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d bytes, the judge has %d", what, len(got), len(want))
	}
	off, worst := 0, 0
	for i := range got {
		if d := max(int(got[i])-int(want[i]), int(want[i])-int(got[i])); d > 0 {
			off, worst = off+1, max(worst, d)
		}
	}
	if off > 0 {
		t.Errorf("%s: %d of %d pixels differ, by %d at most", what, off, len(got), worst)
	}
}

// TestPillowBilevel expects the very same pixels.
func TestPillowBilevel(t *testing.T) {
	for _, p := range pictures(t) {
		ppm, pgm := p.files(t)
		same(t, p.name+", neutral", p.gray.Pix, pillow(t, "neutral", ppm))
		same(t, p.name+", Floyd-Steinberg", bilevel(t, "1bit=floyd-steinberg", p.gray).Pix, pillow(t, "dither", pgm))
		same(t, p.name+", threshold", bilevel(t, "1bit=threshold", p.gray).Pix, pillow(t, "cut", pgm))
	}
}

// TestPillowMatrix expects the same pixels but for ties: Pillow sums in 32-bit floating
// point, we in 1/65536 of a level, and a mix of whole percents often ends on a half.
func TestPillowMatrix(t *testing.T) {
	for _, p := range pictures(t)[:2] {
		ppm, _ := p.files(t)
		for _, l := range All() {
			if l.base != mix {
				continue
			}
			r, g, b := l.Weights()
			want := pillow(t, "gray", ppm, number(r), number(g), number(b))
			row, _, _ := l.Rows()
			got := make([]byte, len(want))
			row(got, p.rgb)
			for i, v := range got {
				exact := (r*float64(p.rgb[3*i]) + g*float64(p.rgb[3*i+1]) + b*float64(p.rgb[3*i+2])) / 100
				if v == want[i] {
					continue
				}
				if tie := math.Abs(exact - math.Floor(exact) - 0.5); tie > 0.01 || max(v, want[i])-min(v, want[i]) > 1 {
					t.Fatalf("%s, %s: %v becomes %d, Pillow has %d", p.name, l, p.rgb[3*i:3*i+3], v, want[i])
				}
			}
		}
	}
}

// TestMagickOrdered expects the very same pixels.
func TestMagickOrdered(t *testing.T) {
	for _, p := range pictures(t) {
		_, pgm := p.files(t)
		want := run(t, testkit.Tool(t, "convert"), pgm, "-ordered-dither", "o8x8", "-depth", "8", "gray:-")
		same(t, p.name+", ordered", bilevel(t, "1bit=ordered", p.gray).Pix, want)
	}
}

// TestMagickLuminance compares with 16 bits of ImageMagick's luminance, whose weights
// are 0.212656, 0.715158 and 0.072186, and whose tables have 1/65535 of linear brightness: that
// is 1/20 of a level where it is steepest, besides the half that our rounding takes. It
// keeps luminance linear unless told to go back to sRGB.
func TestMagickLuminance(t *testing.T) {
	l, _ := find("luminance")
	row, _, _ := l.Rows()
	for _, p := range pictures(t) {
		ppm, _ := p.files(t)
		raw := run(t, testkit.Tool(t, "convert"), ppm, "-depth", "16", "-grayscale", "Rec709Luminance", "-colorspace", "sRGB", "-endian", "LSB", "gray:-")
		got := make([]byte, p.width*p.height)
		if row(got, p.rgb); len(raw) != 2*len(got) {
			t.Fatalf("%d bytes, the judge has %d", len(got), len(raw))
		}
		worst := 0.0
		for i, v := range got {
			worst = max(worst, math.Abs(float64(v)-float64(binary.LittleEndian.Uint16(raw[2*i:]))/257))
		}
		t.Log(p.name, "is off by", strconv.FormatFloat(worst, 'f', 3, 64))
		if worst > 0.6 {
			t.Errorf("%s: off by %.3f levels", p.name, worst)
		}
	}
}
