package heif

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/raster"
	"pretobranco/engine/testkit"
)

// vips decodes a file by other codecs, into sRGB.
func vips(t *testing.T, path string) image.Image {
	t.Helper()
	program := testkit.Tool(t, "vips")
	out := filepath.Join(t.TempDir(), "out.png")
	if text, err := exec.Command(program, "colourspace", path, out, "srgb").CombinedOutput(); err != nil {
		testkit.Missing(t, "a vips that reads this format: %v\n%s", err, text)
	}
	file, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	img, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestAgainstVips(t *testing.T) {
	var paths []string
	for _, name := range []string{"plain.heic", "deepgray.heic", "plain.avif", "plain.jxl", "kept.jxl"} {
		paths = append(paths, filepath.Join("testdata", name))
	}
	if testkit.Exhaustive() {
		for _, name := range []string{"phone.heic", "photo.avif", "photo.jxl"} {
			paths = append(paths, testkit.CorpusIfAny(t, "photos/other/"+name)...)
		}
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			file := read(t, path)
			kind := kindOf(t, file)
			want := vips(t, path)
			got, h, _, err := Decode(context.Background(), kind, file, false)
			if err != nil {
				t.Fatal(err)
			}
			if header, err := ReadHeader(kind, file); err != nil || header != h || h.Width != got.Bounds().Dx() || h.Height != got.Bounds().Dy() {
				t.Errorf("the header speaks of %+v, and then of %+v (%v)", header, h, err)
			}
			got = raster.Orient(got, h.Orientation)
			if got.Bounds().Size() != want.Bounds().Size() {
				t.Fatalf("%v, for vips %v", got.Bounds(), want.Bounds())
			}
			// What vips does with transparency is its own affair.
			covered, ok := want.(*image.NRGBA)
			if ok {
				cover(covered)
			}
			one, err := raster.Shrink(context.Background(), got, 200)
			if err != nil {
				t.Fatal(err)
			}
			two, err := raster.Shrink(context.Background(), want, 200)
			if err != nil {
				t.Fatal(err)
			}
			sum, n := 0, 0
			for i := range one.Pix {
				if i%4 == 3 || one.Pix[i|3] != 0 {
					sum += max(int(one.Pix[i])-int(two.Pix[i]), int(two.Pix[i])-int(one.Pix[i]))
					n++
				}
			}
			if mean := float64(sum) / float64(n); mean > 1.5 {
				t.Errorf("samples are off by %.2f on average", mean)
			}
		})
	}
}

func TestCutShort(t *testing.T) {
	for _, name := range []string{"several.heic", "deep.avif", "kept.jxl", "deep.jxl"} {
		file := fixture(t, name)
		kind := kindOf(t, file)
		for n := range file {
			h, err := ReadHeader(kind, file[:n])
			if err != nil && fault.KindOf(err) != fault.Damaged {
				t.Errorf("%s, cut to %d bytes: %+v, %v", name, n, h, err)
			}
		}
	}
}

// TestCutFixtures cuts small files at every byte: what is left is damaged, or the picture.
func TestCutFixtures(t *testing.T) {
	for _, name := range []string{"plain.heic", "deepgray.heic", "narrow444.heic", "plain.avif", "plain.jxl"} {
		file := fixture(t, name)
		kind := kindOf(t, file)
		for n := 0; n < len(file); n += testkit.Pick(29, 11, 1) {
			Sniff(file[:n])
			_, err := ReadHeader(kind, file[:n])
			if err == nil && n%5 == 0 {
				_, _, _, err = Decode(context.Background(), kind, file[:n], true)
			}
			if err != nil && fault.KindOf(err) != fault.Damaged {
				t.Errorf("%s, cut to %d bytes: %v", name, n, err)
			}
		}
	}
}

// TestFlipped changes single bytes of what a file says of its picture. Whatever comes of it, the
// header and the decoder agree on the size, and nothing is our own fault.
func TestFlipped(t *testing.T) {
	for _, name := range []string{"narrow.heic", "deep.heic", "plain.avif"} {
		file := fixture(t, name)
		for at := 8; at < len(file)-100; at += testkit.Pick(97, 31, 3) {
			for _, v := range []byte{0x01, 0x80, 0xff} {
				flipped := bytes.Clone(file)
				flipped[at] ^= v
				kind, ok := Sniff(flipped)
				if !ok {
					continue
				}
				h, err := ReadHeader(kind, flipped)
				if err != nil || h.Pixels > 1<<20 {
					continue
				}
				img, again, _, err := Decode(context.Background(), kind, flipped, false)
				switch {
				case err != nil && fault.KindOf(err) == fault.Internal:
					t.Errorf("%s, %#x at %d: %v", name, v, at, err)
				case err == nil && (h != again || img.Bounds().Dx() != h.Width || img.Bounds().Dy() != h.Height):
					t.Errorf("%s, %#x at %d: %+v, and then %+v of %v", name, v, at, h, again, img.Bounds())
				}
			}
		}
	}
}

// A counted context is cancelled after it was asked so many times.
type counted struct {
	context.Context
	most int
}

func (c *counted) Err() error {
	if c.most--; c.most < 0 {
		return context.Canceled
	}
	return nil
}

// TestCancelled holds that decoding ends when its context does, before and in the middle of it.
func TestCancelled(t *testing.T) {
	for _, name := range []string{"several.heic", "plain.avif", "plain.jxl"} {
		file := fixture(t, name)
		kind := kindOf(t, file)
		for _, most := range []int{0, 1, 2, 5, 10} {
			ctx := &counted{t.Context(), most}
			if _, _, _, err := Decode(ctx, kind, file, false); err == nil || fault.KindOf(err) != fault.Cancelled {
				t.Errorf("%s, after %d questions: %v, %d left", name, most, err, ctx.most)
			}
		}
	}
}

// FuzzHeader looks for boxes that hang or panic.
func FuzzHeader(f *testing.F) {
	for _, x := range fixtures {
		file := fixture(f, x.name)
		kind, _ := Sniff(file)
		f.Add(int(kind), file)
	}
	for _, d := range described(f) {
		f.Add(int(HEIC), d.draft.bytes())
	}
	f.Fuzz(func(t *testing.T, kind int, file []byte) {
		begin := time.Now()
		defer func() {
			if d := time.Since(begin); d > 5*time.Second {
				t.Errorf("took %v", d)
			}
		}()
		Sniff(file)
		h, err := ReadHeader(Kind(kind), file)
		if err == nil && (h.Orientation < 1 || h.Orientation > 8) {
			t.Errorf("%+v", h)
		}
		if Kind(kind) == JXL {
			jxlExtra(file, jxlHeader{})
		} else if c, err := open(file); err == nil {
			c.metadata()
		}
	})
}

// The header may lie across parts, however short; that of a JPEG kept whole does, and was
// once told to break off.
func TestParts(t *testing.T) {
	file := fixture(t, "plain.jxl")
	stream := codestream(file)
	want, err := ReadHeader(JXL, file)
	if err != nil || len(stream) < 100 {
		t.Fatal(err)
	}
	box := func(name string, content ...byte) []byte {
		return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(content))), name...), content...)
	}
	for cut := 1; cut < 12; cut++ {
		parts := append(box("JXL ", []byte("\r\n\x87\n")...), box("ftyp", []byte("jxl \x00\x00\x00\x00jxl ")...)...)
		parts = append(parts, box("jxlp", append([]byte{0, 0, 0, 0}, stream[:cut]...)...)...)
		parts = append(parts, box("jbrd", 1, 2, 3)...)
		parts = append(parts, box("jxlp", append([]byte{0x80, 0, 0, 1}, stream[cut:]...)...)...)
		if got, err := ReadHeader(JXL, parts); err != nil || got != want {
			t.Errorf("cut at %d: %+v, %v", cut, got, err)
		}
	}
}
