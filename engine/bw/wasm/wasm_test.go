package wasm

import (
	"context"
	"image"
	"os"
	"path/filepath"
	"testing"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

func anySize(int, int) error { return nil }

// decoders are the codecs that read, each with a small file.
var decoders = map[string]struct {
	file   string
	decode func(context.Context, []byte, sizeCheck) (image.Image, error)
}{
	"AVIF":    {"plain.avif", AVIF},
	"JPEG XL": {"plain.jxl", JXL},
}

// picture reads a file of package heif's.
func picture(t *testing.T, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("..", "heif", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// A codec stops if its caller goes away once the header is read: what is cut short is the decoding.
func TestBrake(t *testing.T) {
	for name, d := range decoders {
		file := picture(t, d.file)
		ctx, cancel := context.WithCancel(t.Context())
		goneAway := func(int, int) error {
			cancel()
			return nil
		}
		if _, err := d.decode(ctx, file, goneAway); err == nil || fault.KindOf(err) != fault.Cancelled {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := d.decode(ctx, file, anySize); err == nil || fault.KindOf(err) != fault.Cancelled {
			t.Errorf("%s, with a context that is over: %v", name, err)
		}
	}
}

func TestCutShort(t *testing.T) {
	for name, d := range decoders {
		file := picture(t, d.file)
		if img, err := d.decode(t.Context(), file, anySize); err != nil || img.Bounds().Size() != image.Pt(90, 70) {
			t.Errorf("%s: %v", name, err)
		}
		for n := 0; n < len(file); n += testkit.Pick(17, 5, 1) {
			if _, err := d.decode(t.Context(), file[:n], anySize); err == nil && n < len(file)/2 {
				t.Errorf("%s decodes from %d bytes", name, n)
			} else if err != nil && fault.KindOf(err) != fault.Damaged {
				t.Errorf("%s, cut to %d bytes: %v", name, n, err)
			}
		}
	}
}

func TestWebPSizes(t *testing.T) {
	for _, quality := range []int{0, 1, 90, 100} {
		for _, side := range []int{1, 2, 15, 16, 17} {
			plain := image.NewGray(image.Rect(0, 0, side, side))
			clear := image.NewNRGBA(image.Rect(0, 0, side, side))
			for _, img := range []image.Image{plain, clear} {
				if file, err := WebP(context.Background(), img, quality); err != nil || len(file) < 20 {
					t.Errorf("%T of %d at quality %d: %d bytes, %v", img, side, quality, len(file), err)
				}
			}
		}
	}
	if _, err := WebP(context.Background(), image.NewGray(image.Rect(0, 0, maxWebP+1, 1)), 0); err == nil || fault.KindOf(err) != fault.TooLarge {
		t.Errorf("a picture wider than WebP has: %v", err)
	}
}

func TestBrakeRefusesWhatIsNoModule(t *testing.T) {
	module := []byte("\x00asm\x01\x00\x00\x00")
	for _, rest := range []string{"", "\x06\x7f", "\x0a\x02\x01\x00", "\x02\x01\x7f", "\x07\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"} {
		if out, err := interruptible(append(module, rest...)); err == nil && rest != "" {
			t.Errorf("%q became %q", rest, out)
		}
	}
}
