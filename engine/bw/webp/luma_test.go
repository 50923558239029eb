package webp

import (
	"bytes"
	"context"
	"errors"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/image/vp8"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

// field draws colours over and over, as a PPM file.
func field(width, height int) []byte {
	out := []byte("P6\n")
	out = append(out, []byte(itoa(width)+" "+itoa(height)+"\n255\n")...)
	for y := range height {
		for x := range width {
			out = append(out, byte(x*4), byte(y*6+x), byte(x*y))
		}
	}
	return out
}

func itoa(v int) string {
	if v < 10 {
		return string(rune('0' + v))
	}
	return itoa(v/10) + string(rune('0'+v%10))
}

// encoded writes a field by cwebp.
func encoded(t testing.TB, width, height int, arguments ...string) []byte {
	t.Helper()
	program := testkit.Tool(t, "cwebp")
	folder := t.TempDir()
	in, out := filepath.Join(folder, "in.ppm"), filepath.Join(folder, "out.webp")
	if err := os.WriteFile(in, field(width, height), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command(program, append(arguments, "-quiet", in, "-o", out)...).CombinedOutput(); err != nil {
		t.Fatalf("cwebp: %v\n%s", err, text)
	}
	file, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func frameOf(t testing.TB, file []byte) []byte {
	t.Helper()
	f, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range f.chunks {
		if c.name == "VP8 " {
			return c.data
		}
	}
	t.Fatal("no lossy picture")
	return nil
}

func decodeFrame(t testing.TB, data []byte) *image.YCbCr {
	t.Helper()
	d := vp8.NewDecoder()
	d.Init(bytes.NewReader(data), len(data))
	if _, err := d.DecodeFrameHeader(); err != nil {
		t.Fatal(err)
	}
	img, err := d.DecodeFrame()
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// sameLuma holds lumaOnly against a decoder: luma as before, chroma gone.
func sameLuma(t *testing.T, data []byte) {
	t.Helper()
	gray, colour, err := lumaOnly(context.Background(), data)
	if err != nil {
		t.Fatal(err)
	}
	if !colour && len(data) > 2000 {
		t.Error("no colour was noticed")
	}
	before, after := decodeFrame(t, data), decodeFrame(t, gray)
	if before.Rect != after.Rect || !bytes.Equal(before.Y, after.Y) {
		t.Error("luma has changed")
	}
	for i := range after.Cb {
		if after.Cb[i] != 128 || after.Cr[i] != 128 {
			t.Fatalf("chroma is %d and %d at %d", after.Cb[i], after.Cr[i], i)
		}
	}
	if len(gray) > len(data) {
		t.Errorf("%d bytes became %d", len(data), len(gray))
	}
	if again, colour, err := lumaOnly(context.Background(), gray); err != nil || colour {
		t.Errorf("the gray has colour: %v, %v, %d bytes", colour, err, len(again))
	}
}

func TestLumaStays(t *testing.T) {
	for _, arguments := range [][]string{
		{"-q", "90"}, {"-q", "10"}, {"-q", "100", "-m", "6"}, {"-q", "60", "-segments", "1"}, {"-q", "50", "-partition_limit", "50", "-pass", "3"},
		{"-q", "40", "-nostrong", "-f", "60"}, {"-q", "75", "-m", "0", "-f", "0"}, {"-q", "1", "-sns", "100", "-sharpness", "7"},
	} {
		for _, size := range [][2]int{{1, 1}, {16, 16}, {17, 15}, {61, 43}, {33, 200}, {400, 300}} {
			sameLuma(t, frameOf(t, encoded(t, size[0], size[1], arguments...)))
		}
	}
}

// small reads a file that cwebp or Pillow made, for machines without them.
func small(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("..", "testdata", "made", name))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestLumaOfFiles(t *testing.T) {
	for _, name := range []string{"webp-lossy.webp", "webp-lossy-alpha.webp"} {
		data := frameOf(t, small(t, name))
		sameLuma(t, data)
		for n := range len(data) {
			if _, _, err := lumaOnly(t.Context(), data[:n]); err == nil && n < len(data)*9/10 {
				t.Errorf("%s, cut to %d of %d bytes: no error", name, n, len(data))
			}
		}
	}
	for _, name := range testkit.CorpusIfAny(t, "photos/other/photo.webp") {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sameLuma(t, frameOf(t, file))
	}
}

func TestLumaCutShort(t *testing.T) {
	data := frameOf(t, encoded(t, 61, 43, "-q", "80"))
	for n := range len(data) {
		_, _, err := lumaOnly(context.Background(), data[:n])
		if f := (*fault.Error)(nil); err == nil && n < len(data)*9/10 || err != nil && !errors.As(err, &f) {
			t.Fatalf("cut to %d of %d bytes: %v", n, len(data), err)
		}
	}
}

func BenchmarkLuma(b *testing.B) {
	file, err := os.ReadFile(testkit.Corpus(b, "photos/other/photo.webp")[0])
	if err != nil {
		b.Fatal(err)
	}
	data := frameOf(b, file)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, _, err := lumaOnly(context.Background(), data); err != nil {
			b.Fatal(err)
		}
	}
}
