package jpeg

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"reflect"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
)

// What we write has the coefficients that cjpeg gives the same picture.
func TestEncodeAgainstCjpeg(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {8, 8}, {9, 7}, {64, 64}, {100, 75}, {301, 203}} {
		ppm := portable(size[0], size[1])
		rgb := ppm[len(ppm)-3*size[0]*size[1]:]
		m := image.NewGray(image.Rect(0, 0, size[0], size[1]))
		for i := range m.Pix {
			m.Pix[i] = rgb[3*i+2]
		}
		pgm := append(fmt.Appendf(nil, "P5 %d %d 255\n", size[0], size[1]), m.Pix...)
		for _, quality := range []int{1, 30, 50, 75, 90, 100} {
			out, _, err := Encode(context.Background(), m, quality, codec.Extra{Resolution: exif.NewResolution(300, 300, 1)})
			if err != nil {
				t.Fatal(err)
			}
			want := run(t, pgm, "cjpeg", "-baseline", "-dct", "int", "-optimize", "-quality", fmt.Sprint(quality))
			if !bytes.Equal(run(t, out, "djpeg"), run(t, want, "djpeg")) {
				t.Errorf("%v, quality %d: other pixels than cjpeg's", size, quality)
			}
			if len(out) > len(want) {
				t.Errorf("%v, quality %d: %d bytes, cjpeg's file has %d", size, quality, len(out), len(want))
			}
			if back := gray(t, out, codec.Options{}); !bytes.Equal(back, out) {
				t.Errorf("%v, quality %d: it does not pass through untouched", size, quality)
			}
		}
	}
}

func TestExtraThereAndBack(t *testing.T) {
	want := codec.Extra{
		Profile:    bytes.Repeat([]byte("profile "), 20_000), // three segments
		EXIF:       []byte("MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00"),
		XMP:        []byte("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"),
		IPTC:       []byte("\x1c\x02\x5a\x00\x03Rio\x1c\x02\x05\x00\x01a"),
		Comment:    []byte("a comment"),
		Resolution: exif.NewResolution(300, 300, 1),
	}
	out, _, err := Encode(context.Background(), image.NewGray(image.Rect(0, 0, 5, 5)), 90, want)
	if err != nil {
		t.Fatal(err)
	}
	if got := ReadExtra(out); !reflect.DeepEqual(got, want) {
		t.Error("what was written is not what is read")
	}
	if tags := tagsOf(t, [][]byte{out})[0]; tags["IPTC:City"] != "Rio" || tags["File:Comment"] != "a comment" || tags["JFIF:XResolution"] != 300.0 {
		t.Errorf("exiftool sees %v", tags)
	}
}
