package webp

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

// approved lets webpinfo look at a file.
func approved(t *testing.T, file []byte) string {
	t.Helper()
	program := testkit.Tool(t, "webpinfo")
	name := filepath.Join(t.TempDir(), "out.webp")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, name).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "No error detected") {
		t.Errorf("webpinfo: %v\n%s", err, out)
	}
	return string(out)
}

func TestKinds(t *testing.T) {
	for name, arguments := range map[string][]string{"lossy": {"-q", "80"}, "lossless": {"-lossless"}} {
		file := encoded(t, 61, 43, arguments...)
		got, info, err := Gray(context.Background(), file, codec.Options{})
		if err != nil || info.Gray || info.Width != 61 || info.Height != 43 {
			t.Fatalf("%s: %+v, %v", name, info, err)
		}
		approved(t, got)
		if h, err := ReadHeader(got); err != nil || h.Lossy != (name == "lossy") {
			t.Errorf("%s became %+v, %v", name, h, err)
		}
		same, info, err := Gray(context.Background(), got, codec.Options{})
		if err != nil || !info.Gray || !bytes.Equal(same, got) {
			t.Errorf("%s: the gray is not gray: %+v, %v", name, info, err)
		}
	}
}

// Frames, delays, loop and transparency go there and back.
func TestAnimation(t *testing.T) {
	var frames []codec.Frame
	for i := range 4 {
		img := image.NewNRGBA(image.Rect(0, 0, 20, 10))
		for k := range 200 {
			v := uint8(k + 50*i)
			img.SetNRGBA(k%20, k/20, color.NRGBA{v, v, v, uint8(255 - i*80*(k%2))})
		}
		frames = append(frames, codec.Frame{Image: img, Delay: time.Duration(i+1) * 30 * time.Millisecond})
	}
	file, err := Encode(context.Background(), frames, 0, 7, codec.Extra{XMP: []byte("<x/>")})
	if err != nil {
		t.Fatal(err)
	}
	if said := approved(t, file); !strings.Contains(strings.Join(strings.Fields(said), " "), "Loop count : 7") {
		t.Errorf("webpinfo: %s", said)
	}
	h, err := ReadHeader(file)
	if err != nil || h.Frames != 4 || h.Loop != 7 || h.Lossy {
		t.Errorf("%+v, %v", h, err)
	}
	back, extra, err := Decode(context.Background(), file, true)
	if err != nil || len(back) != 4 || string(extra.XMP) != "<x/>" {
		t.Fatalf("%d frames, %+v, %v", len(back), extra, err)
	}
	for i, f := range back {
		if f.Delay != frames[i].Delay {
			t.Errorf("frame %d is shown for %v", i, f.Delay)
		}
		one, two := frames[i].Image.(*image.NRGBA), f.Image.(*image.NRGBA)
		for k := 0; k < len(one.Pix); k += 4 {
			if one.Pix[k+3] != two.Pix[k+3] || one.Pix[k+3] == 255 && one.Pix[k] != two.Pix[k] {
				t.Fatalf("frame %d, pixel %d: %v became %v", i, k/4, one.Pix[k:k+4], two.Pix[k:k+4])
			}
		}
	}
}

func TestBroken(t *testing.T) {
	for _, arguments := range [][]string{{"-q", "80"}, {"-lossless"}} {
		file := encoded(t, 40, 30, arguments...)
		for n := range len(file) - 1 {
			_, _, err := Gray(context.Background(), file[:n], codec.Options{})
			if err == nil || fault.KindOf(err) != fault.Damaged {
				t.Fatalf("cut to %d of %d bytes: %v", n, len(file), err)
			}
		}
	}
}

// FuzzGray holds the gray of lossy pictures against a decoder's.
func FuzzGray(f *testing.F) {
	f.Add(encoded(f, 20, 20, "-q", "70"))
	f.Add(encoded(f, 40, 17, "-q", "30", "-segments", "3"))
	f.Fuzz(func(t *testing.T, file []byte) {
		h, err := ReadHeader(file)
		if err != nil || !h.Lossy || h.Width*h.Height*h.Frames > 1<<16 {
			return
		}
		got, _, err := Gray(context.Background(), file, codec.Options{})
		if err != nil {
			return
		}
		before, _, err := Decode(context.Background(), file, false)
		if err != nil { // not every decoder takes what libwebp takes
			return
		}
		after, _, err := Decode(context.Background(), got, false)
		if err != nil {
			t.Fatal(err)
		}
		one, ok := before[0].Image.(*image.YCbCr)
		two, ok2 := after[0].Image.(*image.YCbCr)
		if ok && (!ok2 || !bytes.Equal(one.Y, two.Y)) {
			t.Fatal("luma has changed")
		}
	})
}
