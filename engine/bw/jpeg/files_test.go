package jpeg

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"image"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

var update = flag.Bool("update", false, "write the JPEG files in testdata anew, with cjpeg")

// files are in testdata, for machines without libjpeg's programs. Their judge is image/jpeg.
var files = map[string][]string{
	"420":                 {"-sample", "2x2"},
	"422":                 {"-sample", "2x1", "-optimize"},
	"440":                 {"-sample", "1x2"},
	"444":                 {"-sample", "1x1", "-quality", "90"},
	"411":                 {"-sample", "4x1", "-restart", "3B"},
	"410":                 {"-sample", "4x2,1x1,1x1", "-quality", "40"},
	"gray":                {"-grayscale"},
	"restarts":            {"-restart", "1B", "-sample", "2x1"},
	"restarts-at-the-row": {"-restart", "1", "-optimize"},
	"coarse":              {"-quality", "3", "-optimize"},
	"finest":              {"-quality", "100", "-sample", "1x1"},
	"progressive":         {"-progressive"},
	"progressive-444":     {"-progressive", "-sample", "1x1", "-restart", "2B"},
	"rgb":                 {"-rgb", "-quality", "60"},
}

// fromFiles returns the files in testdata by name.
func fromFiles(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for name, arguments := range files {
		path := filepath.Join("testdata", name+".jpg")
		if *update {
			writeFile(t, path, made(t, 43, 37, arguments...))
		}
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = file
	}
	return all
}

// standard decodes a file with image/jpeg.
func standard(t testing.TB, name string, file []byte) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("%s: image/jpeg: %v", name, err)
	}
	return img
}

// apart returns the mean distance of a gray picture from a formula of another's pixels, in steps of
// 8 bits.
func apart(got *image.Gray, img image.Image, formula func(r, g, b float64) float64) float64 {
	bounds, sum := img.Bounds(), 0.0
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			r, g, b, _ := img.At(x, y).RGBA()
			want := formula(float64(r)/257, float64(g)/257, float64(b)/257)
			sum += math.Abs(float64(got.GrayAt(x, y).Y) - min(max(want, 0), 255))
		}
	}
	return sum / float64(bounds.Dx()*bounds.Dy())
}

func neutral(r, g, b float64) float64 { return 0.299*r + 0.587*g + 0.114*b }

// TestFilesGray holds that image/jpeg decodes the same luma from a file and from its gray.
func TestFilesGray(t *testing.T) {
	for name, file := range fromFiles(t) {
		out, info, err := Gray(t.Context(), file, codec.Options{})
		if name == "rgb" {
			if !errors.Is(err, codec.ErrNeedsPixels) {
				t.Errorf("%s: %v, want codec.ErrNeedsPixels", name, err)
			}
			continue
		}
		if err != nil || info.Width != 43 || info.Height != 37 || len(out) > len(file) {
			t.Errorf("%s: %+v, %d bytes of %d, %v", name, info, len(out), len(file), err)
			continue
		}
		got, ok := standard(t, name, out).(*image.Gray)
		if !ok {
			t.Errorf("%s: the result has colour", name)
			continue
		}
		luma := func(x, y int) uint8 { return 0 }
		switch img := standard(t, name, file).(type) {
		case *image.YCbCr:
			luma = func(x, y int) uint8 { return img.Y[img.YOffset(x, y)] }
		case *image.Gray:
			luma = func(x, y int) uint8 { return img.GrayAt(x, y).Y }
		}
		for y := range 37 {
			for x := range 43 {
				if got.GrayAt(x, y).Y != luma(x, y) {
					t.Fatalf("%s: luma is another at %d, %d", name, x, y)
				}
			}
		}
	}
}

// TestFilesDecoded holds the decoder, at every scale, and mixes against image/jpeg.
func TestFilesDecoded(t *testing.T) {
	for name, file := range fromFiles(t) {
		if name == "rgb" {
			continue
		}
		want := standard(t, name, file)
		img, err := Decode(t.Context(), file, 1)
		if err != nil || img.Bounds().Size() != want.Bounds().Size() {
			t.Errorf("%s: %v", name, err)
			continue
		}
		whole, err := DecodeGray(t.Context(), file, 1)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if d := apart(whole, want, neutral); d > 2 && name != "finest" { // whose colours are clipped
			t.Errorf("%s: gray is off by %.2f", name, d)
		}
		for _, scale := range []int{2, 4, 8} {
			small, err := DecodeGray(t.Context(), file, scale)
			if err != nil || small.Bounds().Size() != image.Pt((43+scale-1)/scale, (37+scale-1)/scale) {
				t.Errorf("%s at 1/%d: %v, %v", name, scale, small.Bounds(), err)
				continue
			}
			sum, n := 0.0, 0
			for y := range 37 / scale {
				for x := range 43 / scale {
					mean := 0.0
					for i := range scale * scale {
						mean += float64(whole.GrayAt(x*scale+i%scale, y*scale+i/scale).Y) / float64(scale*scale)
					}
					sum += math.Abs(mean - float64(small.GrayAt(x, y).Y))
					n++
				}
			}
			if d := sum / float64(n); d > 7 { // the picture is noise in places, of which a smaller one keeps less
				t.Errorf("%s at 1/%d: off by %.2f", name, scale, d)
			}
		}
	}
}

func TestFilesMixed(t *testing.T) {
	for name, file := range fromFiles(t) {
		if name == "rgb" || name == "coarse" {
			continue
		}
		for _, mix := range []string{"orange", "green", "soft", "light"} {
			m := mixes[mix]
			out, _, err := GrayMix(t.Context(), file, m, codec.Options{})
			if err != nil {
				t.Errorf("%s, %s: %v", name, mix, err)
				continue
			}
			got, ok := standard(t, name, out).(*image.Gray)
			if !ok {
				t.Errorf("%s, %s: the result has colour", name, mix)
				continue
			}
			r, g, b := m.colours()
			d := apart(got, standard(t, name, file), func(red, green, blue float64) float64 {
				return r*red + g*green + b*blue + m.Offset
			})
			if d > 6 {
				t.Errorf("%s, %s: off by %.2f", name, mix, d)
			}
		}
	}
}

// TestFilesBroken cuts files and changes bytes: what comes out is refused as damaged, or a file that
// image/jpeg reads.
func TestFilesBroken(t *testing.T) {
	try := func(name string, file []byte) {
		for what, convert := range map[string]func() ([]byte, error){
			"gray": func() ([]byte, error) {
				out, _, err := Gray(t.Context(), file, codec.Options{})
				return out, err
			},
			"repair": func() ([]byte, error) {
				out, _, _, err := Repair(t.Context(), file)
				return out, err
			},
		} {
			out, err := convert()
			if err != nil {
				refused(t, err)
				continue
			}
			if what == "repair" {
				if out, _, err = Gray(t.Context(), out, codec.Options{}); err != nil {
					t.Errorf("%s: what was repaired is refused: %v", name, err)
					continue
				}
			}
			if _, err := jpeg.DecodeConfig(bytes.NewReader(out)); err != nil && !strings.Contains(err.Error(), "unsupported") {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
	for name, file := range fromFiles(t) {
		if name == "rgb" {
			continue
		}
		for n := 0; n < len(file); n += testkit.Pick(101, 37, 5) {
			try(name, file[:n:n])
			changed := bytes.Clone(file)
			changed[n] ^= 0x55
			try(name, changed)
		}
	}
}

// TestEncoded holds the encoder against image/jpeg's decoder.
func TestEncoded(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {8, 8}, {9, 7}, {61, 43}} {
		g := image.NewGray(image.Rect(0, 0, size[0], size[1]))
		for i := range g.Pix {
			g.Pix[i] = uint8(i%g.Stride*3 + i/g.Stride*2)
		}
		for quality, most := range map[int]float64{50: 8, 90: 3, 100: 1} {
			file, _, err := Encode(context.Background(), g, quality, codec.Extra{})
			if err != nil {
				t.Fatal(err)
			}
			got, ok := standard(t, "encoded", file).(*image.Gray)
			if !ok || got.Bounds() != g.Bounds() {
				t.Fatalf("%v at %d: a %T of %v", size, quality, got, got.Bounds())
			}
			if d := apart(got, g, neutral); d > most {
				t.Errorf("%v at %d: off by %.2f", size, quality, d)
			}
		}
	}
	if _, _, err := Encode(context.Background(), image.NewGray(image.Rect(0, 0, 70_000, 1)), 90, codec.Extra{}); fault.KindOf(err) != fault.TooLarge {
		t.Errorf("wider than a JPEG can be: %v", err)
	}
}
