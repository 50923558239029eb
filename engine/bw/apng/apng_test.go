package apng

import (
	"bytes"
	"context"
	"image"
	"image/color"
	stdpng "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/png"
	"pretobranco/engine/testkit"
)

// drawn are frames of which the last is transparent in places.
func drawn() []codec.Frame {
	var frames []codec.Frame
	for i := range 3 {
		gray := image.NewGray(image.Rect(0, 0, 30, 20))
		for k := range gray.Pix {
			gray.Pix[k] = uint8(k*i + 40*i)
		}
		frames = append(frames, codec.Frame{Image: gray, Delay: time.Duration(i+1) * 40 * time.Millisecond})
	}
	clear := image.NewNRGBA(image.Rect(0, 0, 30, 20))
	for k := range 600 {
		clear.SetNRGBA(k%30, k/30, color.NRGBA{9, 9, 9, uint8(k % 2 * 255)})
	}
	return append(frames, codec.Frame{Image: clear, Delay: time.Second})
}

func TestThereAndBack(t *testing.T) {
	frames := drawn()
	file, err := Encode(context.Background(), frames, 5, codec.Extra{}, false)
	if err != nil {
		t.Fatal(err)
	}
	h, err := png.ReadHeader(file)
	if err != nil || h.Frames != 4 {
		t.Fatalf("%+v, %v", h, err)
	}
	if _, err := stdpng.Decode(bytes.NewReader(file)); err != nil {
		t.Error(err)
	}
	back, loop, err := Decode(context.Background(), file)
	if err != nil || loop != 5 || len(back) != 4 {
		t.Fatalf("%d frames, loop %d, %v", len(back), loop, err)
	}
	for i, f := range back {
		if f.Delay != frames[i].Delay {
			t.Errorf("frame %d is shown for %v", i, f.Delay)
		}
		for k := range 600 {
			a := color.NRGBAModel.Convert(frames[i].Image.At(k%30, k/30)).(color.NRGBA)
			b := f.Image.(*image.NRGBA).NRGBAAt(k%30, k/30)
			if a.A != b.A || a.A != 0 && a != b {
				t.Fatalf("frame %d, pixel %d: %v became %v", i, k, a, b)
			}
		}
	}
}

func TestPillow(t *testing.T) {
	script := "import sys; from PIL import Image; i = Image.open(sys.argv[1])\n" +
		"out = []\nfor n in range(i.n_frames):\n    i.seek(n); i.load(); out.append(str(int(i.info['duration'])))\nprint(i.info['loop'], *out)"
	file, err := Encode(context.Background(), drawn(), 5, codec.Extra{}, false)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(testkit.Python(t, "PIL"), "-c", script, name).CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "5 40 80 120 1000" {
		t.Errorf("Pillow sees %s (%v)", out, err)
	}
}

func TestBroken(t *testing.T) {
	file, err := Encode(context.Background(), drawn(), 0, codec.Extra{}, false)
	if err != nil {
		t.Fatal(err)
	}
	for n := range file {
		frames, _, err := Decode(context.Background(), file[:n])
		if err != nil && fault.KindOf(err) != fault.Damaged || err == nil && len(frames) == 0 {
			t.Fatalf("cut to %d bytes: %d frames, %v", n, len(frames), err)
		}
	}
}
