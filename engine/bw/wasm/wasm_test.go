package wasm

import (
	"context"
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pretobranco/engine/bw/fault"
)

// photo reads one of the shared photos, or skips where they are not present.
func photo(t *testing.T, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "photos", "other", name))
	if err != nil {
		t.Skip("no photos beside this repository")
	}
	return file
}

func anySize(int, int) error { return nil }

var decoders = map[string]func(context.Context, []byte, sizeCheck) (image.Image, error){"photo.avif": AVIF, "photo.jxl": JXL}

// A codec stops soon after its caller has gone.
func TestBrake(t *testing.T) {
	for name, decode := range decoders {
		file := photo(t, name)
		ctx, cancel := context.WithCancel(context.Background())
		// The size is asked for after the header was read: what is cut short is the decoding.
		asked := func(int, int) error {
			time.AfterFunc(20*time.Millisecond, cancel)
			return nil
		}
		if _, err := decode(ctx, file, asked); err == nil || fault.KindOf(err) != fault.Cancelled {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := decode(ctx, file, anySize); err == nil || fault.KindOf(err) != fault.Cancelled {
			t.Errorf("%s, with a context that is over: %v", name, err)
		}
	}
}

func TestCutShort(t *testing.T) {
	for name, decode := range decoders {
		file := photo(t, name)
		for _, n := range []int{0, 1, 30, 200, 1000, len(file) / 3} {
			if _, err := decode(context.Background(), file[:n], anySize); err == nil && n < 1000 {
				t.Errorf("%s decodes from %d bytes", name, n)
			} else if err != nil && fault.KindOf(err) == fault.Internal {
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
		if out, err := withBrake(append(module, rest...)); err == nil && rest != "" {
			t.Errorf("%q became %q", rest, out)
		}
	}
}
