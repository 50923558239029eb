package bw

import (
	"bytes"
	"context"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
)

// A result that is a buffer of its own shares nothing with the file, whose buffer others may
// have by then; one that is not is the file itself.
func TestOwn(t *testing.T) {
	colour := image.NewYCbCr(image.Rect(0, 0, 70, 50), image.YCbCrSubsampleRatio420)
	for i := range colour.Y {
		colour.Y[i], colour.Cb[i/4], colour.Cr[i/4] = byte(7*i), byte(3*i), byte(11*i)
	}
	gray := image.NewGray(colour.Rect)
	copy(gray.Pix, colour.Y)
	for _, format := range []Format{JPEG, PNG, GIF} {
		for name, img := range map[string]image.Image{"colour": colour, "gray": gray} {
			var b bytes.Buffer
			switch format {
			case JPEG:
				jpeg.Encode(&b, img, nil)
			case PNG:
				png.Encode(&b, img)
			case GIF:
				gif.Encode(&b, img, nil)
			}
			for _, wanted := range []Format{Keep, JPEG, PNG, GIF, BMP, TIFF} {
				file := bytes.Clone(b.Bytes())
				result, err := Convert(context.Background(), file, Options{Format: wanted}, OwnLimits)
				if err != nil {
					t.Fatalf("%s %s to %s: %v", name, format, wanted, err)
				}
				before := bytes.Clone(result.File)
				for i := range file {
					file[i] ^= 0xff
				}
				if same := bytes.Equal(result.File, before); same != result.Own {
					t.Errorf("%s %s to %s: Own is %v, and changing the file leaves the result as it was: %v", name, format, wanted, result.Own, same)
				}
			}
		}
	}
}
