package tiff

import (
	"context"
	"image"
	"math"
	"testing"

	xtiff "golang.org/x/image/tiff"

	"pretobranco/engine/bw/codec"
)

// Samples of any depth come out as those of 8 bits do, as ImageMagick writes them. (Its
// libtiff swaps the bytes of big-endian predicted floats once too often: none are made here.)
func TestDepths(t *testing.T) {
	source := field(40, 30)
	for i := range source.Pix {
		if i%4 == 3 {
			source.Pix[i] = 255
		} else {
			source.Pix[i] &^= 15
			source.Pix[i] |= source.Pix[i] >> 4 // so that 4 bits hold it all
		}
	}
	file := tool(t, written(t, source, xtiff.Uncompressed), "convert", "-alpha", "off", "-compress", "none")
	float := []string{"-compress", "zip", "-define", "quantum:format=floating-point"}
	for name, way := range map[string][]string{
		"4 bits": {"-depth", "4"}, "12 bits": {"-depth", "12"}, "32 bits": {"-depth", "32"},
		"float": append(float, "-depth", "32"), "double": append(float, "-depth", "64"),
		"float, big-endian": append(float, "-depth", "32", "-define", "tiff:endian=msb", "-define", "tiff:predictor=1"),
		"half":              append(float, "-depth", "16"), "float, not predicted": append(float, "-depth", "32", "-define", "tiff:predictor=1"),
		"planes": {"-depth", "32", "-interlace", "plane"},
	} {
		made := tool(t, file, "convert", way...)
		got, info, err := Gray(context.Background(), made, codec.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		back, _, err := Decode(context.Background(), got)
		if err != nil {
			t.Fatal(err)
		}
		if deep := name != "4 bits" && name != "12 bits"; info.Rounded != deep || info.Gray {
			t.Errorf("%s: %+v", name, info)
		}
		if _, ok := back.(*image.NRGBA64); ok == (name == "4 bits") {
			t.Errorf("%s: became a %T", name, back)
		}
		for y := range 30 {
			for x := range 40 {
				c := source.NRGBAAt(x, y)
				want := (0.299*float64(c.R) + 0.587*float64(c.G) + 0.114*float64(c.B)) / 255
				v, _, _, _ := back.At(x, y).RGBA()
				if off := math.Abs(float64(v)/65535 - want); off > 0.51/255 {
					t.Fatalf("%s: %v became %d", name, c, v)
				}
			}
		}
	}
}

func TestHalf(t *testing.T) {
	for bits, want := range map[uint16]float64{
		0: 0, 0x3c00: 1, 0x3800: 0.5, 0xbc00: -1, 0x0001: math.Ldexp(1, -24), 0x3555: 0.333251953125, 0x7bff: 65504, 0x7c00: math.Inf(1),
	} {
		if got := half(bits); got != want {
			t.Errorf("%04x is %v, not %v", bits, got, want)
		}
	}
	if clipped(math.NaN()) != 0 || clipped(2) != 1 || clipped(-1) != 0 {
		t.Error("numbers beyond black and white stay")
	}
}
