package bw

import (
	"bytes"
	"context"
	"image"
	"image/color"
	stdpng "image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/raster"
)

// Pure black and white is written as 1 bit to a pixel, or a palette of two, as the judges of
// each format see it; what was asked for as JPEG is a gray one and says so.
func TestOneBit(t *testing.T) {
	folder := t.TempDir()
	says := map[Format]func(name string) (said, want string){
		PNG:  func(name string) (string, string) { return run(t, "pngcheck", "-v", name), "1-bit grayscale" },
		TIFF: func(name string) (string, string) { return run(t, "tiffinfo", name), "CCITT Group 4" },
		GIF: func(name string) (string, string) {
			return run(t, "gifsicle", "--info", name), "global color table [2]"
		},
		BMP: func(name string) (string, string) {
			return run(t, "convert", name, "-format", "%[colors] %z", "info:"), "2 1"
		},
	}
	for _, original := range lookPictures(t) {
		base := filepath.Base(original)
		kind, _, _ := strings.Cut(base, "-")
		if strings.Contains(base, "alpha") || strings.Contains(base, "rgba") || strings.Contains(base, "clear") || base == "png-few.png" || strings.HasPrefix(base, "tiff") && !strings.HasSuffix(base, "raw.tif") {
			continue // not opaque, or like others
		}
		file := read(t, original)
		pure := map[Format][]byte{}
		for _, format := range writable {
			got, err := Convert(context.Background(), file, Options{Look: parsed(t, "dither"), Format: format}, OwnLimits)
			if err != nil {
				t.Fatalf("%s as %s: %v", base, format, err)
			}
			r := got.Report
			before, err := ReadHeader(file)
			if err != nil {
				t.Fatal(err)
			}
			lossy := lossyKind(base) && base != "tiff-rgb-jpeg.tif" || strings.Contains(base, "webp-soft")
			if lossless := format != JPEG && r.Frames == before.Frames && !lossy && !(format == TIFF && strings.Contains(base, "animation")); r.Lossless != lossless || r.Format != format || format == JPEG && !strings.Contains(r.Why, "gray JPEG") {
				t.Errorf("%s as %s: %+v", base, format, r)
			}
			judged := strings.HasSuffix(base, "rgb.png") || base == "jpeg-420.jpg" || base == "gif-animation.gif"
			if says := says[format]; says != nil && judged {
				name := filepath.Join(folder, base+"."+string(format))
				if err := os.WriteFile(name, got.File, 0o600); err != nil {
					t.Fatal(err)
				}
				if said, want := says(name); !strings.Contains(said, want) {
					t.Errorf("%s as %s: no %q in\n%s", base, format, want, said)
				}
			}
			img, err := Decode(context.Background(), got.File, OwnLimits, 0)
			if err != nil {
				t.Fatal(err)
			}
			gray, _, err := raster.Gray(context.Background(), img, nil)
			if err != nil {
				t.Fatal(err)
			}
			if format != JPEG {
				pure[format] = gray.(*image.Gray).Pix
			}
		}
		for format, pix := range pure {
			if !bytes.Equal(pix, pure[PNG]) {
				t.Errorf("%s: %s has other pixels than PNG", base, format)
			}
			if len(bytes.Trim(pix, "\x00\xff")) > 0 {
				t.Errorf("%s as %s is not pure", base, format)
			}
		}
		keep, err := Convert(context.Background(), file, Options{Look: parsed(t, "dither")}, OwnLimits)
		if err != nil {
			t.Fatal(err)
		}
		if is := Sniff(keep.File); is != keep.Report.Format || is != (Options{Look: parsed(t, "dither")}).Target(Sniff(file), false) || kind != "deep" && string(is) != kind {
			t.Errorf("%s kept is %s, reported as %s", base, is, keep.Report.Format)
		}
	}
}

// Transparent pixels stay so next to black and white.
func TestOneBitWithHoles(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range 1200 {
		img.SetNRGBA(i%40, i/40, color.NRGBA{uint8(i), uint8(i * 3), uint8(i * 7), uint8(255 * (i / 5 % 2))})
	}
	var file bytes.Buffer
	if err := stdpng.Encode(&file, img); err != nil {
		t.Fatal(err)
	}
	for _, format := range []Format{Keep, PNG, GIF, TIFF, BMP, WebP} {
		got, err := Convert(context.Background(), file.Bytes(), Options{Look: parsed(t, "red 1bit=otsu"), Format: format}, OwnLimits)
		if err != nil {
			t.Fatal(err)
		}
		after, err := Decode(context.Background(), got.File, OwnLimits, 0)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 1200 {
			c := color.NRGBAModel.Convert(after.At(i%40, i/40)).(color.NRGBA)
			if c.A != uint8(255*(i/5%2)) || c.A > 0 && (c.R != 0 && c.R != 255 || c.R != c.G || c.G != c.B) {
				t.Fatalf("%s: pixel %d is %v", format, i, c)
			}
		}
	}
	if got, err := Convert(context.Background(), file.Bytes(), Options{Look: parsed(t, "dither"), Format: JPEG}, OwnLimits); err != nil || !strings.Contains(got.Report.Why, "white") {
		t.Errorf("as JPEG: %+v, %v", got.Report, err)
	}
}

// Pictures of 16 bits keep them: told by the formula of package look in real numbers, of
// the samples that Go's own decoder reads.
func TestDeepLooks(t *testing.T) {
	for _, original := range lookPictures(t) {
		if !strings.HasPrefix(filepath.Base(original), "deep") {
			continue
		}
		file := read(t, original)
		before, err := stdpng.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"red", "infrared", "mix(80,30,-10) contrast=1.2", "blue gamma=1.5 brightness=0.1", "luminance", "luminance contrast=0.8 gamma=0.7"} {
			l := parsed(t, text)
			for _, format := range []Format{Keep, TIFF} {
				got, err := Convert(context.Background(), file, Options{Look: l, Format: format}, OwnLimits)
				if err != nil {
					t.Fatal(err)
				}
				p, err := Sniff(got.File).Info().codec.Decode(context.Background(), got.File, codec.Hints{})
				if err != nil {
					t.Fatal(err)
				}
				worst, after := 0.0, p.Frames[0].Image
				b := before.Bounds()
				for i := range b.Dx() * b.Dy() {
					x, y := i%b.Dx(), i/b.Dx()
					c := color.NRGBA64Model.Convert(before.At(x, y)).(color.NRGBA64)
					g := color.NRGBA64Model.Convert(after.At(x, y)).(color.NRGBA64)
					if g.A != c.A || g.R != g.G || g.R != g.B {
						t.Fatalf("%s, %s as %s: %v became %v", filepath.Base(original), text, format, c, g)
					}
					if c.A > 0 {
						worst = max(worst, math.Abs(float64(g.R)-65535*ideal(l, float64(c.R)/65535, float64(c.G)/65535, float64(c.B)/65535)))
					}
				}
				allowed := 0.52
				if l.Gamma() != 1 { // which has the rounding before it, too
					allowed = 1.2
				}
				if worst > allowed {
					t.Errorf("%s, %s as %s: off by %.2f levels of 65535", filepath.Base(original), text, format, worst)
				}
			}
		}
	}
}

// ideal is a look's gray in real numbers, all from 0 to 1, up to its 1-bit end.
func ideal(l Look, r, g, b float64) float64 {
	wr, wg, wb := l.Weights()
	light := func(v float64) float64 { return v }
	back := light
	if l.Name() == "luminance" {
		light = func(v float64) float64 {
			if v <= 0.04045 {
				return v / 12.92
			}
			return math.Pow((v+0.055)/1.055, 2.4)
		}
		back = func(v float64) float64 {
			if v <= 0.0031308 {
				return v * 12.92
			}
			return 1.055*math.Pow(v, 1/2.4) - 0.055
		}
	}
	v := back((wr*light(r) + wg*light(g) + wb*light(b)) / 100)
	return math.Pow(min(max((v-0.5)*l.Contrast()+0.5+l.Brightness(), 0), 1), 1/l.Gamma())
}
