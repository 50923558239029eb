package tiff

import (
	"context"
	"testing"

	xtiff "golang.org/x/image/tiff"

	"pretobranco/engine/bw/codec"
)

// A look that asks for red gets it from luma and chroma, and from lightness, too. Both once
// gave their luma for any look.
func TestTonesOfOtherSpaces(t *testing.T) {
	red := &codec.Tone{
		Row8: func(gray, rgb []uint8) {
			for i := range gray {
				gray[i] = rgb[3*i]
			}
		},
		Row16:     func(gray, rgb []uint16) {},
		GrayStays: true,
	}
	source := field(40, 30)
	for i := range source.Pix {
		if i%4 == 3 {
			source.Pix[i] = 255
		} else {
			source.Pix[i] = 80 + source.Pix[i]/3 // no colour is out of reach
		}
	}
	file := tool(t, written(t, source, xtiff.Uncompressed), "convert", "-alpha", "off", "-compress", "none")
	// ImageMagick's lightness is relative to another white than the format's.
	for space, most := range map[string]int{"YCbCr": 4, "Lab": 12} {
		made := tool(t, file, "convert", "-colorspace", space)
		for name, tone := range map[string]*codec.Tone{"neutral": codec.Neutral, "red": red} {
			got, _, err := Gray(context.Background(), made, codec.Options{Tone: tone})
			if err != nil {
				t.Fatal(err)
			}
			back, _, err := Decode(context.Background(), got)
			if err != nil {
				t.Fatal(err)
			}
			for y := range 30 {
				for x := range 40 {
					c := source.NRGBAAt(x, y)
					want := []uint8{0}
					tone.Row8(want, []uint8{c.R, c.G, c.B})
					v, _, _, _ := back.At(x, y).RGBA()
					if off := int(v>>8) - int(want[0]); off > most || off < -most {
						t.Fatalf("%s, %s: %v became %d, not %d", space, name, c, v>>8, want[0])
					}
				}
			}
		}
	}
}
